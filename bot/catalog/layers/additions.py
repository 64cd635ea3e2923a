"""Put whole new things into content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from bot.catalog.content_model import ContentModel
from bot.catalog.layers.items import ContentItems, ItemKind
from bot.catalog.layers.overlay import Additions
from bot.catalog.models import Area, Content, Roadmap, Topic
from bot.frozen import frozen

ModelT = TypeVar("ModelT", bound=ContentModel)

_REFERENCES = ("area", "areas", "roadmaps", "of", "to", "after")


def add_things(content: Content, add: Additions) -> Content:
    """Return the content with whole new things; those whose ids it has already are passed over."""
    if not add.model_fields_set:
        return content
    adding = _Adding.of(ContentItems(content), add)
    areas = (*adding.new(add.areas, "area"), *map(adding.to_area, content.areas))
    return content.model_copy(
        update={
            "roadmaps": tuple(map(adding.to_roadmap, content.roadmaps)),
            "areas": tuple(_in_order(areas)),
            "integrations": (*content.integrations, *adding.new(add.integrations, "integration")),
        }
    )


def with_current_ids(fields: Mapping[str, Any], current_id: Callable[[str], str]) -> dict[str, Any]:
    """Return fields of which those that refer to other things do so by the ids that these have now."""
    return {field: _current(value, current_id) if field in _REFERENCES else value for field, value in fields.items()}


def _current(value: Any, current_id: Callable[[str], str]) -> Any:
    return current_id(value) if isinstance(value, str) else tuple(map(current_id, value))


def _in_order(areas: Iterable[Area]) -> Iterator[Area]:
    """Yield areas by priority, of two with one the first; those after make room."""
    last = 0
    for area in sorted(areas, key=lambda each: each.priority):
        last = max(area.priority, last + 1)
        yield area if area.priority == last else area.model_copy(update={"priority": last})


@frozen
class _Adding:
    """What is added, by the id of what it is added to."""

    items: ContentItems
    by_parent: Mapping[tuple[ItemKind, str], tuple[Any, ...]]

    @classmethod
    def of(cls, items: ContentItems, add: Additions) -> _Adding:
        by_parent: dict[tuple[ItemKind, str], tuple[Any, ...]] = {}
        kinds: tuple[tuple[ItemKind, Mapping[str, tuple[Any, ...]]], ...] = (
            ("category", add.topics),
            ("topic", add.subtopics),
            ("area", add.assignments),
        )
        for kind, additions in kinds:
            for name, things in additions.items():
                key = (kind, items.current_id(name))
                by_parent[key] = (*by_parent.get(key, ()), *things)
        return cls(items, by_parent)

    def to_roadmap(self, roadmap: Roadmap) -> Roadmap:
        """Return a roadmap with the topics and subtopics that it gets; itself where it gets none."""
        categories = {
            category: (
                *map(self.to_topic, topics),
                *map(self.to_topic, self.new_in("category", f"{roadmap.id}/{category}")),
            )
            for category, topics in roadmap.categories.items()
        }
        return roadmap if categories == roadmap.categories else roadmap.model_copy(update={"categories": categories})

    def to_topic(self, topic: Topic) -> Topic:
        """Return a topic with the subtopics that it gets."""
        new = self.new_in("topic", topic.id)
        return topic.model_copy(update={"subtopics": (*topic.subtopics, *new)}) if new else topic

    def to_area(self, area: Area) -> Area:
        """Return an area with the assignments that it gets."""
        new = self.new_in("area", area.id)
        return area.model_copy(update={"assignments": (*area.assignments, *new)}) if new else area

    def new_in(self, kind: ItemKind, parent: str) -> tuple[Any, ...]:
        """Return the new things that go into one."""
        return self.new(self.by_parent.get((kind, parent), ()))

    def new(self, things: Iterable[ModelT], kind: ItemKind | None = None) -> tuple[ModelT, ...]:
        """Return those things whose ids nothing has yet; nothing of this kind, where two kinds may share an id."""
        return tuple(self._with_current_ids(each) for each in things if not self._is_known(each, kind))

    def _is_known(self, thing: Any, kind: ItemKind | None) -> bool:
        found = self.items.find(thing.id)
        return any(item.kind == kind for item in found) if kind else bool(found)

    def _with_current_ids(self, thing: ModelT) -> ModelT:
        fields = {field: getattr(thing, field) for field in _REFERENCES if field in thing.model_fields_set}
        current = with_current_ids(fields, self.items.current_id)
        return thing if current == fields else thing.model_copy(update=current)
