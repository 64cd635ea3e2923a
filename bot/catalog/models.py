"""The shape of the content: what a roadmap, the plan, the levels and the integrations may say.

Unknown keys are refused and nothing is coerced, so a misspelt key is an error and never a silent gap.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints

Category = Literal[
    "core_competencies",
    "deployment_strategies",
    "infrastructure_patterns",
    "scaling_considerations",
    "security_aspects",
]
Level = Literal["beginner", "intermediate", "advanced", "expert"]

CATEGORIES: Final[tuple[Category, ...]] = (
    "core_competencies",
    "deployment_strategies",
    "infrastructure_patterns",
    "scaling_considerations",
    "security_aspects",
)
LEVELS: Final[tuple[Level, ...]] = ("beginner", "intermediate", "advanced", "expert")

Line = Annotated[str, StringConstraints(min_length=1, max_length=150, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Alias = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^A-Z]+$")]
RoadmapId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
AreaId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9-]*$")]
FacetId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
ItemId = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9-]*)+$")]


class Strict(BaseModel):
    """A piece of content: immutable, no unknown keys, no coercion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Subtopic(Strict):
    """A part of a topic; its name is all it says."""

    id: ItemId
    name: Line


class Topic(Strict):
    """One thing to learn. `terms` are the names and figures people look it up by."""

    id: ItemId
    name: Line
    terms: tuple[Line, ...] = ()
    text: Text
    level: Level
    areas: Annotated[tuple[AreaId, ...], Field(min_length=1)]
    facets: tuple[FacetId, ...] = ()
    aliases: tuple[Alias, ...] = ()
    subtopics: tuple[Subtopic, ...] = ()


class Facet(Strict):
    """One value of a roadmap's own second axis, such as the AWS service group `storage`."""

    id: FacetId
    name: Line
    aliases: tuple[Alias, ...] = ()


class Facets(Strict):
    """A roadmap's second axis: its key in the plugin configuration (`services`, `patterns`, ...) and its values."""

    key: FacetId
    items: Annotated[tuple[Facet, ...], Field(min_length=1)]


class Roadmap(Strict):
    """One technology roadmap, as one file holds it."""

    id: RoadmapId
    name: Line
    position: Annotated[int, Field(ge=1, le=1000)] = 1000
    aliases: tuple[Alias, ...] = ()
    summary: Line
    about: Text
    area: AreaId
    maturity_levels: tuple[Level, ...] | None = None
    facets: Facets | None = None
    categories: dict[Category, tuple[Topic, ...]]


class Hours(Strict):
    """An estimate in whole hours, low to high."""

    low: Annotated[int, Field(ge=1, le=1000)]
    high: Annotated[int, Field(ge=1, le=1000)]


def _hours(value: Any) -> Any:
    """Read `50-80` as a range and `varies` as no estimate."""
    if value == "varies":
        return None
    match = re.fullmatch(r"(\d{1,4})-(\d{1,4})", value) if isinstance(value, str) else None
    if match and int(match[1]) <= int(match[2]):
        return Hours(low=int(match[1]), high=int(match[2]))
    if isinstance(value, Hours):
        return value
    raise ValueError("write a range of hours such as 50-80, or varies")


def _spell_hours(hours: Hours | None) -> str:
    """Write hours as `_hours` reads them, so that dumped content loads again."""
    return f"{hours.low}-{hours.high}" if hours else "varies"


class Assignment(Strict):
    """One piece of practical work in a focus area."""

    id: ItemId
    name: Line
    text: Text


class Area(Strict):
    """A focus area of the learning plan."""

    id: AreaId
    priority: Annotated[int, Field(ge=1, le=100)]
    name: Line
    optional: bool = False
    aliases: tuple[Alias, ...] = ()
    description: Text
    hours: Annotated[Hours | None, BeforeValidator(_hours), PlainSerializer(_spell_hours)]
    roadmaps: tuple[RoadmapId, ...] = ()
    assignments: Annotated[tuple[Assignment, ...], Field(min_length=1)]


class Plan(Strict):
    """`plan.yaml`."""

    areas: tuple[Area, ...]


class LevelText(Strict):
    """What one level of the progression matrix asks for."""

    id: Level
    name: Line
    marks: Annotated[tuple[Line, ...], Field(min_length=1)]
    text: Text


class Levels(Strict):
    """`levels.yaml`: the competency progression matrix, lowest first."""

    levels: tuple[LevelText, ...]


class Integration(Strict):
    """What one roadmap (`of`) has to do with each of others (`to`)."""

    id: AreaId
    name: Line
    of: RoadmapId
    to: Annotated[tuple[RoadmapId, ...], Field(min_length=1)]
    points: Annotated[tuple[Text, ...], Field(min_length=1)]


class Integrations(Strict):
    """`integrations.yaml`."""

    integrations: tuple[Integration, ...]


class Content(Strict):
    """All content of one directory, checked across files."""

    roadmaps: tuple[Roadmap, ...]
    areas: tuple[Area, ...]
    levels: tuple[LevelText, ...]
    integrations: tuple[Integration, ...]
