"""Parts that the pages of `/roadmap` share: content as text, lists with pages, names as buttons."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import Final, TypeVar

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.catalog.content_model import CategoryId, LevelId
from bot.catalog.lookup import word_matching
from bot.catalog.lookup.typos import Correction
from bot.catalog.models import Area, Roadmap, TopicReference
from bot.core.knowing.states import KnownState
from bot.frozen import frozen
from bot.slack.blocks import (
    MAX_MENU_VALUE,
    MAX_OVERFLOW_OPTIONS,
    MAX_ROW_BUTTONS,
    ButtonSpec,
    MenuSpec,
    OverflowSpec,
    action_rows,
    actions,
    section,
)
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, to_plain_text
from bot.slack.payloads import PlanPagePayload, RoadmapQueryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse

ItemT = TypeVar("ItemT")

TOPICS_PER_PAGE: Final = 10  # topics that a person takes in at one glance
MAX_NAMES_LENGTH: Final = 400  # characters of names in one line

SHORT_CATEGORY_NAMES: Final[dict[CategoryId, str]] = {
    "core_competencies": "core",
    "deployment_strategies": "deployment",
    "infrastructure_patterns": "patterns",
    "scaling_considerations": "scaling",
    "security_aspects": "security",
}


@frozen
class OwnStates:
    """How the reader stands to topics and their parts, by id, and the day that it is for them."""

    states: Mapping[str, KnownState]
    today: date


@frozen
class RoadmapPageContext:
    """The content and the query that a page is written from. Without buttons it can be shared.

    `own` is what the reader has marked, and `known` how many topics of the roadmap they know, where the page says so.
    """

    catalog: Catalog
    lookup: RoadmapQueryPayload = field(default_factory=RoadmapQueryPayload)
    with_buttons: bool = True
    is_sharing: bool = False
    own: OwnStates | None = None
    known: int = 0

    def command_text(self, *words: str, command: str = "roadmap") -> str:
        """Return a command as one types it: `/roadmap aws scaling`."""
        return f"`{SLASH}{' '.join((command, *filter(None, words)))}`"

    def button(self, label: str, action_id: str, value: str, *, is_primary: bool = False) -> ButtonSpec | None:
        """Return a button; None on a page without buttons."""
        if not self.with_buttons:
            return None
        return ButtonSpec(label, action_id, value, style="primary" if is_primary else None)

    def open_button(self, label: str, query: str, page: int = 0) -> ButtonSpec | None:
        """Return a button that does what `/roadmap QUERY` does."""
        return self.button(label, "roadmap.open", RoadmapQueryPayload(query=clip(query, 400), page=page).encode())

    def open_topic_button(self, topic_ref: TopicReference) -> ButtonSpec | None:
        """Return the button in a topic's row."""
        return self.open_named_button(topic_label(topic_ref), topic_ref.id)

    def open_named_button(self, name: str, query: str, label: str = "Open") -> ButtonSpec | None:
        """Return the button in a row of this name, which also says what it opens."""
        button = self.open_button(label, query)
        return replace(button, accessibility_label=clip(f"Open {name}", 75)) if button else None

    def open_menu(self, label: str, named_queries: Iterable[tuple[str, str]]) -> MenuSpec | None:
        """Return a menu of names, each for its query; None where there are none."""
        options = self._choices(named_queries)
        return MenuSpec(label, "roadmap.open", options) if options else None

    def open_overflow(self, named_queries: Iterable[tuple[str, str]]) -> OverflowSpec | None:
        """Return the same behind three dots."""
        options = self._choices(named_queries)[:MAX_OVERFLOW_OPTIONS]
        return OverflowSpec("roadmap.open", options) if options else None

    def _choices(self, named_queries: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return names with what a menu carries for them; those that are too long for one are left out."""
        if not self.with_buttons:
            return []
        names = {RoadmapQueryPayload(query=clip(query, 400)).encode(): name for name, query in named_queries}
        return [(name, value) for value, name in names.items() if len(value) <= MAX_MENU_VALUE]

    def open_area_button(self, area: Area, name: str = "") -> ButtonSpec | None:
        """Return a button that does what `/plan AREA` does; `name` is that of its row where it isn't the area's."""
        button = self.button("Open", "plan.open", PlanPagePayload(area=area.id).encode())
        return replace(button, accessibility_label=clip(f"Open {name or area.name}", 75)) if button else None

    def topic_time(self, topic_ref: TopicReference) -> str:
        """Return how long a topic takes; empty where the content doesn't say."""
        lesson = self.catalog.lesson(topic_ref.id)
        return parse.spell(lesson.minutes) if lesson else ""

    def level_name(self, level: LevelId) -> str:
        """Return a level's name."""
        own = (each.level_title(level) for each in self.catalog.roadmaps if level in each.levels)
        return next((each.name for each in self.catalog.levels if each.id == level), next(own, level.capitalize()))

    def level_marks(self, level: LevelId | None) -> str:
        """Return what one knows on a level, as a line below its name; empty where it is not asked for."""
        marks = next((each.marks for each in self.catalog.levels if each.id == level), ())
        return f"\n{content_text(', '.join(marks))}" if marks else ""


def topic_label(topic_ref: TopicReference) -> str:
    """Return what tells a topic from all others: its roadmap, and its category where two there have one name."""
    name, roadmap = topic_ref.topic.name, topic_ref.roadmap
    namesakes = [each for topics in roadmap.categories.values() for each in topics if each.name == name]
    where = f"{roadmap.name}, {topic_ref.category_title}" if len(namesakes) > 1 else roadmap.name
    return f"{name} ({where})"


def content_text(text: str) -> str:
    """Return words of the content, fit for mrkdwn."""
    return html.escape(text, quote=False)


def typed_roadmap_name(roadmap: Roadmap) -> str:
    """Return a roadmap as one types it: `system design`."""
    return roadmap.id.replace("_", " ")


def typed_category_name(catalog: Catalog, roadmap: Roadmap, category: CategoryId) -> str:
    """Return a category as one types it; in full where the roadmap has a facet of the short name."""
    title = roadmap.category_title(category).lower()
    word = SHORT_CATEGORY_NAMES.get(category, title) if category not in roadmap.category_titles else title
    return title if catalog.vocabulary.find_facet(roadmap, word_matching.name_key(word)) else word


def topic_location(topic_ref: TopicReference) -> str:
    """Return where a topic belongs: `AWS > Core Competencies`."""
    return f"{content_text(topic_ref.roadmap.name)} &gt; {content_text(topic_ref.category_title)}"


def topic_facts(page_context: RoadmapPageContext, topic_ref: TopicReference) -> str:
    """Return where a topic belongs, its level and about how long it takes, as on its own page."""
    time = page_context.topic_time(topic_ref)
    facts = (topic_location(topic_ref), page_context.level_name(topic_ref.topic.level), time and f"about {time}")
    return " · ".join(filter(None, facts))


def topic_line(
    page_context: RoadmapPageContext, topic_ref: TopicReference, location: str = "", words: Sequence[str] = ()
) -> str:
    """Return a topic's name, level, time, location if that is not said above, and what it is.

    Where it was found by words that its name does not have, the terms that have them come after it.
    """
    topic, time = topic_ref.topic, page_context.topic_time(topic_ref)
    facts = " · ".join(filter(None, (page_context.level_name(topic.level), time, location)))
    is_by_name = any(word.casefold() in topic.name.casefold() for word in words)
    found = [each for each in topic.terms if any(word.casefold() in each.casefold() for word in words)]
    terms = f" ({', '.join(found)})" if found and not is_by_name else ""
    return f"*{content_text(topic.name)}* · {facts}\n{content_text(topic.first_clause + terms)}"


def topic_block(
    page_context: RoadmapPageContext, topic_ref: TopicReference, location: str = "", words: Sequence[str] = ()
) -> Block:
    """Return a topic in a list, with the button that opens it."""
    return section(topic_line(page_context, topic_ref, location, words), page_context.open_topic_button(topic_ref))


def quoted_words(words: Sequence[str]) -> str:
    """Return words that somebody typed, in quotes and fit for mrkdwn."""
    return f"“{escape(clip(' '.join(words), 100))}”"


def corrections_block(corrections: Iterable[Correction]) -> Block | None:
    """Return what misspelt words were taken for."""
    notes = [
        f"Showing {content_text(each.meant)} (you typed “{escape(clip(each.typed, 60))}”)." for each in corrections
    ]
    return section(" ".join(notes)) if notes else None


def unmatched_words_block(unmatched_words: Sequence[str], reason: str) -> Block | None:
    """Return the words that were left out of the query, and why."""
    return section(f"I ignored {quoted_words(unmatched_words)} ({reason}).") if unmatched_words else None


def paginate(
    page_context: RoadmapPageContext, items: Sequence[ItemT], page_size: int = TOPICS_PER_PAGE
) -> tuple[Sequence[ItemT], list[ButtonSpec | None]]:
    """Return the items of the page that is asked for, and the buttons that turn it; past the end is the last page."""
    page = min(page_context.lookup.page, max(0, (len(items) - 1) // page_size))
    query, after = page_context.lookup.query, len(items) - (page + 1) * page_size
    turn = [
        page_context.open_button("Previous", query, page - 1) if page else None,
        page_context.open_button(f"Next {min(page_size, after)} of {len(items)}", query, page + 1)
        if after > 0
        else None,
    ]
    return items[page * page_size : (page + 1) * page_size], turn


@frozen
class NameButtons:
    """Names as buttons under a heading, and the same as text."""

    blocks: Sequence[Block]
    text: str


def name_buttons(
    page_context: RoadmapPageContext, title: str, named_queries: Iterable[tuple[str, str]]
) -> NameButtons | None:
    """Return names under a heading, each a button for its query, or many of them one menu.

    Without buttons they are in the heading's line.
    """
    given = list(named_queries)
    if not given:
        return None
    text = f"*{title}* {names_text(label for label, _ in given)}"
    presses = [press for label, query in given if (press := page_context.open_button(label, query))]
    menu = page_context.open_menu("Choose one", given) if len(given) > MAX_ROW_BUTTONS else None
    rows = [actions(menu)] if menu and len(menu.options) == len(given) else action_rows(presses)
    blocks = [section(f"*{title}*"), *filter(None, rows)] if presses else [section(text)]
    return NameButtons(blocks, to_plain_text(text))


def names_text(names: Iterable[str]) -> str:
    """Return names in one line, fit for mrkdwn."""
    return content_text(clip(", ".join(names), MAX_NAMES_LENGTH))


def compose_page(*parts: Block | Iterable[Block] | NameButtons | None) -> Message:
    """Compose a message whose text also names the buttons, for pages where these are the content."""
    texts = [part.text if isinstance(part, NameButtons) else compose_message(part).text for part in parts]
    blocks = [part.blocks if isinstance(part, NameButtons) else part for part in parts]
    return compose_message(*blocks, text="\n".join(filter(None, texts)))
