"""Parts that the pages of `/roadmap` share: content as text, lists with pages, names as buttons."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.catalog.lookup import word_matching
from bot.catalog.lookup.typos import Correction
from bot.catalog.models import CATEGORY_TITLES, Area, CategoryId, LevelId, Roadmap, TopicReference
from bot.slack.blocks import ButtonSpec, action_rows, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, to_plain_text
from bot.slack.payloads import PlanPagePayload, RoadmapQueryPayload
from bot.slack.slash import SLASH

ItemT = TypeVar("ItemT")

TOPICS_PER_PAGE: Final = 10  # topics that a person takes in at one glance
MAX_NAME_BUTTONS: Final = 25  # buttons under one heading

SHORT_CATEGORY_NAMES: Final[dict[CategoryId, str]] = {
    "core_competencies": "core",
    "deployment_strategies": "deployment",
    "infrastructure_patterns": "patterns",
    "scaling_considerations": "scaling",
    "security_aspects": "security",
}


@dataclass(frozen=True, slots=True)
class RoadmapPageContext:
    """The content and the query that a page is written from. Without buttons it can be shared."""

    catalog: Catalog
    lookup: RoadmapQueryPayload = field(default_factory=RoadmapQueryPayload)
    with_buttons: bool = True
    is_sharing: bool = False

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
        return self.open_named_button(f"{topic_ref.topic.name} ({topic_ref.roadmap.name})", topic_ref.id)

    def open_named_button(self, name: str, query: str, label: str = "Open") -> ButtonSpec | None:
        """Return the button in a row of this name, which also says what it opens."""
        button = self.open_button(label, query)
        return replace(button, accessibility_label=clip(f"Open {name}", 75)) if button else None

    def open_area_button(self, area: Area) -> ButtonSpec | None:
        """Return a button that does what `/plan AREA` does."""
        button = self.button("Open", "plan.open", PlanPagePayload(area=area.id).encode())
        return replace(button, accessibility_label=clip(f"Open {area.name}", 75)) if button else None

    def level_name(self, level: LevelId) -> str:
        """Return a level's name."""
        return next((each.name for each in self.catalog.levels if each.id == level), level.capitalize())


def content_text(text: str) -> str:
    """Return words of the content, fit for mrkdwn."""
    return html.escape(text, quote=False)


def typed_roadmap_name(roadmap: Roadmap) -> str:
    """Return a roadmap as one types it: `system design`."""
    return roadmap.id.replace("_", " ")


def typed_category_name(catalog: Catalog, roadmap: Roadmap, category: CategoryId) -> str:
    """Return a category as one types it; in full where the roadmap has a facet of the short name."""
    word = SHORT_CATEGORY_NAMES[category]
    return (
        CATEGORY_TITLES[category].lower()
        if catalog.vocabulary.find_facet(roadmap, word_matching.name_key(word))
        else word
    )


def topic_location(topic_ref: TopicReference) -> str:
    """Return where a topic belongs: `AWS > Core Competencies`."""
    return f"{content_text(topic_ref.roadmap.name)} &gt; {topic_ref.category_title}"


def topic_line(page_context: RoadmapPageContext, topic_ref: TopicReference, location: str = "") -> str:
    """Return a topic's name, level, location if that is not said above, and the terms to look it up by."""
    facts = " · ".join(filter(None, (page_context.level_name(topic_ref.topic.level), location)))
    terms = clip(", ".join(topic_ref.topic.terms), 200)
    return f"*{content_text(topic_ref.topic.name)}* · {facts}" + (f"\n{content_text(terms)}" if terms else "")


def topic_block(page_context: RoadmapPageContext, topic_ref: TopicReference, location: str = "") -> Block:
    """Return a topic in a list, with the button that opens it."""
    return section(topic_line(page_context, topic_ref, location), page_context.open_topic_button(topic_ref))


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
) -> tuple[Sequence[ItemT], Block | None]:
    """Return the items of the page that is asked for, and the buttons that turn it; past the end is the last page."""
    page = min(page_context.lookup.page, max(0, (len(items) - 1) // page_size))
    query, after = page_context.lookup.query, len(items) - (page + 1) * page_size
    turn = actions(
        page_context.open_button("Previous", query, page - 1) if page else None,
        page_context.open_button(f"Next {min(page_size, after)} of {len(items)}", query, page + 1)
        if after > 0
        else None,
    )
    return items[page * page_size : (page + 1) * page_size], turn


@dataclass(frozen=True, slots=True)
class NameButtons:
    """Names as buttons under a heading, and the same as text."""

    blocks: Sequence[Block]
    text: str


def name_buttons(
    page_context: RoadmapPageContext, title: str, named_queries: Iterable[tuple[str, str]]
) -> NameButtons | None:
    """Return names under a heading, each a button for its query; without buttons they stand in the heading's line."""
    given = list(named_queries)[:MAX_NAME_BUTTONS]
    if not given:
        return None
    colon = "" if title.endswith("?") else ":"
    text = f"*{title}*{colon} {content_text(', '.join(label for label, _ in given))}"
    presses = [press for label, query in given if (press := page_context.open_button(label, query))]
    blocks = [section(f"*{title}*"), *action_rows(presses)] if presses else [section(text)]
    return NameButtons(blocks, to_plain_text(text))


def compose_page(*parts: Block | Iterable[Block] | NameButtons | None) -> Message:
    """Compose a message whose text also names the buttons, for pages where these are the content."""
    texts = [part.text if isinstance(part, NameButtons) else compose_message(part).text for part in parts]
    blocks = [part.blocks if isinstance(part, NameButtons) else part for part in parts]
    return compose_message(*blocks, text="\n".join(filter(None, texts)))
