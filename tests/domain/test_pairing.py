"""When a pair holds, whose turn it is, and when it is quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.pairing import Pair, is_quiet

BEGAN = datetime(2026, 10, 1, 15, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = Pair(1, "T1", "UBEN", "UMEI", "", "UANA", None, None, None, None, None, BEGAN - DAY)
HOLDS = replace(ASKED, mentor_at=BEGAN - DAY, mentee_at=BEGAN)


def test_it_holds_when_both_have_said_yes_until_it_ends() -> None:
    half = replace(ASKED, mentee_at=BEGAN)
    assert [pair.holds for pair in (ASKED, half, HOLDS, replace(HOLDS, ended_at=BEGAN))] == [False, False, True, False]
    assert HOLDS.since == BEGAN
    assert [half.waits_for(each) for each in ("UBEN", "UMEI", "UANA")] == [True, False, False]
    assert not replace(half, ended_at=BEGAN).waits_for("UBEN")
    assert (HOLDS.other("UBEN"), HOLDS.other("UMEI")) == ("UMEI", "UBEN")


@pytest.mark.parametrize(
    ("met", "asked", "today", "quiet"),
    [
        (None, None, date(2026, 10, 28), False),
        (None, None, date(2026, 10, 29), True),
        (date(2026, 9, 1), None, date(2026, 10, 29), True),  # before it began
        (date(2026, 10, 5), None, date(2026, 11, 1), False),
        (date(2026, 10, 5), None, date(2026, 11, 2), True),
        (None, date(2026, 10, 29), date(2027, 10, 29), False),  # asked once, however long it lasts
        (date(2026, 11, 3), date(2026, 10, 29), date(2026, 12, 1), True),  # they met after that
        (date(2026, 10, 29), date(2026, 10, 29), date(2026, 11, 26), True),  # on that very day
    ],
)
def test_four_weeks_without_a_meeting_are_worth_one_question(
    met: date | None, asked: date | None, today: date, *, quiet: bool
) -> None:
    pair = replace(HOLDS, reminded_at=asked and datetime(asked.year, asked.month, asked.day, 12, tzinfo=UTC))
    assert is_quiet(pair, met, datetime(today.year, today.month, today.day, 9, tzinfo=UTC)) is quiet
    assert not is_quiet(replace(pair, ended_at=BEGAN), met, datetime(2028, 1, 1, tzinfo=UTC))
