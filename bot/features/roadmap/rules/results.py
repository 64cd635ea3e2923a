"""The results of a query after `/roadmap`, each with the `corrections` of misspelt words."""

from __future__ import annotations

from bot.catalog.content_model import CategoryId, LevelId
from bot.catalog.lookup.search import SearchMatch
from bot.catalog.lookup.typos import Correction, QueryOption
from bot.catalog.models import Facet, Integration, Roadmap, TopicReference
from bot.frozen import frozen


@frozen
class RoadmapOverview:
    """All roadmaps."""

    corrections: tuple[Correction, ...] = ()


@frozen
class RoadmapPage:
    """One roadmap; `unmatched_words` fit nothing in it, `topics_elsewhere` have them."""

    roadmap: Roadmap
    unmatched_words: tuple[str, ...] = ()
    topics_elsewhere: tuple[TopicReference, ...] = ()
    corrections: tuple[Correction, ...] = ()


@frozen
class TopicList:
    """Topics of one roadmap that meet all that is set; never empty. `same_named_topics` do not meet it."""

    roadmap: Roadmap
    category: CategoryId | None
    facet: Facet | None
    level: LevelId | None
    words: tuple[str, ...]
    topics: tuple[TopicReference, ...]
    unmatched_words: tuple[str, ...] = ()
    same_named_topics: tuple[TopicReference, ...] = ()
    corrections: tuple[Correction, ...] = ()


@frozen
class TopicPage:
    """One topic."""

    topic_ref: TopicReference
    corrections: tuple[Correction, ...] = ()


@frozen
class RoadmapPath:
    """The topics of a roadmap in the order to learn them."""

    roadmap: Roadmap
    corrections: tuple[Correction, ...] = ()


@frozen
class PathOverview:
    """The paths of all roadmaps."""

    corrections: tuple[Correction, ...] = ()


@frozen
class RoadmapIntegrations:
    """Integrations of roadmaps: the sections that are written, and topics of one that mention another."""

    roadmaps: tuple[Roadmap, ...]
    sections: tuple[Integration, ...]
    related_topics: tuple[TopicReference, ...]
    words: tuple[str, ...] = ()
    unmatched_words: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@frozen
class CrossRoadmapTopics:
    """Topics of all roadmaps in a category, on a level, or both; never empty."""

    category: CategoryId | None
    level: LevelId | None
    words: tuple[str, ...]
    topics: tuple[TopicReference, ...]
    corrections: tuple[Correction, ...] = ()


@frozen
class SearchHits:
    """The best of `total` matches over everything; never empty. `unmatched_words` are in none of them."""

    words: tuple[str, ...]
    matches: tuple[SearchMatch, ...]
    total: int
    unmatched_words: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@frozen
class QueryChoice:
    """A misspelt word as near to one name as to another, or perhaps to none: at most ten options."""

    typed: str
    options: tuple[QueryOption, ...]
    corrections: tuple[Correction, ...] = ()


@frozen
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
    | RoadmapPath
    | PathOverview
    | RoadmapIntegrations
    | CrossRoadmapTopics
    | SearchHits
    | QueryChoice
    | NothingFound
)
