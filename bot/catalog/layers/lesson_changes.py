"""Change what teaches topics: minutes, prerequisites, resources, exercises and questions."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.catalog.content_model import ContentModel
from bot.catalog.lessons import (
    Lesson,
    LessonDetails,
    Question,
    Resource,
    pack_details,
    pack_questions,
    unpack_details,
    unpack_questions,
)
from bot.catalog.models import Content

Fields = Mapping[str, Any]
ModelT = TypeVar("ModelT", bound=ContentModel)


def change_lessons(content: Content, changes: Mapping[str, Fields]) -> dict[str, Any]:
    """Return the fields of a content with lessons changed, by topic; only what changes is packed anew."""
    lessons, details, questions = {}, {}, {}
    for topic, fields in changes.items():
        if lesson := changed_lesson(content.lessons.get(topic), fields):
            lessons[topic] = lesson
        if packed := _changed_details(content.packed_details.get(topic), fields):
            details[topic] = packed
        if packed := _changed_questions(content.packed_questions.get(topic), fields):
            questions[topic] = packed
    return {
        "lessons": {**content.lessons, **lessons},
        "packed_details": {**content.packed_details, **details},
        "packed_questions": {**content.packed_questions, **questions},
    }


def changed_lesson(lesson: Lesson | None, fields: Fields) -> Lesson | None:
    """Return a lesson as it is after a change; None where there is none still."""
    update = {field: fields[field] for field in ("minutes", "after") if field in fields}
    if lesson:
        return lesson.model_copy(update=update) if update else lesson
    return Lesson(**update) if "minutes" in update else None


def change_details(details: LessonDetails | None, fields: Fields) -> LessonDetails | None:
    """Return resources and exercise as they are after a change; None where there is no exercise still."""
    exercise = fields.get("exercise") or (details.exercise if details else None)
    if exercise is None:
        return None
    resources = merge(Resource, details.resources if details else {}, fields.get("resources", {}))
    gone = {address_key(each) for each in fields.get("hide_resources", ())}
    return LessonDetails(
        resources={slug: each for slug, each in resources.items() if address_key(each.url) not in gone},
        exercise=exercise,
    )


def merge(
    model_class: type[ModelT], known: Mapping[str, ModelT], changes: Mapping[str, ContentModel]
) -> dict[str, ModelT]:
    """Return things by slug with changes to them; what is new and not whole is passed over."""
    merged = dict(known)
    for slug, change in changes.items():
        given = {field: getattr(change, field) for field in change.model_fields_set}
        before = dict(known[slug]) if slug in known else {}
        with suppress(ValidationError):
            merged[slug] = model_class.model_validate({**before, **given})
    return merged


def address_key(address: str) -> str:
    """Return what two spellings of an address have in common."""
    return address.casefold().rstrip("/")


def _changed_details(packed: str | None, fields: Fields) -> str | None:
    if fields.keys().isdisjoint(("resources", "hide_resources", "exercise")):
        return packed
    before = unpack_details(packed) if packed else None
    after = change_details(before, fields)
    return packed if after is None or after == before else pack_details(after)


def _changed_questions(packed: str | None, fields: Fields) -> str | None:
    if "questions" not in fields:
        return packed
    before = unpack_questions(packed) if packed else {}
    after = merge(Question, before, fields["questions"])
    return packed if after == before else pack_questions(after)
