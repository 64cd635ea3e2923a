"""Each promise has a test that is there, and ids of the form that the standard gives its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "trust.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for table in re.findall(r"^\| promise .*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    for line in table.splitlines()
]
ID = re.compile(r"v5\.0\.0-(?:[1-9]|1[0-7])\.[1-9]\d?\.[1-9]\d?")
NAMED = re.compile(r"`(tests/[\w/]+\.py)` `(test_\w+)`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_promise_has_its_test_and_its_ids(row: list[str]) -> None:
    promise, test, figure, ids = row
    named = NAMED.fullmatch(test)
    assert promise, row
    assert named, test
    text = (ROOT / named[1]).read_text("utf-8")
    assert re.search(rf"^ *def {named[2]}\(", text, re.MULTILINE), test
    assert all(ID.fullmatch(each) for each in ids.split()), ids
    drawn = re.search(
        rf"@pytest\.mark\.drawn\([^\n]*\n(?:@[^\n]*\n)*def {named[2]}\(|^pytestmark.*drawn\(", text, re.MULTILINE
    )
    assert not drawn or "drawn anew in each run" in figure, "not each run asks it, or not of all"


def test_no_promise_is_made_twice_and_every_table_is_read() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS) > 40
    assert PAGE.count("| promise | test | figure | ASVS |") == PAGE.count("| ASVS |")
