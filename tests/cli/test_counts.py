"""One of a thing is one thing, in whatever the command line says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BOT = Path(__file__).parents[2] / "bot"
FILES = [*(BOT / "cli").rglob("*.py"), *(BOT / "doctor").rglob("*.py"), BOT / "trial.py"]
COUNTED = (
    "addresses|changes|characters|connections|entries|files|hours|kinds|lessons|lines|members|messages|packs|people|"
    "problems|questions|roadmaps|rows|subtopics|tables|things|topics|warnings|workspaces"
)


def find_bare_counts(source: str) -> Iterator[str]:
    """Yield what is put before a plural by itself: neither a constant nor the last of `1 of 3 topics`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            before = ""
            for part, after in zip(node.values, [*node.values[1:], ast.Constant("")], strict=True):
                if isinstance(part, ast.FormattedValue) and isinstance(after, ast.Constant):
                    is_constant = re.search(r"(?:^|\.)[A-Z_]+(?:\.\w+)*(?: >> \d+)?$", ast.unparse(part.value))
                    is_plural = re.match(rf" (?:more |other )?(?:{COUNTED})\b", str(after.value))
                    if is_plural and not is_constant and not before.endswith(" of "):
                        yield f"{{{ast.unparse(part.value)}}}{after.value}"
                before = str(part.value) if isinstance(part, ast.Constant) else ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(BOT)))
def test_a_count_is_followed_by_its_own_form(file: Path) -> None:
    assert [*find_bare_counts(file.read_text("utf-8"))] == [], "format_count says 1 topic, 2 topics"


def test_a_bare_count_is_found() -> None:
    assert [*find_bare_counts('f"{len(rows)} rows and {more} other topics"')] == [
        "{len(rows)} rows and ",
        "{more} other topics",
    ]
    assert [*find_bare_counts("f\"{MAX_PACKS} packs, {left} of {found} topics, {format_count(3, 'row')} here\"")] == []
