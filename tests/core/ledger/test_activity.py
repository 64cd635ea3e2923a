"""Words for what one does on other people's learning."""

from __future__ import annotations

import pytest

from bot.core.ledger.activity import Activity, parse_activity, split_activity


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("mentoring", Activity.MENTORING),
        ("Mentoring with", Activity.MENTORING),
        ("mentored", Activity.MENTORING),
        ("talk", Activity.TALK),
        ("a talk", Activity.TALK),
        ("gave a talk", Activity.TALK),
        ("Knowledge-Sharing session", Activity.TALK),
        ("workshop", Activity.TALK),
        ("networking", None),
        ("talk to the network team", None),
        ("mentoring networking", None),
        ("", None),
    ],
)
def test_only_the_words_alone_name_it(words: str, expected: Activity | None) -> None:
    assert parse_activity(words) is expected


@pytest.mark.parametrize(
    ("words", "helped", "expected"),
    [
        ("mentoring", False, (Activity.MENTORING, "")),
        ("mentoring on vpc", False, (Activity.MENTORING, "vpc")),
        ("gave a talk about the GitOps move", False, (Activity.TALK, "GitOps move")),
        ("knowledge sharing session postmortems", False, (Activity.TALK, "postmortems")),
        ("vpc mentoring", True, (Activity.MENTORING, "vpc")),
        ("vpc mentoring", False, (None, "vpc mentoring")),
        ("kubernetes workshop", True, (None, "kubernetes workshop")),
        ("networking", True, (None, "networking")),
        ("", True, (None, "")),
    ],
)
def test_the_activity_comes_off_the_other_words(
    words: str, helped: bool, expected: tuple[Activity | None, str]
) -> None:
    assert split_activity(words, with_others=helped) == expected
