"""What a text after `/roadmap` can mean. Every answer carries the near misses that were `taken` for something."""

from __future__ import annotations

from dataclasses import dataclass

from bot.catalog.lookup.search import SearchMatch
from bot.catalog.lookup.typos import Correction, QueryOption
from bot.catalog.models import CategoryId, Facet, Integration, LevelId, Roadmap, TopicReference


@dataclass(frozen=True, slots=True)
class RoadmapOverview:
    """All roadmaps."""

    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadmapPage:
    """One roadmap; `dropped` words fit nothing in it, `also` is where else they stand."""

    roadmap: Roadmap
    unmatched_words: tuple[str, ...] = ()
    topics_elsewhere: tuple[TopicReference, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicList:
    """Topics of one roadmap that meet all that is set; never empty. `also` bears the very name outside of that."""

    roadmap: Roadmap
    category: CategoryId | None
    facet: Facet | None
    level: LevelId | None
    words: tuple[str, ...]
    topics: tuple[TopicReference, ...]
    unmatched_words: tuple[str, ...] = ()
    same_named_topics: tuple[TopicReference, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic."""

    topic_ref: TopicReference
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadmapIntegrations:
    """What roadmaps have to do with each other: sections where written, and topics of one that speak of another."""

    roadmaps: tuple[Roadmap, ...]
    sections: tuple[Integration, ...]
    related_topics: tuple[TopicReference, ...]
    words: tuple[str, ...] = ()
    unmatched_words: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class CrossRoadmapTopics:
    """Topics of all roadmaps in a category, on a level, or both; never empty."""

    category: CategoryId | None
    level: LevelId | None
    words: tuple[str, ...]
    topics: tuple[TopicReference, ...]
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchHits:
    """The best of `total` matches over everything; never empty. `dropped` words stand in none of them."""

    words: tuple[str, ...]
    matches: tuple[SearchMatch, ...]
    total: int
    unmatched_words: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryChoice:
    """A slip as near to one name as to another, or perhaps none: at most ten options."""

    typed: str
    options: tuple[QueryOption, ...]
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingFound:
    """Nothing fits; `suggestions` are the names that look most like what was typed, if any does."""

    words: tuple[str, ...]
    suggestions: tuple[QueryOption, ...]
    corrections: tuple[Correction, ...] = ()


QueryResult = (
    RoadmapOverview
    | RoadmapPage
    | TopicList
    | TopicPage
    | RoadmapIntegrations
    | CrossRoadmapTopics
    | SearchHits
    | QueryChoice
    | NothingFound
)
