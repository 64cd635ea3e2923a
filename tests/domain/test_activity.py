"""Words for what one does on other people's learning."""

from __future__ import annotations

import pytest

from bot.domain.activity import Activity, read


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
    assert read(words) is expected
