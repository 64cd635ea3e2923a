"""What a layer changes in the content: it adds, hides, re-orders, re-estimates and re-words, and never changes an id.

An operator writes it as `overlay.yaml`; the changes that a workspace makes in Slack are read as one too.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints

from bot.catalog.content_model import (
    Alias,
    AreaId,
    ContentModel,
    FacetId,
    ItemId,
    LevelId,
    LongText,
    RoadmapId,
    ShortText,
    Slug,
)
from bot.catalog.lessons import (
    Address,
    AskText,
    Exercise,
    Minutes,
    OptionText,
    PlaceNumber,
    Price,
    ReasonText,
    ResourceKind,
    ResourceMinutes,
    ResourceTitle,
)
from bot.catalog.models import Area, Assignment, Hours, Integration, Subtopic, Topic

ItemName = Annotated[
    str,
    StringConstraints(max_length=160, pattern=r"^(?:(?:area|roadmap):)?[a-z][a-z0-9_-]*(?:[./][a-z0-9][a-z0-9_-]*)*$"),
]
"""The id of a thing. One that an area and a roadmap share means both; `area:networking` means only the area."""
PartId = Annotated[str, StringConstraints(max_length=81, pattern=r"^[a-z][a-z0-9_-]*/[a-z][a-z0-9_-]*$")]

# Fields that aren't given have a value of their type that no content may have: `model_fields_set` says what is given.
NO_EXERCISE: Final = Exercise.model_construct(task="", done="")


class ResourceChange(ContentModel):
    """What of a resource changes; a new one has all of it but the price."""

    title: ResourceTitle = ""
    url: Address = ""
    kind: ResourceKind = "docs"
    minutes: ResourceMinutes = 0
    price: Price = "free"


class QuestionChange(ContentModel):
    """What of a question changes; a new one has all of it."""

    ask: AskText = ""
    options: Annotated[tuple[OptionText, ...], Field(min_length=4, max_length=4)] = ()
    right: PlaceNumber = 0
    reason: ReasonText = ""
    resource: Slug = ""


class ItemChange(ContentModel):
    """What of one thing changes; which fields it may have depends on its kind."""

    name: ShortText = ""
    text: LongText = ""
    terms: tuple[ShortText, ...] = ()
    aliases: tuple[Alias, ...] = ()
    level: LevelId = ""
    areas: Annotated[tuple[AreaId, ...], Field(min_length=1)] = ()
    facets: tuple[FacetId, ...] = ()
    summary: ShortText = ""
    about: LongText = ""
    description: LongText = ""
    optional: bool = False
    roadmaps: tuple[RoadmapId, ...] = ()
    points: Annotated[tuple[LongText, ...], Field(min_length=1)] = ()
    hours: Hours = None
    minutes: Minutes = 0
    after: tuple[ItemId, ...] = ()
    exercise: Exercise = NO_EXERCISE
    resources: dict[Slug, ResourceChange] = Field(default_factory=dict)
    """By slug: one that the topic has changes, another one is new."""
    hide_resources: tuple[Address, ...] = ()
    questions: dict[Slug, QuestionChange] = Field(default_factory=dict)
    """By slug: one that the topic has changes, another one is new. Hidden are questions by their ids."""

    def given(self) -> dict[str, Any]:
        """Return the fields that are given, with their values."""
        return {field: getattr(self, field) for field in type(self).model_fields if field in self.model_fields_set}


class Additions(ContentModel):
    """Whole new things, each as content has it, by what it is added to."""

    topics: dict[PartId, tuple[Topic, ...]] = Field(default_factory=dict)
    """By category: `aws/core_competencies`."""
    subtopics: dict[ItemId, tuple[Subtopic, ...]] = Field(default_factory=dict)
    assignments: dict[AreaId, tuple[Assignment, ...]] = Field(default_factory=dict)
    areas: tuple[Area, ...] = ()
    integrations: tuple[Integration, ...] = ()


class Overlay(ContentModel):
    """One layer's changes. An id that a layer below renamed means what it is called now."""

    hide: tuple[ItemName, ...] = ()
    show: tuple[ItemName, ...] = ()
    """What a layer below hides, and this one doesn't."""
    order: tuple[ItemName, ...] = ()
    """What comes first among its like, in this order; the rest follows as it was."""
    change: dict[ItemName, ItemChange] = Field(default_factory=dict)
    add: Additions = Additions()


NO_CHANGES: Final = Overlay()
