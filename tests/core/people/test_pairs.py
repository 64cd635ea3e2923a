"""When a pair holds, and whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.people.pairs import Pair

BEGAN = datetime(2026, 10, 1, 15, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = Pair(1, "T1", "UBEN", "UMEI", "", "UANA", None, None, None, None, None, BEGAN - DAY)
HOLDS = replace(ASKED, mentor_at=BEGAN - DAY, mentee_at=BEGAN)


def test_a_pair_is_active_from_both_consents_until_it_ends() -> None:
    half = replace(ASKED, mentee_at=BEGAN)
    assert [pair.is_active for pair in (ASKED, half, HOLDS, replace(HOLDS, ended_at=BEGAN))] == [
        False,
        False,
        True,
        False,
    ]
    assert HOLDS.active_since == BEGAN
    assert [half.is_waiting_for(each) for each in ("UBEN", "UMEI", "UANA")] == [True, False, False]
    assert not replace(half, ended_at=BEGAN).is_waiting_for("UBEN")
    assert (HOLDS.other_member("UBEN"), HOLDS.other_member("UMEI")) == ("UMEI", "UBEN")
