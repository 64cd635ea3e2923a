"""Every thing of a catalog with its kind, its name, its pack, and where in the files it is."""

from __future__ import annotations

from collections.abc import Iterator

from bot.catalog.catalog import Catalog
from bot.catalog.content_inputs import OVERLAY_FILE
from bot.frozen import frozen


@frozen
class PlacedItem:
    """A thing that content has, hidden or shown."""

    kind: str
    id: str
    name: str
    pack: str
    """Empty for what the operator's layer added to the plan."""
    file: str
    line: int


def list_placed_items(catalog: Catalog) -> Iterator[PlacedItem]:
    """Yield everything that rows can name."""
    places = {key: (file, line) for file, lines in catalog.content.id_lines.items() for key, line in lines.items()}
    for kind, item, name in _named_items(catalog):
        file, line = places.get(f"{kind} {item}", (OVERLAY_FILE, 0))  # only the operator's layer adds to packs
        yield PlacedItem(kind, item, name, catalog.find_pack(item) or "", file, line)


def _named_items(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    index = catalog.index
    yield from (("area", each.id, each.name) for each in index.areas.values())
    yield from (("roadmap", each.id, each.name) for each in index.roadmaps.values())
    yield from (("topic", each.id, each.name) for each in index.topics.values())
    yield from (("part", each.id, each.label) for each in index.parts.values())
    yield from (("subtopic", each.subtopic.id, each.subtopic.name) for each in index.subtopics.values())
    yield from (("assignment", each.assignment.id, each.assignment.name) for each in index.assignments.values())
    yield from (("integration", each.id, each.name) for each in index.integrations.values())
