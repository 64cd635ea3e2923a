"""What the pages of `/roadmap` share: how content is written, how lists turn, how names become buttons."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.catalog.entries import TITLES, Place
from bot.catalog.lookup import words as lookup_words
from bot.catalog.lookup.typos import Taken
from bot.catalog.models import Category, Level, Roadmap
from bot.slack.blocks import Press, actions, rows_of_actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape, plain
from bot.slack.payloads import Lookup, Opened

Item = TypeVar("Item")

PAGE: Final = 10  # topics that a person takes in at one glance
MOST_NAMES: Final = 25  # buttons under one heading

SHORT: Final[dict[Category, str]] = {
    "core_competencies": "core",
    "deployment_strategies": "deployment",
    "infrastructure_patterns": "patterns",
    "scaling_considerations": "scaling",
    "security_aspects": "security",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page is written from. Without `buttons` it stands for itself, as a shared one has to."""

    catalog: Catalog
    prefix: str = ""
    lookup: Lookup = field(default_factory=Lookup)
    buttons: bool = True
    sharing: bool = False

    def typed(self, *words: str, command: str = "roadmap") -> str:
        """A command as one types it: `/roadmap aws scaling`."""
        return f"`/{self.prefix}{' '.join((command, *filter(None, words)))}`"

    def press(self, label: str, action: str, value: str, *, primary: bool = False) -> Press | None:
        """A button, where there may be one."""
        return Press(label, action, value, style="primary" if primary else None) if self.buttons else None

    def opens(self, label: str, query: str, page: int = 0) -> Press | None:
        """A button that does what `/roadmap QUERY` does."""
        return self.press(label, "roadmap.open", Lookup(query=clip(query, 400), page=page).value())

    def opens_area(self, area: str) -> Press | None:
        """A button that does what `/plan AREA` does."""
        return self.press("Open", "plan.open", Opened(area=area).value())

    def level(self, level: Level) -> str:
        """A level's name."""
        return next((each.name for each in self.catalog.levels if each.id == level), level.capitalize())


def say(text: str) -> str:
    """Words of the content, fit for mrkdwn."""
    return html.escape(text, quote=False)


def name_of(roadmap: Roadmap) -> str:
    """A roadmap as one types it: `system design`."""
    return roadmap.id.replace("_", " ")


def short(catalog: Catalog, roadmap: Roadmap, category: Category) -> str:
    """A category as one types it; in full where the roadmap has a facet of the short name."""
    word = SHORT[category]
    return TITLES[category].lower() if catalog.vocabulary.facet(roadmap, lookup_words.key(word)) else word


def where(place: Place) -> str:
    """Where a topic stands: `AWS > Core Competencies`."""
    return f"{say(place.roadmap.name)} &gt; {place.title}"


def line(reading: Reading, place: Place, around: str = "") -> str:
    """A topic in a list: name, level, where it stands if that is not said above, and what to look it up by."""
    facts = " · ".join(filter(None, (reading.level(place.topic.level), around)))
    terms = clip(", ".join(place.topic.terms), 200)
    return f"*{say(place.topic.name)}* · {facts}" + (f"\n{say(terms)}" if terms else "")


def topic(reading: Reading, place: Place, around: str = "") -> Block:
    """A topic in a list, with the button that opens it."""
    return section(line(reading, place, around), reading.opens("Open", place.id))


def quoted(words: Sequence[str]) -> str:
    """Words that somebody typed."""
    return f"“{escape(clip(' '.join(words), 100))}”"


def took(taken: Iterable[Taken]) -> Block | None:
    """What a near miss was taken for."""
    notes = [f"Took “{escape(clip(each.typed, 60))}” for {say(each.meant)}." for each in taken]
    return section(" ".join(notes)) if notes else None


def left_out(dropped: Sequence[str], reason: str) -> Block | None:
    """Words that had no part in the answer, and why."""
    return section(f"Left out {quoted(dropped)}: {reason}.") if dropped else None


def cut(reading: Reading, items: Sequence[Item], size: int = PAGE) -> tuple[Sequence[Item], Block | None]:
    """The items of the page that is asked for, and the buttons that turn it; past the end is the last page."""
    page = min(reading.lookup.page, max(0, (len(items) - 1) // size))
    query, after = reading.lookup.query, len(items) - (page + 1) * size
    turn = actions(
        reading.opens("Previous", query, page - 1) if page else None,
        reading.opens(f"Next {min(size, after)} of {len(items)}", query, page + 1) if after > 0 else None,
    )
    return items[page * size : (page + 1) * size], turn


@dataclass(frozen=True, slots=True)
class Offer:
    """Names as buttons under a heading, and the same as text."""

    blocks: Sequence[Block]
    text: str


def offer(reading: Reading, title: str, names: Iterable[tuple[str, str]]) -> Offer | None:
    """Names under a heading, each a button for its query; without buttons they stand in the heading's line."""
    given = list(names)[:MOST_NAMES]
    if not given:
        return None
    colon = "" if title.endswith("?") else ":"
    text = f"*{title}*{colon} {say(', '.join(label for label, _ in given))}"
    presses = [press for label, query in given if (press := reading.opens(label, query))]
    blocks = [section(f"*{title}*"), *rows_of_actions(presses)] if presses else [section(text)]
    return Offer(blocks, plain(text))


def complete(*parts: Block | Iterable[Block] | Offer | None) -> Message:
    """A message whose text also names what is offered, for pages where that is the content."""
    texts = [part.text if isinstance(part, Offer) else compose(part).text for part in parts]
    blocks = [part.blocks if isinstance(part, Offer) else part for part in parts]
    return compose(*blocks, text="\n".join(filter(None, texts)))
