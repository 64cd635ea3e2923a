"""The shape of what teaches a topic: `lessons/<roadmap>.yaml` and `questions/<roadmap>.yaml`.

Times and prerequisites are needed at any moment. Resources, exercises and questions are kept packed, each topic's for
itself, and are unpacked when somebody asks for them: so they are always of one version with the topic, and cost little.
"""

from __future__ import annotations

import base64
import zlib
from contextlib import suppress
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from bot.catalog.content_model import ContentModel, ItemId, Slug

ResourceKind = Literal["docs", "tutorial", "course", "video", "book", "article", "spec", "tool"]
Price = Literal["free", "paid"]
ResourceTitle = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Address = Annotated[str, StringConstraints(min_length=1, max_length=200)]
TaskText = Annotated[str, StringConstraints(min_length=1, max_length=320, strip_whitespace=True)]
DoneText = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
AskText = Annotated[str, StringConstraints(min_length=1, max_length=280, strip_whitespace=True)]
OptionText = Annotated[str, StringConstraints(min_length=1, max_length=110, strip_whitespace=True)]
ReasonText = Annotated[str, StringConstraints(min_length=1, max_length=240, strip_whitespace=True)]
PlaceNumber = Annotated[int, Field(ge=1, le=4)]

MAX_LESSON_MINUTES: Final = 9000
Minutes = Annotated[int, Field(ge=5, le=MAX_LESSON_MINUTES)]
ResourceMinutes = Annotated[int, Field(ge=5, le=1500)]


class Resource(ContentModel):
    """Where to learn a topic; `minutes` are for what of it is needed."""

    title: ResourceTitle
    url: Address
    kind: ResourceKind
    minutes: ResourceMinutes
    price: Price = "free"


class Exercise(ContentModel):
    """Something small to do; `done` completes "You can tell when ..."."""

    task: TaskText
    done: DoneText


class LessonDetails(ContentModel):
    """What teaches a topic: resources by slug, and an exercise."""

    resources: dict[Slug, Resource]
    exercise: Exercise


class Lesson(ContentModel):
    """How long a topic takes, and the ids of the topics that one should know before."""

    minutes: Minutes
    after: tuple[ItemId, ...] = ()


class TopicLesson(ContentModel):
    """All of a topic in `lessons/<roadmap>.yaml`."""

    minutes: Minutes
    after: tuple[ItemId, ...]
    resources: dict[Slug, Resource]
    exercise: Exercise


class LessonsFile(ContentModel):
    """`lessons/<roadmap>.yaml`: by the topic's id."""

    topics: dict[ItemId, TopicLesson]


class Question(ContentModel):
    """A question with four options, of which the one at place `right`, counted from 1, is right.

    `resource` is the slug of the topic's resource that tells more.
    """

    ask: AskText
    options: Annotated[tuple[OptionText, ...], Field(min_length=4, max_length=4)]
    right: PlaceNumber
    reason: ReasonText
    resource: Slug


class QuestionsFile(ContentModel):
    """`questions/<roadmap>.yaml`: by the topic's id and a slug of the question's own."""

    topics: dict[ItemId, dict[Slug, Question]]


@cache
def _questions() -> TypeAdapter[dict[Slug, Question]]:
    return TypeAdapter(dict[Slug, Question])


def pack_details(lesson: TopicLesson | LessonDetails) -> str:
    """Return resources and exercise, packed."""
    details = LessonDetails(resources=lesson.resources, exercise=lesson.exercise)
    return _pack(details.model_dump_json(exclude_defaults=True).encode())


def unpack_details(packed: str) -> LessonDetails | None:
    """Return what `pack_details` packed; None where that is damaged."""
    with suppress(ValueError, zlib.error):
        return LessonDetails.model_validate_json(_unpack(packed))
    return None


def pack_questions(questions: dict[Slug, Question]) -> str:
    """Return questions, packed."""
    return _pack(_questions().dump_json(questions))


def unpack_questions(packed: str) -> dict[Slug, Question]:
    """Return what `pack_questions` packed; none where that is damaged."""
    with suppress(ValueError, zlib.error):
        return _questions().validate_json(_unpack(packed))
    return {}


def _pack(data: bytes) -> str:
    """Return data as text that JSON holds without escapes."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def _unpack(packed: str) -> bytes:
    return zlib.decompress(base64.b64decode(packed))
