"""Whoever answers people reads the content of their own workspace, never the one that all share."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot

ROOT = Path(bot.__file__).parent
ANSWERING = ("features", "commands", "dispatch")
COMPARING = (
    ROOT / "features" / "content",
    ROOT / "features" / "suggestions",
)  # they show what the packs have beside it


@pytest.mark.parametrize("folder", ANSWERING)
def test_no_answer_is_made_of_the_shared_content(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: takes the content all share: use `catalog.of(workspace)`"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not path.is_relative_to(COMPARING[0]) and not path.is_relative_to(COMPARING[1])
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if ".shared()" in line
    ]
    assert found == []


def test_the_folders_do_read_content() -> None:
    code = "".join(path.read_text("utf-8") for folder in ANSWERING for path in (ROOT / folder).rglob("*.py"))
    assert code.count(".catalog.of(") > 100
