"""The schemas for editors take the files that we ship, and mark what the loader refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.catalog.loading.strict_yaml import read_yaml
from bot.catalog.packs.file_schemas import DIALECT, FILE_MODELS, file_schema
from bot.catalog.packs.lock import LockedPack, PackLock, write_lock
from bot.cli import main
from tests.catalog.packs.pack_texts import manifest, plan, roadmap

ROOT = Path(__file__).parents[3]
TAUGHT, SAMPLE = ROOT / "tests/catalog/taught", ROOT / "tests/catalog/sample"
RENAMES = "renamed_from:\n  marina: [harbour]\nretired:\n  marina.x: {to: marina.knots, since: 2026-11-30}\n"
LOCK = write_lock(PackLock(packs=(LockedPack(id="rust", source="folder", where="rust", version="1"),))).decode()
GOOD = [
    ("pack", (ROOT / "content/pack.yaml").read_text("utf-8")),
    ("plan", (ROOT / "content/plan.yaml").read_text("utf-8")),
    ("levels", (ROOT / "content/levels.yaml").read_text("utf-8")),
    ("integrations", (SAMPLE / "integrations.yaml").read_text("utf-8")),
    ("roadmap", (SAMPLE / "roadmaps/marina.yaml").read_text("utf-8")),
    ("lessons", (TAUGHT / "lessons/marina.yaml").read_text("utf-8")),
    ("questions", (TAUGHT / "questions/marina.yaml").read_text("utf-8")),
    ("sayings", "roadmap: boats\ntopics: {marina.knots: tying}\n"),
    ("renames", RENAMES),
    ("overlay", "hide: [marina]\nchange:\n  weather: {hours: 10-20, name: The weather}\n"),
    ("lock", LOCK),
]
BAD = [
    ("pack", manifest("rust").replace("licence", "license"), "licen"),
    ("pack", manifest("Rust"), "id"),
    ("pack", manifest("rust").replace("maintainers: [Ana]", "maintainers: []"), "maintainers"),
    ("plan", plan("weather").replace("5-8", "5 to 8"), "hours"),
    ("plan", plan("weather").replace("priority: 1", "priority: 0"), "priority"),
    ("roadmap", roadmap("rust").replace("level: beginner", "level: 1"), "level"),
    ("roadmap", roadmap("rust").replace("summary: About rust.\n", ""), "summary"),
    ("renames", RENAMES.replace("2026-11-30", "yesterday"), "since"),
    ("lock", LOCK.replace("folder", "svn"), "source"),
]


def violations(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield where a value breaks a schema: as much of JSON Schema as these schemas use."""
    if "$ref" in schema:
        yield from violations(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, path)
    if "anyOf" in schema and all([*violations(value, each, root, path)] for each in schema["anyOf"]):
        yield path
    types = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None)}
    expected = types.get(schema.get("type", ""))
    if expected and (not isinstance(value, expected) or (isinstance(value, bool) and expected is int)):
        yield path
        return
    if ("enum" in schema and value not in schema["enum"]) or ("const" in schema and value != schema["const"]):
        yield path
    if isinstance(value, str) and (
        not re.search(schema.get("pattern", ""), value)
        or not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10_000)
    ):
        yield path
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield path
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10_000):
            yield path
        for at, each in enumerate(value):
            yield from violations(each, schema.get("items", {}), root, f"{path}/{at}")
    if isinstance(value, dict):
        yield from (f"{path}/{name}" for name in schema.get("required", ()) if name not in value)
        for name, each in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            patterns = [own for pattern, own in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
            if inner is False and not patterns:
                yield f"{path}/{name}"
            for own in patterns or ([inner] if isinstance(inner, dict) else []):
                yield from violations(each, own, root, f"{path}/{name}")


def find_violations(kind: str, text: str) -> list[str]:
    reading = read_yaml(text, with_days=True)
    assert not reading.flaws
    schema = file_schema(kind)
    return list(violations(reading.data, schema, schema))


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_what_is_right_is_taken(kind: str, text: str) -> None:
    assert find_violations(kind, text) == []


@pytest.mark.parametrize(("kind", "text", "wrong"), BAD)
def test_what_is_wrong_is_marked(kind: str, text: str, wrong: str) -> None:
    found = find_violations(kind, text)
    assert found
    assert all(wrong in each for each in found), found


def test_every_kind_of_file_has_a_schema() -> None:
    assert {kind for kind, _ in GOOD} == set(FILE_MODELS)
    for kind, (name, _) in FILE_MODELS.items():
        schema = file_schema(kind)
        assert (schema["$schema"], schema["type"], schema["title"]) == (DIALECT, "object", f"Roadmate: {name}")


def test_it_is_printed_for_one_kind_or_for_all() -> None:
    printed = json.loads(CliRunner().invoke(main, ["content", "schema"]).stdout)
    assert list(printed) == [name for name, _ in FILE_MODELS.values()]
    one = CliRunner().invoke(main, ["content", "schema", "plan"])
    assert json.loads(one.stdout) == printed["plan.yaml"] == file_schema("plan")
    other = CliRunner().invoke(main, ["content", "schema", "plans"])
    assert (other.exit_code, other.stdout) == (1, "")
    assert other.stderr.startswith("Error: no kind of file is called 'plans': write one of pack, roadmap, plan, ")
