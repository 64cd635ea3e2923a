"""Apply a layer to content: only what it touches is rebuilt; what it names and isn't there is passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from bot.catalog.layers.additions import add_things, with_current_ids
from bot.catalog.layers.items import FIELDS, LESSON_FIELDS, ContentItems, Item, ItemKind
from bot.catalog.layers.lesson_changes import change_lessons
from bot.catalog.layers.overlay import Overlay
from bot.catalog.models import Area, Content, Facet, Roadmap, Topic
from bot.frozen import frozen

Fields = dict[str, Any]
ThingT = TypeVar("ThingT", Area, Roadmap)


def apply_overlay(content: Content, overlay: Overlay) -> Content:
    """Return the content with a layer's changes; the same content where it has none. Applied twice is applied once."""
    if not overlay.model_fields_set:
        return content
    content = add_things(content, overlay.add)
    items = ContentItems(content)
    changes = resolve_changes(items, overlay)
    builder = _Builder.of(changes, items.find_all(overlay.order))
    lessons = {item.id: fields for item, fields in changes.items() if not LESSON_FIELDS.isdisjoint(fields)}
    return content.model_copy(
        update={
            "roadmaps": _arrange(builder.roadmaps(content), "position"),
            "areas": _arrange(builder.areas(content), "priority"),
            "integrations": builder.in_order(
                "integration", [builder.change(each, "integration", each.id) for each in content.integrations]
            ),
            **(change_lessons(content, lessons) if lessons else {}),
            "hidden": _hide(content, items, overlay),
        }
    )


def resolve_changes(items: ContentItems, overlay: Overlay) -> dict[Item, Fields]:
    """Return which fields of which things a layer changes; a name for two things changes what each may have."""
    changes: dict[Item, Fields] = {}
    for name, change in overlay.change.items():
        for item in items.find(name):
            fields = {field: value for field, value in change.given().items() if field in FIELDS[item.kind]}
            if fields:
                changes.setdefault(item, {}).update(with_current_ids(fields, items.current_id))
    return changes


@frozen
class _Builder:
    """Rebuilds what a layer touches."""

    changes: Mapping[tuple[ItemKind, str], Fields]
    places: Mapping[tuple[ItemKind, str], int]
    """Of what comes first among its like."""
    touched: frozenset[str]
    """The ids of roadmaps and areas in which something changes."""

    @classmethod
    def of(cls, changes: Mapping[Item, Fields], ordered: Sequence[Item]) -> _Builder:
        return cls(
            {(item.kind, item.id): fields for item, fields in changes.items()},
            {(item.kind, item.id): at for at, item in enumerate(ordered)},
            frozenset(item.home for item in (*changes, *ordered)),
        )

    def roadmaps(self, content: Content) -> tuple[Roadmap, ...]:
        """Return the roadmaps in their order."""
        changed = [self._roadmap(each) if each.id in self.touched else each for each in content.roadmaps]
        return self.in_order("roadmap", changed)

    def areas(self, content: Content) -> tuple[Area, ...]:
        """Return the areas in their order."""
        return self.in_order("area", [self._area(each) if each.id in self.touched else each for each in content.areas])

    def change(self, thing: Any, kind: ItemKind, item_id: str) -> Any:
        """Return a thing with its changes; itself where there are none."""
        fields = self.changes.get((kind, item_id), {})
        update = {field: value for field, value in fields.items() if field not in LESSON_FIELDS}
        return thing.model_copy(update=update) if update else thing

    def in_order(self, kind: ItemKind, things: Sequence[Any]) -> tuple[Any, ...]:
        """Return things, those first that the layer puts first."""
        return tuple(sorted(things, key=lambda each: self.places.get((kind, each.id), len(self.places))))

    def _roadmap(self, roadmap: Roadmap) -> Roadmap:
        titles = {
            category: self.changes["category", f"{roadmap.id}/{category}"]["name"]
            for category in roadmap.categories
            if ("category", f"{roadmap.id}/{category}") in self.changes
        }
        categories = {
            category: self.in_order("topic", [self._topic(each) for each in topics])
            for category, topics in roadmap.categories.items()
        }
        update: Fields = {"categories": categories, "category_titles": {**roadmap.category_titles, **titles}}
        if roadmap.facets:
            facets = tuple(self._facet(roadmap, each) for each in roadmap.facets.items)
            update["facets"] = roadmap.facets.model_copy(update={"items": facets})
        changed: Roadmap = self.change(roadmap.model_copy(update=update), "roadmap", roadmap.id)
        return changed

    def _facet(self, roadmap: Roadmap, facet: Facet) -> Facet:
        changed: Facet = self.change(facet, "facet", f"{roadmap.id}/{facet.id}")
        return changed

    def _topic(self, topic: Topic) -> Topic:
        subtopics = tuple(self.change(each, "subtopic", each.id) for each in topic.subtopics)
        if subtopics != topic.subtopics:
            topic = topic.model_copy(update={"subtopics": subtopics})
        changed: Topic = self.change(topic, "topic", topic.id)
        return changed

    def _area(self, area: Area) -> Area:
        assignments = [self.change(each, "assignment", each.id) for each in area.assignments]
        update = {"assignments": self.in_order("assignment", assignments)}
        changed: Area = self.change(area.model_copy(update=update), "area", area.id)
        return changed


def _arrange(things: tuple[ThingT, ...], field: str) -> tuple[ThingT, ...]:
    """Return things numbered so that they are in this order: with the numbers they have, if these are enough."""
    numbers: list[int] = [getattr(each, field) for each in things]
    if numbers == sorted(numbers):
        return things
    numbers = sorted(numbers) if len(set(numbers)) == len(numbers) else [*range(1, len(numbers) + 1)]
    return tuple(each.model_copy(update={field: number}) for each, number in zip(things, numbers, strict=True))


def _hide(content: Content, items: ContentItems, overlay: Overlay) -> frozenset[str]:
    """Return the names of what is hidden; one that nothing has is kept as it is."""
    if not overlay.hide and not overlay.show:
        return content.hidden
    hidden = (set(items.find_all(content.hidden)) - {*items.find_all(overlay.show)}) | {*items.find_all(overlay.hide)}
    return frozenset((*items.names_of(hidden), *(each for each in content.hidden if not items.find(each))))
