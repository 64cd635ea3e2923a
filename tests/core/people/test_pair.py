"""When a pair holds, and whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.people.pair import Pair

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
