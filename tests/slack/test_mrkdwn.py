"""What people typed can neither notify anyone nor look like ours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.mrkdwn import (
    ELLIPSIS,
    clip,
    escape,
    format_count,
    format_percent,
    join_words,
    strip_markup,
    to_plain_text,
    unescape,
)

NASTY = st.text(
    st.one_of(st.sampled_from('<>&@#!|*_~`"\\\n\r\t\x00\x1b\u202e\u2066\u200f;: '), st.characters()), max_size=80
)


@given(NASTY)
def test_nothing_escaped_is_markup(text: str) -> None:
    safe = escape(text)
    assert not set(safe) & set("<>*~`\x00\x1b\r\u202e\u2066")
    assert not re.search(r"&(?!amp;|lt;|gt;)", safe)
    assert not re.search(r"_(?!\u200b)", safe)


@given(st.text("abc <>&;lgtamp", max_size=40))
def test_what_slack_escaped_reads_as_it_was_typed(text: str) -> None:
    assert unescape(escape(text)) == text


@given(NASTY)
def test_bare_text_holds_no_brackets(text: str) -> None:
    assert not set(strip_markup(text)) & set("<>\x00\u202e")


@pytest.mark.parametrize("text", ["<!channel>", "<!here|here>", "<@U0SANDANA>", "<#C1|x>", "<https://evil.example|ok>"])
def test_mentions_and_links_are_words(text: str) -> None:
    assert escape(text).startswith("&lt;")
    assert "<" not in strip_markup(text)


@given(NASTY, st.integers(1, 100))
def test_clipped_text_fits(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    assert clipped == text if len(text) <= limit else clipped.endswith(ELLIPSIS)


@given(NASTY, st.integers(1, 60))
def test_no_entity_is_cut_in_two(text: str, limit: int) -> None:
    kept = clip(escape(text), limit).removesuffix(ELLIPSIS)
    assert not re.search(r"&[a-z]{0,3}$", kept)


def test_a_cut_falls_between_words_where_one_is_near() -> None:
    assert clip("one two three", 10) == "one two" + ELLIPSIS
    assert clip("x" * 50 + " y", 40) == "x" * 39 + ELLIPSIS


@pytest.mark.parametrize(
    ("markdown", "spoken"),
    [
        ("*bold* and _slanted_ and `code`", "bold and slanted and code"),
        ("2*3*4", "2*3*4"),
        ("snake_case_name", "snake_case_name"),
        ("*a* *b*", "a b"),
        ("a *b\nc* d", "a *b\nc* d"),
        ("&lt;!channel&gt;", "&lt;!channel&gt;"),
    ],
)
def test_marks_are_not_read_aloud(markdown: str, spoken: str) -> None:
    assert to_plain_text(markdown) == spoken


def test_counts_shares_and_lists() -> None:
    assert [format_count(n, "topic") for n in (0, 1, 2)] == ["0 topics", "1 topic", "2 topics"]
    assert format_count(2, "entry", "entries") == "2 entries"
    assert [format_percent(s) for s in (0, 0.001, 0.01, 0.29, 0.999, 1)] == [
        "0%",
        "under 1%",
        "1%",
        "29%",
        "99%",
        "100%",
    ]
    assert [join_words(w) for w in ((), ("a",), ("a", "b"), ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert join_words(("a", "b"), "or") == "a or b"
