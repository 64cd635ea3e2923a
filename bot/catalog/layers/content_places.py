"""Where in the files of content a layer changes something, so that a problem there is told at the layer's line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.catalog.layers.items import LESSON_FIELDS, ContentItems, ItemKind
from bot.catalog.layers.overlay import Additions, Overlay
from bot.catalog.loading.parsed_files import ParsedFile
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.models import Content

Place = tuple[str, YamlPath]
"""A file of content and a path in it."""

_DEEPEST: Final = 4  # parts of the path of what a layer changes or adds


def map_lines(parsed: ParsedFile[Overlay], overlay: Overlay, content: Content) -> dict[str, dict[YamlPath, int]]:
    """Return by file of the content the layer's line of each path that it changes or adds."""
    if not parsed.lines:
        return {}
    targets: dict[YamlPath, list[Place]] = {}
    for path, place in _targets(overlay, content):
        targets.setdefault(path, []).append(place)
    lines: dict[str, dict[YamlPath, int]] = {}
    for path, line in parsed.lines.items():
        for depth in range(2, min(len(path), _DEEPEST) + 1):
            for file, target in targets.get(path[:depth], ()):
                lines.setdefault(file, {}).setdefault((*target, *path[depth:]), line)
    return lines


def _targets(overlay: Overlay, content: Content) -> Iterator[tuple[YamlPath, Place]]:
    """Yield paths of a layer, each with what of the content it stands for."""
    items, places = ContentItems(content), dict(_places(content))
    for name, change in overlay.change.items():
        path: YamlPath = ("change", name)
        for item in items.find(name):
            if item.kind == "topic" and not LESSON_FIELDS.isdisjoint(change.model_fields_set):
                lesson: YamlPath = ("topics", item.id)
                yield path, (f"lessons/{item.home}.yaml", lesson)
                yield (*path, "hide_resources"), (f"lessons/{item.home}.yaml", (*lesson, "resources"))
                yield (*path, "questions"), (f"questions/{item.home}.yaml", lesson)
            if (item.kind, item.id) in places:
                yield path, places[item.kind, item.id]
    for path, kind, thing in _additions(overlay.add):
        if (kind, thing.id) in places:
            yield path, places[kind, thing.id]


def _additions(add: Additions) -> Iterator[tuple[YamlPath, ItemKind, Any]]:
    """Yield what a layer adds, each with where it is in the layer, and its kind."""
    kinds: tuple[tuple[str, ItemKind, Mapping[str, tuple[Any, ...]]], ...] = (
        ("topics", "topic", add.topics),
        ("subtopics", "subtopic", add.subtopics),
        ("assignments", "assignment", add.assignments),
    )
    for field, kind, by_parent in kinds:
        for parent, things in by_parent.items():
            yield from ((("add", field, parent, at), kind, thing) for at, thing in enumerate(things))
    yield from ((("add", "areas", at), "area", thing) for at, thing in enumerate(add.areas))
    yield from ((("add", "integrations", at), "integration", thing) for at, thing in enumerate(add.integrations))


def _places(content: Content) -> Iterator[tuple[tuple[ItemKind, str], Place]]:
    """Yield where in its files content has its things."""
    for roadmap in content.roadmaps:
        file = f"roadmaps/{roadmap.id}.yaml"
        yield ("roadmap", roadmap.id), (file, ())
        for category, topics in roadmap.categories.items():
            yield ("category", f"{roadmap.id}/{category}"), (file, ("category_titles", category))
            for at, topic in enumerate(topics):
                yield ("topic", topic.id), (file, ("categories", category, at))
                for number, subtopic in enumerate(topic.subtopics):
                    yield ("subtopic", subtopic.id), (file, ("categories", category, at, "subtopics", number))
        for at, facet in enumerate(roadmap.facets.items if roadmap.facets else ()):
            yield ("facet", f"{roadmap.id}/{facet.id}"), (file, ("facets", "items", at))
    for at, area in enumerate(content.areas):
        yield ("area", area.id), ("plan.yaml", ("areas", at))
        for number, assignment in enumerate(area.assignments):
            yield ("assignment", assignment.id), ("plan.yaml", ("areas", at, "assignments", number))
    for at, integration in enumerate(content.integrations):
        yield ("integration", integration.id), ("integrations.yaml", ("integrations", at))
