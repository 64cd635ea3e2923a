"""Content files in, checked content out; everything wrong with all files is reported at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from bot.catalog.loading import broken_files, checks, strict_yaml
from bot.catalog.loading.broken_files import remove_broken_items
from bot.catalog.loading.content_files import ROADMAPS_DIR, ContentError, ContentProblem, read_content_files
from bot.catalog.lookup.word_matching import closest_word
from bot.catalog.models import (
    Area,
    Content,
    ContentModel,
    Integration,
    IntegrationsFile,
    LevelsFile,
    LevelText,
    PlanFile,
    Roadmap,
)

ModelT = TypeVar("ModelT", bound=ContentModel)

SINGLE_FILES: Final = ("plan.yaml", "levels.yaml", "integrations.yaml")


def load_directory(directory: Path) -> Content:
    """The content of a directory; ContentError with all problems of all files."""
    return load_files(read_content_files(directory))


def load_files(files: Mapping[str, bytes]) -> Content:
    """The content of files already in memory."""
    problems = list(_unexpected_files(files))
    roadmaps = [
        parsed
        for name, data in files.items()
        if name.startswith(f"{ROADMAPS_DIR}/") and name.endswith(".yaml")
        for parsed in [_parse_file(name, data, Roadmap, problems)]
    ]
    if not roadmaps:
        problems.append(ContentProblem(ROADMAPS_DIR, 1, "no roadmap is here: put one in roadmaps/<id>.yaml"))
    plan = _parse_file("plan.yaml", files.get("plan.yaml"), PlanFile, problems)
    levels = _parse_file("levels.yaml", files.get("levels.yaml"), LevelsFile, problems)
    integrations = _parse_file("integrations.yaml", files.get("integrations.yaml"), IntegrationsFile, problems)
    sheets = checks.ParsedFiles(tuple(roadmaps), plan, levels, integrations)
    problems += checks.check_content(sheets)
    problems += broken_files.check_broken_files(sheets)
    if problems:
        raise ContentError(tuple(sorted(set(problems))))
    return _build_content(roadmaps, plan, levels, integrations)


def _build_content(
    roadmaps: list[checks.ParsedFile[Roadmap]],
    plan: checks.ParsedFile[PlanFile],
    levels: checks.ParsedFile[LevelsFile],
    integrations: checks.ParsedFile[IntegrationsFile],
) -> Content:
    found: tuple[Roadmap, ...] = tuple(sheet.model for sheet in roadmaps if sheet.model)
    areas: tuple[Area, ...] = plan.model.areas if plan.model else ()
    texts: tuple[LevelText, ...] = levels.model.levels if levels.model else ()
    points: tuple[Integration, ...] = integrations.model.integrations if integrations.model else ()
    return Content(
        roadmaps=tuple(sorted(found, key=lambda roadmap: (roadmap.position, roadmap.id))),
        areas=tuple(sorted(areas, key=lambda area: area.priority)),
        levels=texts,
        integrations=points,
    )


def _unexpected_files(files: Mapping[str, bytes]) -> Iterator[ContentProblem]:
    """Files that look like content and would be passed over without a word."""
    for name in files:
        if name.endswith(".yml"):
            yield ContentProblem(name, 1, f"name it {name.removesuffix('.yml')}.yaml")
        elif "/" not in name and name not in SINGLE_FILES:
            yield ContentProblem(name, 1, f"unknown file{_did_you_mean(name, SINGLE_FILES)}")
    for name in SINGLE_FILES:
        if name not in files:
            yield ContentProblem(name, 1, "this file is missing or cannot be read")


def _parse_file(
    name: str, data: bytes | None, model_class: type[ModelT], problems: list[ContentProblem]
) -> checks.ParsedFile[ModelT]:
    """One file as far as it can be read; what is wrong with it goes to `problems`."""
    if data is None:
        return checks.ParsedFile(name, None, {})
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(ContentProblem(name, data[: error.start].count(b"\n") + 1, "not UTF-8 text"))
        return checks.ParsedFile(name, None, {})
    reading = strict_yaml.read_yaml(text)
    found = [ContentProblem(name, flaw.line, f"column {flaw.column}: {flaw.message}") for flaw in reading.flaws]
    taken = {problem.line for problem in found}  # what follows from a flaw is no news
    sheet: checks.ParsedFile[ModelT] = checks.ParsedFile(name, None, reading.lines)
    if reading.is_whole:
        try:
            sheet = checks.ParsedFile(name, model_class.model_validate_json(json.dumps(reading.data)), reading.lines)
        except ValidationError as error:
            details = error.errors(include_url=False)
            told = (_validation_problem(name, detail, reading, model_class) for detail in details)
            found += [problem for problem in told if problem.line not in taken]
            sheet = _parse_remainder(name, reading, model_class, [detail["loc"] for detail in details])
    problems += found
    return sheet


def _parse_remainder(
    name: str, reading: strict_yaml.YamlReading, model_class: type[ModelT], broken: list[strict_yaml.YamlPath]
) -> checks.ParsedFile[ModelT]:
    """What can still be checked of a file with broken items."""
    raw = checks.RawFile(reading.data, reading.lines, frozenset(broken))
    left = (
        None
        if any(path[:1] == ("facets",) for path in broken)
        else remove_broken_items(reading.data, reading.lines, broken)
    )
    if left is None:
        return checks.ParsedFile(name, None, reading.lines, is_whole=False, raw=raw)
    try:
        return checks.ParsedFile(
            name, model_class.model_validate_json(json.dumps(left[0])), left[1], is_whole=False, raw=raw
        )
    except ValidationError:
        return checks.ParsedFile(name, None, reading.lines, is_whole=False, raw=raw)


def _validation_problem(
    name: str, detail: Any, reading: strict_yaml.YamlReading, model_class: type[ContentModel]
) -> ContentProblem:
    """What pydantic found, as one line for the person who wrote the file."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    where = path_text(path)
    line = checks.line_of(reading.lines, path)
    if detail["type"] == "missing":
        return ContentProblem(name, line, f"{where}: missing")
    if detail["type"] == "extra_forbidden":
        return ContentProblem(
            name, line, f"{where}: unknown key{_did_you_mean(str(path[-1]), _known_keys(model_class))}"
        )
    message = f"{where}: {detail['msg'].removeprefix('Value error, ')}"
    value = detail["input"]
    if isinstance(value, str):
        allowed = str(detail.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        message += f" (got {strict_yaml.quote_shortened(value)}{_did_you_mean(value, allowed)})"
    return ContentProblem(name, line, message)


def path_text(path: tuple[str | int, ...]) -> str:
    """`categories.core_competencies[3].level`; items counted from 1."""
    parts = (
        f"[{part + 1}]" if isinstance(part, int) else f".{strict_yaml.quote_shortened(part)[1:-1]}" for part in path
    )
    return "".join(parts).removeprefix(".") or "file"


def _known_keys(model_class: type[ContentModel]) -> tuple[str, ...]:
    """Every key that a file of this shape may use anywhere."""
    schema = model_class.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return tuple(dict.fromkeys(key for part in parts for key in part.get("properties", {})))


def _did_you_mean(typed: str, known: tuple[str, ...] | list[str]) -> str:
    near = closest_word(typed, known) if typed and len(typed) <= 60 else None
    return f", did you mean {near}?" if near else ""
