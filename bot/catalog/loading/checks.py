"""Check across files: ids are unique, references lead somewhere, names do not collide."""

from __future__ import annotations

from collections.abc import Iterator

from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.lesson_checks import check_lessons
from bot.catalog.loading.name_checks import check_ids_apart, check_names
from bot.catalog.loading.parsed_files import (
    ParsedFile,
    ParsedFiles,
    check_item_id,
    check_references,
    check_topics_known,
)
from bot.catalog.loading.question_checks import check_questions
from bot.catalog.loading.roadmap_checks import check_roadmap
from bot.catalog.loading.strict_yaml import YamlPath
from bot.catalog.models import LEVELS, IntegrationsFile, LevelsFile, PlanFile
from bot.catalog.packs.pack_checks import check_packs_apart
from bot.catalog.packs.rename_checks import check_renames


def check_content(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield every problem across files and across the parts of a file."""
    yield from _check_single_files(files)
    for file in files.roadmaps:
        if file.model:
            yield from check_roadmap(file, file.model, files)
    for sayings in files.sayings:
        if sayings.model:
            yield from check_topics_known(sayings, sayings.model.topics, files)
    yield from check_lessons(files)
    yield from check_questions(files)
    yield from check_names(files)
    yield from check_ids_apart(files)
    yield from check_packs_apart(files)
    yield from check_renames(files)


def _check_single_files(files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield what is wrong with the files of which each pack has one."""
    for plan in files.plans:
        if plan.model:
            yield from check_plan(plan, plan.model, files)
    for levels in (files.levels, *files.more_levels):
        if levels.model:
            yield from _check_levels(levels, levels.model)
    for sections in files.integration_files:
        if sections.model:
            yield from check_integrations(sections, sections.model, files)


def check_plan(file: ParsedFile[PlanFile], plan: PlanFile, files: ParsedFiles) -> Iterator[ContentProblem]:
    """Yield what is wrong with the areas and their assignments."""
    ids: set[str] = set()
    priorities: dict[int, str] = {}
    seen: dict[str, int] = {}
    for at, area in enumerate(plan.areas):
        path: YamlPath = ("areas", at)
        if area.id in ids:
            yield file.problem_at((*path, "id"), f"area '{area.id}' is listed twice")
        if area.priority in priorities:
            taken = priorities[area.priority]
            yield file.problem_at((*path, "priority"), f"priority {area.priority} is already taken by '{taken}'")
        ids.add(area.id)
        priorities.setdefault(area.priority, area.id)
        yield from check_references(file, (*path, "roadmaps"), area.roadmaps, "roadmap", files.roadmap_ids)
        for number, assignment in enumerate(area.assignments):
            yield from check_item_id(file, (*path, "assignments", number, "id"), assignment.id, area.id, seen)


def _check_levels(file: ParsedFile[LevelsFile], levels: LevelsFile) -> Iterator[ContentProblem]:
    if file.is_whole and tuple(level.id for level in levels.levels) != LEVELS:
        yield file.problem_at(("levels",), f"the levels must be {', '.join(LEVELS)}, each once and in this order")


def check_integrations(
    file: ParsedFile[IntegrationsFile], integrations: IntegrationsFile, files: ParsedFiles
) -> Iterator[ContentProblem]:
    """Yield what is wrong with the integrations."""
    ids: set[str] = set()
    for at, section in enumerate(integrations.integrations):
        path: YamlPath = ("integrations", at)
        if section.id in ids:
            yield file.problem_at((*path, "id"), f"integration '{section.id}' is listed twice")
        ids.add(section.id)
        yield from check_references(file, (*path, "of"), (section.of,), "roadmap", files.roadmap_ids)
        yield from check_references(file, (*path, "to"), section.to, "roadmap", files.roadmap_ids)
        if section.of in section.to:
            yield file.problem_at((*path, "to", section.to.index(section.of)), f"'{section.of}' integrates with itself")
