"""The shape of the content: roadmaps, the plan, the levels and the integrations.

Unknown keys are refused and nothing is coerced, so a misspelt key is an error and never a silent gap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints

CategoryId = Literal[
    "core_competencies",
    "deployment_strategies",
    "infrastructure_patterns",
    "scaling_considerations",
    "security_aspects",
]
LevelId = Literal["beginner", "intermediate", "advanced", "expert"]
CATEGORY_TITLES: Final[dict[CategoryId, str]] = {
    "core_competencies": "Core Competencies",
    "deployment_strategies": "Deployment Strategies",
    "infrastructure_patterns": "Infrastructure Patterns",
    "scaling_considerations": "Scaling Considerations",
    "security_aspects": "Security Aspects",
}
CATEGORIES: Final[tuple[CategoryId, ...]] = tuple(CATEGORY_TITLES)
LEVELS: Final[tuple[LevelId, ...]] = ("beginner", "intermediate", "advanced", "expert")
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=150, strip_whitespace=True)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Alias = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^A-Z]+$")]
RoadmapId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
AreaId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9-]*$")]
FacetId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
ItemId = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9-]*)+$")]


class ContentModel(BaseModel):
    """A piece of content: immutable, no unknown keys, no coercion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


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


class Facet(ContentModel):
    """One value of a roadmap's own second axis, such as the AWS service group `storage`."""

    id: FacetId
    name: ShortText
    aliases: tuple[Alias, ...] = ()


class RoadmapFacets(ContentModel):
    """A roadmap's second axis: its key in the plugin configuration (`services`, `patterns`, ...) and its values."""

    key: FacetId
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
    facets: RoadmapFacets | None = None
    categories: dict[CategoryId, tuple[Topic, ...]]


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


class Assignment(ContentModel):
    """One piece of practical work in a focus area."""

    id: ItemId
    name: ShortText
    text: LongText


class Area(ContentModel):
    """A focus area of the learning plan."""

    id: AreaId
    priority: Annotated[int, Field(ge=1, le=100)]
    name: ShortText
    optional: bool = False
    aliases: tuple[Alias, ...] = ()
    description: LongText
    hours: Annotated[HoursEstimate | None, BeforeValidator(_parse_hours), PlainSerializer(_hours_text)]
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


class Content(ContentModel):
    """All content of one directory, checked across files."""

    roadmaps: tuple[Roadmap, ...]
    areas: tuple[Area, ...]
    levels: tuple[LevelText, ...]
    integrations: tuple[Integration, ...]
    sayings: dict[str, str] = {}
    """By topic or roadmap: what people say who mean it, separated by commas."""


@dataclass(frozen=True, slots=True)
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
        return CATEGORY_TITLES[self.category]

    def __hash__(self) -> int:
        return hash(self.topic.id)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class SubtopicReference:
    """A subtopic with its topic."""

    topic_ref: TopicReference
    subtopic: Subtopic

    def __hash__(self) -> int:
        return hash(self.subtopic.id)


@dataclass(frozen=True, slots=True)
class AssignmentReference:
    """An assignment with its area."""

    area: Area
    assignment: Assignment

    def __hash__(self) -> int:
        return hash(self.assignment.id)


CatalogItem = Roadmap | Area | TopicReference | AssignmentReference | SubtopicReference | Integration
