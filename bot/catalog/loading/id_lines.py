"""On which line each thing has its id, so that what is gone can be looked for where it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.catalog.loading.parsed_files import ParsedFile, ParsedFiles
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.models import Area, Roadmap


def list_id_lines(files: ParsedFiles) -> dict[str, dict[str, int]]:
    """Return by file the line of each id in it, by kind and id, as `Content.id_lines` has them."""
    found: dict[str, dict[str, int]] = {}
    for file in files.roadmaps:
        if file.model:
            found[file.name] = _lines(file, _roadmap_ids(file.model))
    for plan in files.plans:
        if plan.model:
            areas = (each for at, area in enumerate(plan.model.areas) for each in _area_ids(at, area))
            found[plan.name] = _lines(plan, areas)
    for sections in files.integration_files:
        if sections.model:
            ids = (
                (("integrations", at), f"integration {each.id}") for at, each in enumerate(sections.model.integrations)
            )
            found[sections.name] = _lines(sections, ids)
    return found


def _lines(file: ParsedFile[Any], ids: Iterator[tuple[YamlPath, str]]) -> dict[str, int]:
    return {name: file.problem_at((*path, "id"), "").line for path, name in ids}


def _roadmap_ids(roadmap: Roadmap) -> Iterator[tuple[YamlPath, str]]:
    yield (), f"roadmap {roadmap.id}"
    for at, facet in enumerate(roadmap.facets.items if roadmap.facets else ()):
        yield ("facets", "items", at), f"part {roadmap.id}/{facet.id}"
    for category, topics in roadmap.categories.items():
        yield ("categories", category), f"part {roadmap.id}/{category}"
        for at, topic in enumerate(topics):
            path: YamlPath = ("categories", category, at)
            yield path, f"topic {topic.id}"
            for number, subtopic in enumerate(topic.subtopics):
                yield (*path, "subtopics", number), f"subtopic {subtopic.id}"


def _area_ids(at: int, area: Area) -> Iterator[tuple[YamlPath, str]]:
    yield ("areas", at), f"area {area.id}"
    for number, assignment in enumerate(area.assignments):
        yield ("areas", at, "assignments", number), f"assignment {assignment.id}"
