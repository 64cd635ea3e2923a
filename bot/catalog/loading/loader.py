"""Load content from files, checked as a whole: everything wrong with all files is reported at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from bot.catalog.loading import broken_files, checks, strict_yaml
from bot.catalog.loading.broken_files import remove_broken_items
from bot.catalog.loading.content_files import (
    ROADMAPS_DIR,
    SAYINGS_DIR,
    ContentError,
    ContentProblem,
    read_content_files,
)
from bot.catalog.loading.strict_yaml import quote_shortened
from bot.catalog.lookup.word_matching import closest_word
from bot.catalog.models import Content, ContentModel, IntegrationsFile, LevelsFile, PlanFile, Roadmap, SayingsFile

ModelT = TypeVar("ModelT", bound=ContentModel)

SINGLE_FILES: Final = ("plan.yaml", "levels.yaml", "integrations.yaml")


def load_directory(directory: Path) -> Content:
    """Return the content of a directory.

    Raises:
        ContentError: holds all problems of all files.
    """
    return load_files(read_content_files(directory))


def load_files(files: Mapping[str, bytes]) -> Content:
    """Return the content of files already in memory; raises ContentError as `load_directory` does."""
    problems = list(_unexpected_files(files))
    roadmaps = [_parse_file(name, data, Roadmap, problems) for name, data in _files_of(ROADMAPS_DIR, files)]
    sayings = [_parse_file(name, data, SayingsFile, problems) for name, data in _files_of(SAYINGS_DIR, files)]
    if not roadmaps:
        problems.append(ContentProblem(ROADMAPS_DIR, 1, "no roadmap found: add one as roadmaps/<id>.yaml"))
    plan = _parse_file("plan.yaml", files.get("plan.yaml"), PlanFile, problems)
    levels = _parse_file("levels.yaml", files.get("levels.yaml"), LevelsFile, problems)
    integrations = _parse_file("integrations.yaml", files.get("integrations.yaml"), IntegrationsFile, problems)
    parsed_files = checks.ParsedFiles(tuple(roadmaps), plan, levels, integrations, tuple(sayings))
    problems += checks.check_content(parsed_files)
    problems += broken_files.check_broken_files(parsed_files)
    if problems:
        raise ContentError(tuple(sorted(set(problems))))
    models = [file.model for file in roadmaps if file.model]
    return Content(
        roadmaps=tuple(sorted(models, key=lambda roadmap: (roadmap.position, roadmap.id))),
        areas=tuple(sorted(plan.model.areas, key=lambda area: area.priority)) if plan.model else (),
        levels=levels.model.levels if levels.model else (),
        integrations=integrations.model.integrations if integrations.model else (),
        sayings=dict(_sayings(sayings)),
    )


def _sayings(files: Iterable[checks.ParsedFile[SayingsFile]]) -> Iterator[tuple[str, str]]:
    """Yield what people say, by roadmap or topic."""
    for file in files:
        if file.model:
            yield from file.model.topics.items()
            if file.model.roadmap:
                yield checks.file_stem(file.name), file.model.roadmap


def _files_of(folder: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    return ((name, data) for name, data in files.items() if name.startswith(f"{folder}/") and name.endswith(".yaml"))


def _unexpected_files(files: Mapping[str, bytes]) -> Iterator[ContentProblem]:
    """Yield files that look like content and would be ignored silently."""
    for name in files:
        if name.endswith(".yml"):
            yield ContentProblem(name, 1, f"name it {name.removesuffix('.yml')}.yaml")
        elif "/" not in name and name not in SINGLE_FILES:
            yield ContentProblem(name, 1, f"unknown file{_did_you_mean(name, SINGLE_FILES)}")
    for name in SINGLE_FILES:
        if name not in files:
            yield ContentProblem(name, 1, "this file is missing or can't be read")


def _parse_file(
    name: str, data: bytes | None, model_class: type[ModelT], problems: list[ContentProblem]
) -> checks.ParsedFile[ModelT]:
    """Parse one file as far as it can be read; what is wrong with it goes to `problems`."""
    if data is None:
        return checks.ParsedFile(name, None, {})
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(ContentProblem(name, data[: error.start].count(b"\n") + 1, "not UTF-8 text"))
        return checks.ParsedFile(name, None, {})
    reading = strict_yaml.read_yaml(text)
    own_problems = [ContentProblem(name, flaw.line, f"column {flaw.column}: {flaw.message}") for flaw in reading.flaws]
    reported = {problem.line for problem in own_problems}  # what follows from a flaw is no news
    parsed: checks.ParsedFile[ModelT] = checks.ParsedFile(name, None, reading.lines)
    if reading.is_whole:
        try:
            parsed = checks.ParsedFile(name, model_class.model_validate_json(json.dumps(reading.data)), reading.lines)
        except ValidationError as error:
            details = error.errors(include_url=False)
            invalid = (_validation_problem(name, detail, reading, model_class) for detail in details)
            own_problems += [problem for problem in invalid if problem.line not in reported]
            parsed = _parse_remainder(name, reading, model_class, [detail["loc"] for detail in details])
    problems += own_problems
    return parsed


def _parse_remainder(
    name: str, reading: strict_yaml.YamlReading, model_class: type[ModelT], broken: list[strict_yaml.YamlPath]
) -> checks.ParsedFile[ModelT]:
    """Return what can still be checked of a file with broken items."""
    raw = checks.RawFile(reading.data, reading.lines, frozenset(broken))
    are_facets_broken = any(path[:1] == ("facets",) for path in broken)
    remainder = None if are_facets_broken else remove_broken_items(reading.data, reading.lines, broken)
    if remainder:
        with suppress(ValidationError):
            model = model_class.model_validate_json(json.dumps(remainder[0]))
            return checks.ParsedFile(name, model, remainder[1], is_whole=False, raw=raw)
    return checks.ParsedFile(name, None, reading.lines, is_whole=False, raw=raw)


def _validation_problem(
    name: str, detail: Any, reading: strict_yaml.YamlReading, model_class: type[ContentModel]
) -> ContentProblem:
    """Return what pydantic found, as one line for the person who wrote the file."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    line = checks.line_of(reading.lines, path)
    if detail["type"] == "missing":
        return ContentProblem(name, line, f"{path_text(path)}: missing")
    if detail["type"] == "extra_forbidden":
        hint = _did_you_mean(str(path[-1]), _known_keys(model_class))
        return ContentProblem(name, line, f"{path_text(path)}: unknown key{hint}")
    message = f"{path_text(path)}: {detail['msg'].removeprefix('Value error, ')}"
    value = detail["input"]
    if isinstance(value, str):
        allowed = str(detail.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        message += f" (got {quote_shortened(value)}{_did_you_mean(value, allowed)})"
    return ContentProblem(name, line, message)


def path_text(path: tuple[str | int, ...]) -> str:
    """Write a path as `categories.core_competencies[3].level`; items are counted from 1."""
    parts = (f"[{each + 1}]" if isinstance(each, int) else f".{quote_shortened(each)[1:-1]}" for each in path)
    return "".join(parts).removeprefix(".") or "file"


@cache  # to write a schema takes longer than to check a file
def _known_keys(model_class: type[ContentModel]) -> tuple[str, ...]:
    """Return every key that a file of this shape may use anywhere."""
    schema = model_class.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return tuple(dict.fromkeys(key for part in parts for key in part.get("properties", {})))


def _did_you_mean(typed: str, known: tuple[str, ...] | list[str]) -> str:
    near = closest_word(typed, known) if typed and len(typed) <= 60 else None
    return f", did you mean {near}?" if near else ""
