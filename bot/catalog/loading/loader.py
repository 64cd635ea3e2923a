"""Content files in, checked content out; everything wrong with all files is reported at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from bot.catalog.loading import checks, references, strict_yaml
from bot.catalog.loading.files import ROADMAPS, gather
from bot.catalog.loading.partial import salvage
from bot.catalog.lookup.edit_distance import closest
from bot.catalog.models import Area, Content, Integration, Integrations, Levels, LevelText, Plan, Roadmap, Strict
from bot.catalog.problems import ContentError, Problem

Shape = TypeVar("Shape", bound=Strict)

SINGLE: Final = ("plan.yaml", "levels.yaml", "integrations.yaml")


def load(directory: Path) -> Content:
    """The content of a directory; ContentError with all problems of all files."""
    return read(gather(directory))


def read(files: Mapping[str, bytes]) -> Content:
    """The content of files already in memory."""
    problems = list(_strangers(files))
    roadmaps = [
        parsed
        for name, data in files.items()
        if name.startswith(f"{ROADMAPS}/") and name.endswith(".yaml")
        for parsed in [_parse(name, data, Roadmap, problems)]
    ]
    if not roadmaps:
        problems.append(Problem(ROADMAPS, 1, "no roadmap is here: put one in roadmaps/<id>.yaml"))
    plan = _parse("plan.yaml", files.get("plan.yaml"), Plan, problems)
    levels = _parse("levels.yaml", files.get("levels.yaml"), Levels, problems)
    integrations = _parse("integrations.yaml", files.get("integrations.yaml"), Integrations, problems)
    sheets = checks.Sheets(tuple(roadmaps), plan, levels, integrations)
    problems += checks.check(sheets)
    problems += references.check(sheets)
    if problems:
        raise ContentError(tuple(sorted(set(problems))))
    return _content(roadmaps, plan, levels, integrations)


def _content(
    roadmaps: list[checks.Sheet[Roadmap]],
    plan: checks.Sheet[Plan],
    levels: checks.Sheet[Levels],
    integrations: checks.Sheet[Integrations],
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


def _strangers(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Files that look like content and would be passed over without a word."""
    for name in files:
        if name.endswith(".yml"):
            yield Problem(name, 1, f"name it {name.removesuffix('.yml')}.yaml")
        elif "/" not in name and name not in SINGLE:
            yield Problem(name, 1, f"unknown file{_hint(name, SINGLE)}")
    for name in SINGLE:
        if name not in files:
            yield Problem(name, 1, "this file is missing or cannot be read")


def _parse(name: str, data: bytes | None, shape: type[Shape], problems: list[Problem]) -> checks.Sheet[Shape]:
    """One file as far as it can be read; what is wrong with it goes to `problems`."""
    if data is None:
        return checks.Sheet(name, None, {})
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(name, data[: error.start].count(b"\n") + 1, "not UTF-8 text"))
        return checks.Sheet(name, None, {})
    reading = strict_yaml.read(text)
    found = [Problem(name, flaw.line, f"column {flaw.column}: {flaw.message}") for flaw in reading.flaws]
    taken = {problem.line for problem in found}  # what follows from a flaw is no news
    sheet: checks.Sheet[Shape] = checks.Sheet(name, None, reading.lines)
    if reading.whole:
        try:
            sheet = checks.Sheet(name, shape.model_validate_json(json.dumps(reading.data)), reading.lines)
        except ValidationError as error:
            details = error.errors(include_url=False)
            told = (_tell(name, detail, reading, shape) for detail in details)
            found += [problem for problem in told if problem.line not in taken]
            sheet = _rest(name, reading, shape, [detail["loc"] for detail in details])
    problems += found
    return sheet


def _rest(
    name: str, reading: strict_yaml.Reading, shape: type[Shape], broken: list[strict_yaml.Path]
) -> checks.Sheet[Shape]:
    """What can still be checked of a file with broken items."""
    raw = checks.Raw(reading.data, reading.lines, frozenset(broken))
    left = None if any(path[:1] == ("facets",) for path in broken) else salvage(reading.data, reading.lines, broken)
    if left is None:
        return checks.Sheet(name, None, reading.lines, whole=False, raw=raw)
    try:
        return checks.Sheet(name, shape.model_validate_json(json.dumps(left[0])), left[1], whole=False, raw=raw)
    except ValidationError:
        return checks.Sheet(name, None, reading.lines, whole=False, raw=raw)


def _tell(name: str, detail: Any, reading: strict_yaml.Reading, shape: type[Strict]) -> Problem:
    """What pydantic found, as one line for the person who wrote the file."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    where = spell(path)
    line = checks.line_of(reading.lines, path)
    if detail["type"] == "missing":
        return Problem(name, line, f"{where}: missing")
    if detail["type"] == "extra_forbidden":
        return Problem(name, line, f"{where}: unknown key{_hint(str(path[-1]), _keys(shape))}")
    message = f"{where}: {detail['msg'].removeprefix('Value error, ')}"
    value = detail["input"]
    if isinstance(value, str):
        allowed = str(detail.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        message += f" (got {strict_yaml.shorten(value)}{_hint(value, allowed)})"
    return Problem(name, line, message)


def spell(path: tuple[str | int, ...]) -> str:
    """`categories.core_competencies[3].level`; items counted from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{strict_yaml.shorten(part)[1:-1]}" for part in path)
    return "".join(parts).removeprefix(".") or "file"


def _keys(shape: type[Strict]) -> tuple[str, ...]:
    """Every key that a file of this shape may use anywhere."""
    schema = shape.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return tuple(dict.fromkeys(key for part in parts for key in part.get("properties", {})))


def _hint(typed: str, known: tuple[str, ...] | list[str]) -> str:
    near = closest(typed, known) if typed and len(typed) <= 60 else None
    return f", did you mean {near}?" if near else ""
