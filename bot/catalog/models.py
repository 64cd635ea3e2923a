"""The shape of the content: roadmaps, the plan, the levels and the integrations.

Unknown keys are refused and nothing is coerced, so a misspelt key is an error and never a silent gap.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints

from bot.catalog.content_model import (
    Alias,
    AreaId,
    CategoryId,
    ContentModel,
    FacetId,
    ItemId,
    LevelId,
    LongText,
    PackId,
    PluginKey,
    RoadmapId,
    ShortText,
)
from bot.catalog.lessons import Lesson, Question
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

CATEGORY_TITLES: Final[dict[CategoryId, str]] = {
    "core_competencies": "Core Competencies",
    "deployment_strategies": "Deployment Strategies",
    "infrastructure_patterns": "Infrastructure Patterns",
    "scaling_considerations": "Scaling Considerations",
    "security_aspects": "Security Aspects",
}
"""The categories that a roadmap has unless it names its own."""
CATEGORIES: Final[tuple[CategoryId, ...]] = tuple(CATEGORY_TITLES)
LEVELS: Final[tuple[LevelId, ...]] = ("beginner", "intermediate", "advanced", "expert")
"""The levels that a roadmap has unless it names its own, lowest first; also those of people."""


_CLAUSE_END: Final = lazy_pattern(r"(?<!\be\.g)(?<!\bi\.e)[.;:](?:\s|$)")


class Subtopic(ContentModel):
    """A part of a topic; its name is all it says."""

    id: ItemId
    name: ShortText


class Topic(ContentModel):
    """One thing to learn. `terms` are the names and figures people look it up by."""

    id: ItemId
    name: ShortText
    terms: tuple[ShortText, ...] = ()
    text: LongText
    level: LevelId
    areas: Annotated[tuple[AreaId, ...], Field(min_length=1)]
    facets: tuple[FacetId, ...] = ()
    aliases: tuple[Alias, ...] = ()
    subtopics: tuple[Subtopic, ...] = ()

    @property
    def first_clause(self) -> str:
        """The text up to its first full stop, semicolon or colon: what lists say of a topic."""
        return _CLAUSE_END.split(self.text, maxsplit=1)[0]


class Facet(ContentModel):
    """One value of a roadmap's own second axis, such as the AWS service group `storage`."""

    id: FacetId
    name: ShortText
    aliases: tuple[Alias, ...] = ()


class RoadmapFacets(ContentModel):
    """A roadmap's second axis: its key in the plugin configuration (`services`, `patterns`, ...) and its values."""

    key: PluginKey
    items: Annotated[tuple[Facet, ...], Field(min_length=1)]


class Roadmap(ContentModel):
    """One technology roadmap, as one file holds it."""

    id: RoadmapId
    name: ShortText
    position: Annotated[int, Field(ge=1, le=1000)] = 1000
    aliases: tuple[Alias, ...] = ()
    summary: ShortText
    about: LongText
    area: AreaId
    maturity_levels: tuple[LevelId, ...] | None = None
    level_titles: dict[LevelId, ShortText] = Field(default_factory=dict)
    facets: RoadmapFacets | None = None
    category_titles: dict[CategoryId, ShortText] = Field(default_factory=dict)
    categories: dict[CategoryId, tuple[Topic, ...]]

    @property
    def levels(self) -> tuple[LevelId, ...]:
        """The levels of its topics, lowest first: its own where `maturity_levels` names others than the usual four."""
        named = self.maturity_levels or ()
        return named if not set(named) <= set(LEVELS) else LEVELS

    def level_height(self, level: LevelId) -> float:
        """Return how high a level is among the roadmap's: from 0 for the lowest on, always below 1."""
        levels = self.levels
        return levels.index(level) / len(levels)

    def level_title(self, level: LevelId) -> str:
        """Return a level's name."""
        return self.level_titles.get(level) or level.replace("_", " ").capitalize()

    def category_title(self, category: CategoryId) -> str:
        """Return a category's name."""
        return self.category_titles.get(category) or CATEGORY_TITLES.get(category) or category.replace("_", " ").title()


class HoursEstimate(ContentModel):
    """An estimate in whole hours, low to high."""

    low: Annotated[int, Field(ge=1, le=1000)]
    high: Annotated[int, Field(ge=1, le=1000)]


def _parse_hours(value: Any) -> Any:
    """Read `50-80` as a range and `varies` as no estimate."""
    if value == "varies":
        return None
    match = re.fullmatch(r"(\d{1,4})-(\d{1,4})", value) if isinstance(value, str) else None
    if match and int(match[1]) <= int(match[2]):
        return HoursEstimate(low=int(match[1]), high=int(match[2]))
    if isinstance(value, HoursEstimate):
        return value
    raise ValueError("write a range of hours such as 50-80, or varies")


def _hours_text(hours: HoursEstimate | None) -> str:
    """Write hours as `_parse_hours` reads them, so that dumped content loads again."""
    return f"{hours.low}-{hours.high}" if hours else "varies"


HoursText = Annotated[str, StringConstraints(pattern=r"^([0-9]{1,4}-[0-9]{1,4}|varies)$")]
Hours = Annotated[
    HoursEstimate | None,
    BeforeValidator(_parse_hours, json_schema_input_type=HoursText),
    PlainSerializer(_hours_text),
]
"""An estimate as content writes it: `50-80`, or `varies` for none."""


class Assignment(ContentModel):
    """One piece of practical work in a focus area."""

    id: ItemId
    name: ShortText
    text: LongText


class Area(ContentModel):
    """A focus area of the learning plan."""

    id: AreaId
    priority: Annotated[int, Field(ge=1, le=10_000)]
    name: ShortText
    optional: bool = False
    aliases: tuple[Alias, ...] = ()
    description: LongText
    hours: Hours
    roadmaps: tuple[RoadmapId, ...] = ()
    assignments: Annotated[tuple[Assignment, ...], Field(min_length=1)]


class PlanFile(ContentModel):
    """`plan.yaml`."""

    areas: tuple[Area, ...]


class SayingsFile(ContentModel):
    """`sayings/<roadmap>.yaml`: with which words people come who don't know a topic's name, by the topic's id.

    The words in `roadmap` tell which technology somebody speaks of.
    """

    roadmap: LongText | None = None
    topics: dict[ItemId, LongText]


class LevelText(ContentModel):
    """What one level of the progression matrix asks for."""

    id: LevelId
    name: ShortText
    marks: Annotated[tuple[ShortText, ...], Field(min_length=1)]
    text: LongText


class LevelsFile(ContentModel):
    """`levels.yaml`: the competency progression matrix, lowest first."""

    levels: tuple[LevelText, ...]


class Integration(ContentModel):
    """What one roadmap (`of`) has to do with each of others (`to`)."""

    id: AreaId
    name: ShortText
    of: RoadmapId
    to: Annotated[tuple[RoadmapId, ...], Field(min_length=1)]
    points: Annotated[tuple[LongText, ...], Field(min_length=1)]


class IntegrationsFile(ContentModel):
    """`integrations.yaml`."""

    integrations: tuple[Integration, ...]


class PackInfo(ContentModel):
    """What of the content came with which pack."""

    id: PackId
    name: ShortText
    version: str = ""
    """Empty where the pack doesn't say."""
    roadmaps: tuple[RoadmapId, ...] = ()
    areas: tuple[AreaId, ...] = ()
    integrations: tuple[AreaId, ...] = ()


SortedIds = Annotated[frozenset[str], PlainSerializer(sorted)]
"""Ids that are dumped in one order, so that the same content is the same text."""


class Content(ContentModel):
    """All content of all packs, checked across files."""

    roadmaps: tuple[Roadmap, ...]
    areas: tuple[Area, ...]
    levels: tuple[LevelText, ...]
    integrations: tuple[Integration, ...]
    sayings: dict[str, str] = Field(default_factory=dict)
    """By topic or roadmap: what people say who mean it, separated by commas."""
    lessons: dict[str, Lesson] = Field(default_factory=dict)
    """By topic: how long it takes and what comes before."""
    packed_details: dict[str, str] = Field(default_factory=dict)
    """By topic: its resources and its exercise, as `lessons.pack` makes them."""
    packed_questions: dict[str, str] = Field(default_factory=dict)
    """By topic: its questions, packed likewise."""
    packs: tuple[PackInfo, ...] = ()
    """Where the content comes from, the shipped pack first."""
    hidden: SortedIds = frozenset()
    """The ids of what layers hide: roadmaps, areas, topics, subtopics, parts of roadmaps, assignments, integrations.

    An id that a roadmap and an area share is both; `roadmap:networking` is only the roadmap.
    """
    renamed: dict[str, str] = Field(default_factory=dict)
    """Every id that was renamed or retired, and the id that takes its place now, however often it was renamed."""
    id_lines: dict[str, dict[str, int]] = Field(default_factory=dict)
    """By file: the line on which each thing has its id, by kind and id: `topic aws.iam`. No part of the version."""


@frozen
class TopicReference:
    """A topic with its roadmap and category."""

    roadmap: Roadmap
    category: CategoryId
    topic: Topic

    @property
    def id(self) -> str:
        """The topic's id, which never changes."""
        return self.topic.id

    @property
    def name(self) -> str:
        return self.topic.name

    @property
    def label(self) -> str:
        """The name with the roadmap's: `IAM Policies (AWS)`."""
        return f"{self.topic.name} ({self.roadmap.name})"

    @property
    def category_title(self) -> str:
        return self.roadmap.category_title(self.category)

    @property
    def level_words(self) -> str:
        """Its level as a sentence says it: `beginner`, or the title that the roadmap gives it."""
        return self.roadmap.level_titles.get(self.topic.level) or self.topic.level.replace("_", " ")

    @property
    def level_height(self) -> float:
        """How high its level is among its roadmap's, to compare it with topics of others."""
        return self.roadmap.level_height(self.topic.level)

    def __hash__(self) -> int:
        return hash(self.topic.id)


@frozen
class RoadmapPart:
    """A category or a facet of a roadmap, on which hours can be logged as on a topic."""

    roadmap: Roadmap
    part_id: str
    name: str
    aliases: tuple[str, ...]
    topics: tuple[TopicReference, ...]

    @property
    def id(self) -> str:
        """The id beside topics' ids, which have no slash: `aws/storage`."""
        return f"{self.roadmap.id}/{self.part_id}"

    @property
    def label(self) -> str:
        """The name with the roadmap's: `Scaling Considerations (AWS)`."""
        return f"{self.name} ({self.roadmap.name})"

    def __hash__(self) -> int:
        return hash(self.id)


@frozen
class SubtopicReference:
    """A subtopic with its topic."""

    topic_ref: TopicReference
    subtopic: Subtopic

    def __hash__(self) -> int:
        return hash(self.subtopic.id)


@frozen
class QuestionReference:
    """A question with its topic."""

    topic_ref: TopicReference
    slug: str
    question: Question

    @property
    def id(self) -> str:
        """The id, which never changes: `aws.rds-proxy/lambda-burst`."""
        return f"{self.topic_ref.id}/{self.slug}"

    def __hash__(self) -> int:
        return hash(self.id)


@frozen
class AssignmentReference:
    """An assignment with its area."""

    area: Area
    assignment: Assignment

    def __hash__(self) -> int:
        return hash(self.assignment.id)


CatalogItem = Roadmap | Area | TopicReference | AssignmentReference | SubtopicReference | Integration
