"""Load content from files, checked as a whole: everything wrong with all files is reported at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.catalog.lessons import Lesson, LessonsFile, QuestionsFile, pack_details, pack_questions
from bot.catalog.loading import broken_files, checks
from bot.catalog.loading.content_files import (
    LESSONS_DIR,
    QUESTIONS_DIR,
    ROADMAPS_DIR,
    SAYINGS_DIR,
    ContentError,
    ContentProblem,
    read_content_files,
)
from bot.catalog.loading.file_parser import hint_at, parse_file
from bot.catalog.loading.parsed_files import ParsedFile, ParsedFiles, file_stem
from bot.catalog.models import Content, IntegrationsFile, LevelsFile, PackInfo, PlanFile, Roadmap, SayingsFile
from bot.catalog.packs.manifest import MANIFEST_FILE, PackManifest

SINGLE_FILES: Final = ("plan.yaml", "levels.yaml", "integrations.yaml")
UNNAMED_PACK: Final = "content"  # the id of a folder without a manifest


def load_directory(directory: Path) -> Content:
    """Return the content of a directory.

    Raises:
        ContentError: holds all problems of all files.
    """
    return load_files(read_content_files(directory))


def load_files(files: Mapping[str, bytes]) -> Content:
    """Return the content of files already in memory; raises ContentError as `load_directory` does."""
    problems = list(_unexpected_files(files))
    roadmaps = [parse_file(name, data, Roadmap, problems) for name, data in _files_of(ROADMAPS_DIR, files)]
    sayings = [parse_file(name, data, SayingsFile, problems) for name, data in _files_of(SAYINGS_DIR, files)]
    lessons = [parse_file(name, data, LessonsFile, problems) for name, data in _files_of(LESSONS_DIR, files)]
    questions = [parse_file(name, data, QuestionsFile, problems) for name, data in _files_of(QUESTIONS_DIR, files)]
    if not roadmaps:
        problems.append(ContentProblem(ROADMAPS_DIR, 1, "no roadmap found: add one as roadmaps/<id>.yaml"))
    plan = parse_file("plan.yaml", files.get("plan.yaml"), PlanFile, problems)
    levels = parse_file("levels.yaml", files.get("levels.yaml"), LevelsFile, problems)
    integrations = parse_file("integrations.yaml", files.get("integrations.yaml"), IntegrationsFile, problems)
    manifest = parse_file(MANIFEST_FILE, files.get(MANIFEST_FILE), PackManifest, problems)
    parsed_files = ParsedFiles(
        tuple(roadmaps), plan, levels, integrations, tuple(sayings), tuple(lessons), tuple(questions)
    )
    flawed = {(file.name, line) for file in parsed_files.every for line in file.flawed_lines}
    found = (*checks.check_content(parsed_files), *broken_files.check_broken_files(parsed_files))
    problems += (each for each in found if (each.file, each.line) not in flawed)
    if problems:
        raise ContentError(tuple(sorted(set(problems))))
    models = [file.model for file in roadmaps if file.model]
    taught = parsed_files.lessons_by_topic
    areas = tuple(sorted(plan.model.areas, key=lambda area: area.priority)) if plan.model else ()
    sections = integrations.model.integrations if integrations.model else ()
    pack = PackInfo(
        id=manifest.model.id if manifest.model else UNNAMED_PACK,
        name=manifest.model.name if manifest.model else UNNAMED_PACK.capitalize(),
        version=manifest.model.version if manifest.model else "",
        roadmaps=tuple(each.id for each in models),
        areas=tuple(each.id for each in areas),
        integrations=tuple(each.id for each in sections),
    )
    return Content(
        packs=(pack,),
        roadmaps=tuple(sorted(models, key=lambda roadmap: (roadmap.position, roadmap.id))),
        areas=areas,
        levels=levels.model.levels if levels.model else (),
        integrations=sections,
        sayings=dict(_sayings(sayings)),
        lessons={topic: Lesson(minutes=each.minutes, after=each.after) for topic, each in taught.items()},
        packed_details={topic: pack_details(each) for topic, each in taught.items()},
        packed_questions={
            each: pack_questions(found) for file in questions if file.model for each, found in file.model.topics.items()
        },
    )


def _sayings(files: Iterable[ParsedFile[SayingsFile]]) -> Iterator[tuple[str, str]]:
    """Yield what people say, by roadmap or topic."""
    for file in files:
        if file.model:
            yield from file.model.topics.items()
            if file.model.roadmap:
                yield file_stem(file.name), file.model.roadmap


def _files_of(folder: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    return ((name, data) for name, data in files.items() if name.startswith(f"{folder}/") and name.endswith(".yaml"))


def _unexpected_files(files: Mapping[str, bytes]) -> Iterator[ContentProblem]:
    """Yield files that look like content and would be ignored silently."""
    for name in files:
        if name.endswith(".yml"):
            yield ContentProblem(name, 1, f"name it {name.removesuffix('.yml')}.yaml")
        elif "/" not in name and name not in (*SINGLE_FILES, MANIFEST_FILE):
            yield ContentProblem(name, 1, f"unknown file{hint_at(name, SINGLE_FILES)}")
    for name in SINGLE_FILES:
        if name not in files:
            yield ContentProblem(name, 1, "this file is missing or can't be read")
