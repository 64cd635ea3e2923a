"""What is declared is imported, and what is imported is declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OWN = {"bot", "tests", "benchmarks", "reference"}
# Declared and never imported: data that the standard library reads, tools
# that are run, plugins of tools, stubs for the type checker, and axe's script, which is read as a file.
NOT_IMPORTED = {"tzdata"}
TOOLS = {
    *("editables", "import-linter", "mypy", "pytest-timeout", "ruff", "uv"),
    *("types-cachetools", "types-pyyaml", "axe-playwright-python"),
}


def declared(requirements: list[str]) -> set[str]:
    return {canonical(re.split(r"[\[<>=!~; ]", each)[0]) for each in requirements}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def imported(*folders: str) -> frozenset[str]:
    """The distributions that the modules in these folders import."""
    distributions = packages_distributions()
    return frozenset(
        canonical(distribution)
        for name in {name for folder in folders for path in (ROOT / folder).rglob("*.py") for name in imports_of(path)}
        if name not in sys.stdlib_module_names and name not in OWN
        for distribution in distributions.get(name, [name])
    )


@cache
def imports_of(path: Path) -> frozenset[str]:
    """The top-level names that a module imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return frozenset(found)


def test_the_product_imports_what_it_declares_and_nothing_else() -> None:
    assert imported("bot") == declared(PROJECT["dependencies"]) - NOT_IMPORTED


def test_the_tests_need_what_is_declared_for_them_and_nothing_else() -> None:
    extras = PROJECT["optional-dependencies"]
    needed = imported("tests", "benchmarks", "reference") - declared(PROJECT["dependencies"])
    assert needed == declared([*extras["dev"], *extras["build"], *extras["browser"]]) - TOOLS


@pytest.mark.parametrize("name", sorted(NOT_IMPORTED | TOOLS))
def test_each_exception_is_still_one(name: str) -> None:
    extras = PROJECT["optional-dependencies"]
    every = declared([*PROJECT["dependencies"], *extras["dev"], *extras["build"], *extras["browser"]])
    assert name in every
    assert name not in imported("bot", "tests", "benchmarks", "reference")


def test_others_are_told_that_we_have_types() -> None:
    assert (ROOT / "bot" / "py.typed").is_file()
