"""Parse one file of content: a model of as much as can be used, and each mistake as a line for who wrote it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from bot.catalog.content_model import ContentModel
from bot.catalog.lessons import LessonsFile, QuestionsFile
from bot.catalog.loading import strict_yaml
from bot.catalog.loading.broken_files import remove_broken_items, remove_broken_keys
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.parsed_files import ParsedFile, RawFile, line_of
from bot.catalog.loading.strict_yaml import quote_shortened
from bot.catalog.loading.text_checks import check_texts
from bot.catalog.lookup.word_matching import closest_word
from bot.catalog.models import SayingsFile
from bot.catalog.packs.renames_file import RenamesFile

ModelT = TypeVar("ModelT", bound=ContentModel)

# Files whose items are no lists but have keys: how deep an item is.
_KEY_DEPTHS: Final[dict[type[ContentModel], int]] = {SayingsFile: 2, LessonsFile: 2, QuestionsFile: 3, RenamesFile: 2}


def parse_file(
    name: str, data: bytes | None, model_class: type[ModelT], problems: list[ContentProblem]
) -> ParsedFile[ModelT]:
    """Parse one file as far as it can be read; what is wrong with it goes to `problems`."""
    if data is None:
        return ParsedFile(name, None, {})
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(ContentProblem(name, data[: error.start].count(b"\n") + 1, "not UTF-8 text"))
        return ParsedFile(name, None, {})
    reading = strict_yaml.read_yaml(text, with_days=model_class is RenamesFile)
    problems += [ContentProblem(name, flaw.line, f"column {flaw.column}: {flaw.message}") for flaw in reading.flaws]
    flawed = frozenset(flaw.line for flaw in reading.flaws)
    problems += [ContentProblem(name, line_of(reading.lines, path), text) for path, text in check_texts(reading.data)]
    parsed: ParsedFile[ModelT] = ParsedFile(name, None, reading.lines)
    if reading.is_whole:
        try:
            parsed = ParsedFile(name, model_class.model_validate_json(json.dumps(reading.data)), reading.lines)
        except ValidationError as error:
            details = error.errors(include_url=False)
            invalid = (_validation_problem(name, detail, reading, model_class) for detail in details)
            problems += [problem for problem in invalid if problem.line not in flawed]
            parsed = _parse_remainder(name, reading, model_class, [detail["loc"] for detail in details])
    return replace(parsed, flawed_lines=flawed)


def _parse_remainder(
    name: str, reading: strict_yaml.YamlReading, model_class: type[ModelT], broken: list[strict_yaml.YamlPath]
) -> ParsedFile[ModelT]:
    """Return what can still be checked of a file with broken items."""
    raw = RawFile(reading.data, reading.lines, frozenset(broken))
    remainder = _remainder(reading, model_class, broken)
    if remainder:
        with suppress(ValidationError):
            model = model_class.model_validate_json(json.dumps(remainder[0]))
            return ParsedFile(name, model, remainder[1], is_whole=False, raw=raw)
    return ParsedFile(name, None, reading.lines, is_whole=False, raw=raw)


def _remainder(
    reading: strict_yaml.YamlReading, model_class: type[ContentModel], broken: list[strict_yaml.YamlPath]
) -> tuple[Any, dict[strict_yaml.YamlPath, int]] | None:
    """Return the data and lines without broken items; None where what is broken is no item."""
    if model_class in _KEY_DEPTHS:
        data = remove_broken_keys(reading.data, broken, _KEY_DEPTHS[model_class])
        return data and (data, reading.lines)
    are_facets_broken = any(path[:1] == ("facets",) for path in broken)
    return None if are_facets_broken else remove_broken_items(reading.data, reading.lines, broken)


def _validation_problem(
    name: str, detail: Any, reading: strict_yaml.YamlReading, model_class: type[ContentModel]
) -> ContentProblem:
    """Return what pydantic found, as one line for the person who wrote the file."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    line = line_of(reading.lines, path)
    if detail["type"] == "missing":
        return ContentProblem(name, line, f"{path_text(path)}: missing")
    if detail["type"] == "extra_forbidden":
        hint = hint_at(str(path[-1]), _known_keys(model_class))
        return ContentProblem(name, line, f"{path_text(path)}: unknown key{hint}")
    message = f"{path_text(path)}: {detail['msg'].removeprefix('Value error, ')}"
    value = detail["input"]
    if isinstance(value, str):
        allowed = str(detail.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        message += f" (got {quote_shortened(value)}{hint_at(value, allowed)})"
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


def hint_at(typed: str, known: tuple[str, ...] | list[str]) -> str:
    """Return a hint at the word that was meant; empty where none is near."""
    near = closest_word(typed, known) if typed and len(typed) <= 60 else None
    return f", did you mean {near}?" if near and near != typed else ""  # a key of another place is no hint
