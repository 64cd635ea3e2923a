"""What the voice bans is caught, what it says instead is not, and no text of the code is of the first kind."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.voice.banned import breaches, source_breaches
from tests.voice.shapes import SIGNPOSTS, misshapen, misspelt
from tests.voice.source_texts import BOT, source_texts, texts_of_code
from tests.voice.spared import is_passed_on, letters, without_quotes

REWRITES = [
    line for line in (Path(__file__).parent / "rewrites.txt").read_text("utf-8").splitlines() if line[0] in "-+"
]
COUNTED_WORDS: Final = BOT / "timeexpr" / "durations" / "patterns.py"  # what people type
STILL_OPEN: Final = False


@pytest.mark.parametrize("line", REWRITES)
def test_each_rewrite_was_needed_and_is_enough(line: str) -> None:
    assert bool(list(breaches(line[2:]))) == (line[0] == "-")


def test_no_text_of_the_code_is_banned() -> None:
    found = [
        f"{path.relative_to(BOT)}:{each.line}: “{around}” -> {better}"
        for path in sorted(BOT.rglob("*.py"))
        for each in source_texts(path)
        if not path.is_relative_to(BOT / "db" / "migrations") and path != COUNTED_WORDS
        for around, better in source_breaches(each.text)
    ]
    assert STILL_OPEN or not found, "\n".join(found)


def test_docstrings_patterns_and_sql_are_no_texts() -> None:
    code = '"""We book."""\nP = "(?:we|you) book"\nS = "SELECT book FROM x"\nW = "a book".split()\n'
    code += 'T = f"I book {P} now"\n'
    assert list(texts_of_code(code)) == [(5, "I book {} now")]


def button(label: str, **more: object) -> dict[str, object]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, **more}


def row(*elements: dict[str, object]) -> dict[str, object]:
    return {"type": "actions", "elements": list(elements)}


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([row(button("Open"), button("Open"))], 1),
        ([row(button("Open", accessibility_label="Open A"), button("Open", accessibility_label="Open B"))], 1),
        ([row(button("Open")), row(button("Open"))], 0),
        ([{"type": "section", "accessory": button("Open")}] * 2, 1),
        ([{"type": "section", "accessory": button("Open", accessibility_label=name)} for name in "AB"], 0),
        ([row(*(button(str(number)) for number in range(5)))], 0),
        ([row(*(button(str(number)) for number in range(6)))], 1),
        ([row(button("A", style="primary"), button("B", style="primary"))], 1),
        ([row(button("A", style="primary"), button("B", style="danger"))], 0),
    ],
)
def test_rows_have_at_most_five_buttons_with_names_of_their_own_and_one_leads(blocks: object, expected: int) -> None:
    assert len(set(misshapen({"text": "x", "view": {"blocks": blocks}}))) == expected


@pytest.mark.parametrize("emoji", SIGNPOSTS)
def test_the_emoji_of_the_table_may_begin_a_line(emoji: str) -> None:
    assert not list(misspelt(f"{emoji} *Logged* 2 h\nThis week: 2 h {emoji}"))


@pytest.mark.parametrize("text", ["🚀 Logged", "ok\n*🚀 Logged*", "Well done :tada:", "Logged \n2 h", "2 h "])
def test_other_emoji_aliases_and_spaces_at_the_end_are_found(text: str) -> None:
    assert list(misspelt(text))


@pytest.mark.parametrize("text", ["at 10:00:30", "2 h\n\nNext", "→ next", "▓▓░░ 2 h", "https://a.example:80/b:c:d"])
def test_times_bars_and_addresses_are_none_of_these(text: str) -> None:
    assert not list(misspelt(text))


def test_what_is_quoted_or_comes_from_elsewhere_is_spared() -> None:
    ours, theirs = "You booked it", "How a load balancer stands before many servers"
    assert not list(breaches(without_quotes("I don't know “booked 2h”, try `book`")))
    sources = [letters(f"{theirs} in a region.")]
    text = f"{ours}\n{theirs}"
    for word, spared in (("booked", False), ("stands", True)):
        start = text.index(word)
        assert is_passed_on(text, start, start + len(word), sources) is spared
