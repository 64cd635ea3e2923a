"""What the packs have where a workspace has changed something, as JSON holds it: to show both, and to see updates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.catalog.catalog import Catalog
from bot.catalog.content_model import ContentModel
from bot.catalog.models import RoadmapPart


def read_shipped(shared: Catalog, item: str, field: str) -> Any:
    """Return the value of an item's field before any workspace changed it; None where the packs have none."""
    name, _, slug = field.partition(".")
    match name:
        case "resource":
            details = shared.lesson_details(item)
            return _as_json(details.resources.get(slug) if details else None)
        case "question":
            found = shared.find_question(f"{item}/{slug}")
            return _as_json(found.question if found else None)
        case "exercise":
            details = shared.lesson_details(item)
            return _as_json(details.exercise if details else None)
        case "minutes" | "after":
            return _field_of(shared.lesson(item), name)
    part = shared.find_topic_or_part(item)
    if isinstance(part, RoadmapPart):
        return part.name if name == "name" else None
    return _field_of(part.topic if part else _find_thing(shared, item), name)


def is_updated(shared: Catalog, item: str, field: str, shipped: Any) -> bool:
    """Return whether the packs have something else by now than when it was changed, of what was noted then."""
    now = read_shipped(shared, item, field)
    if isinstance(shipped, Mapping) and isinstance(now, Mapping):
        return any(now.get(key) != value for key, value in shipped.items())
    return shipped is not None and now != shipped


def _find_thing(shared: Catalog, item: str) -> ContentModel | None:
    """Return what an id names; `area:` and `roadmap:` tell the two apart that may share one."""
    kind, _, item_id = item.rpartition(":")
    if subtopic := shared.find_subtopic(item_id):
        return subtopic.subtopic
    if assignment := shared.find_assignment(item_id):
        return assignment[1]
    if integration := shared.find_integration(item_id):
        return integration
    return (shared.find_roadmap(item_id) if kind != "area" else None) or shared.find_area(item_id)


def _field_of(thing: ContentModel | None, field: str) -> Any:
    dumped = thing.model_dump(mode="json", include={field}) if thing else {}
    return dumped.get(field)


def _as_json(thing: ContentModel | None) -> Any:
    return thing.model_dump(mode="json") if thing else None
