"""List what is different between two versions of content: with and without a layer, or of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final, Literal

from bot.catalog.content_model import ContentModel
from bot.catalog.layers.items import FIELDS, LESSON_FIELDS, ContentItems, Item, ItemKind
from bot.catalog.lessons import LessonDetails, unpack_details, unpack_questions
from bot.catalog.models import Content, HoursEstimate
from bot.frozen import frozen

Happening = Literal["new", "gone", "hidden", "shown", "changed", "order"]

_PARENTS: Final[Mapping[ItemKind, ItemKind]] = {
    "category": "roadmap",
    "facet": "roadmap",
    "topic": "roadmap",
    "subtopic": "roadmap",
    "assignment": "area",
}
"""In what a thing is: with that it comes and goes. A subtopic's id begins with that of its topic."""


@frozen
class Difference:
    """One thing that is different; `field` says what of it, and of resources and questions which one."""

    happening: Happening
    item: Item
    field: str = ""
    before: str = ""
    after: str = ""


@frozen
class _Thing:
    """A thing with the fields that a layer can change, as texts."""

    item: Item
    fields: Mapping[str, str]


def list_differences(before: Content, after: Content) -> Iterator[Difference]:
    """Yield what is different after, in the order of the content: things, what of them, hidden ones, and order.

    Of what is new or gone as a whole, nothing in it is listed.
    """
    old = {(each.item.kind, each.item.id): each for each in _things(before, after)}
    new = {(each.item.kind, each.item.id): each for each in _things(after, before)}
    for key, thing in new.items():
        if key in old:
            yield from _changes(old[key], thing)
        elif not _comes_with(thing.item, new.keys() - old.keys()):
            yield Difference("new", thing.item)
    for key, thing in old.items():
        if key not in new and not _comes_with(thing.item, old.keys() - new.keys()):
            yield Difference("gone", thing.item)
    yield from _hidden(before, after)
    yield from _orders(before, after)


def _comes_with(item: Item, others: AbstractSet[tuple[ItemKind, str]]) -> bool:
    """Return whether what a thing is in is one of the others."""
    parts = item.id.split(".") if item.kind == "subtopic" else []
    topics = (".".join(parts[:number]) for number in range(1, len(parts)))
    return (_PARENTS.get(item.kind), item.home) in others or any(("topic", each) in others for each in topics)


def _changes(old: _Thing, new: _Thing) -> Iterator[Difference]:
    for field in dict.fromkeys([*new.fields, *old.fields]):
        was, now = old.fields.get(field, ""), new.fields.get(field, "")
        if was != now:
            yield Difference("changed", old.item, field, was, now)


def _hidden(before: Content, after: Content) -> Iterator[Difference]:
    if before.hidden == after.hidden:
        return
    items = ContentItems(after)
    was, now = {*ContentItems(before).find_all(before.hidden)}, {*items.find_all(after.hidden)}
    for item in sorted(now ^ was, key=lambda each: (each.id, each.kind)):
        yield Difference("hidden" if item in now else "shown", item)


def _orders(before: Content, after: Content) -> Iterator[Difference]:
    """Yield what is in another order among its like, of the things that both have."""
    new = {(group.kind, group.id): items for group, items in _groups(after)}
    for group, items in _groups(before):
        others = new.get((group.kind, group.id), ())
        known = {item.id for item in items} & {item.id for item in others}
        was, now = ([item for item in each if item.id in known] for each in (items, others))
        if [item.id for item in was] != [item.id for item in now]:
            names_before, names_after = (", ".join(item.name for item in each) for each in (was, now))
            yield Difference("order", group, "order", names_before, names_after)


def _groups(content: Content) -> Iterator[tuple[Item, tuple[Item, ...]]]:
    """Yield what has an order, under the thing in which it is."""
    items = ContentItems(content)

    def of(kind: ItemKind, things: Iterable[Any]) -> tuple[Item, ...]:
        return tuple(item for each in things if (item := items.find_one(kind, each.id)))

    yield Item("area", "", "areas", ""), of("area", content.areas)
    yield Item("roadmap", "", "roadmaps", ""), of("roadmap", content.roadmaps)
    yield Item("integration", "", "integrations", ""), of("integration", content.integrations)
    for area in content.areas:
        yield Item("area", area.id, area.name, area.id), of("assignment", area.assignments)
    for roadmap in content.roadmaps:
        for category, topics in roadmap.categories.items():
            name = f"{roadmap.id}/{category}"
            yield Item("category", name, roadmap.category_title(category), roadmap.id), of("topic", topics)


def _things(content: Content, other: Content) -> Iterator[_Thing]:
    """Yield the things of a content, without what teaches a topic as in the other one."""
    for item, model in _models(content):
        fields = {field: _text(getattr(model, field)) for field in FIELDS[item.kind] if field not in LESSON_FIELDS}
        yield _Thing(item, fields | (dict(_lesson(content, other, item.id)) if item.kind == "topic" else {}))


def _models(content: Content) -> Iterator[tuple[Item, Any]]:
    """Yield things, each with what has its fields."""
    for roadmap in content.roadmaps:
        yield Item("roadmap", roadmap.id, roadmap.name, roadmap.id), roadmap
        for category, topics in roadmap.categories.items():
            found = Item("category", f"{roadmap.id}/{category}", roadmap.category_title(category), roadmap.id)
            yield found, found
            for topic in topics:
                yield Item("topic", topic.id, topic.name, roadmap.id), topic
                yield from ((Item("subtopic", each.id, each.name, roadmap.id), each) for each in topic.subtopics)
        for facet in roadmap.facets.items if roadmap.facets else ():
            yield Item("facet", f"{roadmap.id}/{facet.id}", facet.name, roadmap.id), facet
    for area in content.areas:
        yield Item("area", area.id, area.name, area.id), area
        yield from ((Item("assignment", each.id, each.name, area.id), each) for each in area.assignments)
    for each in content.integrations:
        yield Item("integration", each.id, each.name, each.id), each


def _lesson(content: Content, other: Content, topic: str) -> Iterator[tuple[str, str]]:
    """Yield what teaches a topic, as texts; nothing that is packed as in the other content."""
    if lesson := content.lessons.get(topic):
        yield from (("minutes", f"{lesson.minutes} min"), ("after", _text(lesson.after)))
    packed = content.packed_details.get(topic, "")
    if packed != other.packed_details.get(topic, "") and (details := unpack_details(packed)):
        yield from _details(details)
    packed = content.packed_questions.get(topic, "")
    if packed != other.packed_questions.get(topic, ""):
        yield from ((f"question {slug}", _text(each)) for slug, each in unpack_questions(packed).items())


def _details(details: LessonDetails) -> Iterator[tuple[str, str]]:
    yield "exercise", _text(details.exercise)
    for slug, resource in details.resources.items():
        yield f"resource {slug}", _text(resource)


def _text(value: Any) -> str:
    """Return a value of content as one line."""
    match value:
        case None:
            return "varies"
        case bool():
            return "yes" if value else "no"
        case HoursEstimate(low=low, high=high):
            return f"{low}-{high} h"
        case tuple():
            return ", ".join(map(_text, value))
        case ContentModel():
            return " | ".join(_text(getattr(value, field)) for field in type(value).model_fields)
        case _:
            return " ".join(str(value).split())
