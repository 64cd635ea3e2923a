"""What a text after `/roadmap` can mean. Every answer carries the near misses that were `taken` for something."""

from __future__ import annotations

from dataclasses import dataclass

from bot.catalog.entries import Place
from bot.catalog.lookup.search import Match
from bot.catalog.lookup.typos import Option, Taken
from bot.catalog.models import Category, Facet, Integration, Level, Roadmap


@dataclass(frozen=True, slots=True)
class Overview:
    """All roadmaps."""

    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadmapPage:
    """One roadmap; `dropped` words fit nothing in it, `also` is where else they stand."""

    roadmap: Roadmap
    dropped: tuple[str, ...] = ()
    also: tuple[Place, ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Topics:
    """Topics of one roadmap that meet all that is set; never empty. `also` bears the very name outside of that."""

    roadmap: Roadmap
    category: Category | None
    facet: Facet | None
    level: Level | None
    words: tuple[str, ...]
    places: tuple[Place, ...]
    dropped: tuple[str, ...] = ()
    also: tuple[Place, ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic."""

    place: Place
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Integrations:
    """What roadmaps have to do with each other: sections where written, and topics of one that speak of another."""

    roadmaps: tuple[Roadmap, ...]
    sections: tuple[Integration, ...]
    related: tuple[Place, ...]
    words: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Everywhere:
    """Topics of all roadmaps in a category, on a level, or both; never empty."""

    category: Category | None
    level: Level | None
    words: tuple[str, ...]
    places: tuple[Place, ...]
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """The best of `total` matches over everything; never empty. `dropped` words stand in none of them."""

    words: tuple[str, ...]
    matches: tuple[Match, ...]
    total: int
    dropped: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A slip as near to one name as to another, or perhaps none: at most ten options."""

    typed: str
    options: tuple[Option, ...]
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing fits; `suggestions` are the names that look most like what was typed, if any does."""

    words: tuple[str, ...]
    suggestions: tuple[Option, ...]
    taken: tuple[Taken, ...] = ()


Answer = Overview | RoadmapPage | Topics | TopicPage | Integrations | Everywhere | Matches | Choice | Nothing
