"""Days away: what they take from a week, and how they grow together."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.goals.goal import Standing, in_week
from bot.core.time_off.absence import Absence, Absences, days_present, is_away, joined, run, weeks_touched

WEEK = "2026-W47"  # 16-22 Nov
MONDAY = date(2026, 11, 16)


def away(first: int, last: int | None) -> Absence:
    """From one day of November to another."""
    return Absence(date(2026, 11, first), date(2026, 11, last) if last else None)


@pytest.mark.parametrize(
    ("absences", "present"),
    [
        ((), 5),
        ((away(16, 16),), 4),
        ((away(21, 22),), 5),
        ((away(9, 15), away(23, 30)), 5),
        ((away(16, 18), away(17, 19)), 1),
        ((away(20, None),), 4),
        ((away(1, None),), 0),
    ],
    ids=["none", "a day", "weekend", "around it", "overlapping count once", "open end", "all of it"],
)
def test_a_week_has_five_days_less_those_away(absences: tuple[Absence, ...], present: int) -> None:
    assert days_present(WEEK, absences) == present


def test_the_goal_is_lowered_to_whole_minutes() -> None:
    assert in_week(120, WEEK, ()) == 120
    assert in_week(120, WEEK, (away(17, 18),)) == 72
    assert in_week(16, WEEK, (away(17, 17),)) == 12
    assert in_week(120, WEEK, (away(16, 20),)) == 0


def test_a_goal_of_nothing_is_never_met() -> None:
    assert Standing(WEEK, 120, 120, 5, 120).is_met
    assert not Standing(WEEK, 120, 120, 5, 119).is_met
    assert not Standing(WEEK, 120, 0, 0, 60).is_met


def test_days_that_follow_one_another_are_one_stretch() -> None:
    assert joined((away(9, 13), away(3, 5), away(14, 20))) == (away(3, 5), away(9, 20))
    assert joined((away(9, 13), away(15, None))) == (away(9, 13), away(15, None))
    assert run(date(2026, 11, 10), (away(9, 13), away(14, 20))) == away(9, 20)
    assert run(date(2026, 11, 14), (away(9, 13), away(15, 20))) is None


SOME = st.lists(
    st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 10))).map(
        lambda pair: Absence(
            MONDAY + timedelta(days=pair[0]),
            None if pair[1] is None else MONDAY + timedelta(days=pair[0] + pair[1]),
        )
    ),
    max_size=5,
)


@given(SOME)
def test_joining_changes_no_day(absences: list[Absence]) -> None:
    whole = joined(absences)
    for number in range(-3, 60):
        day = MONDAY + timedelta(days=number)
        assert is_away(day, absences) == is_away(day, whole)
    for one, other in pairwise(whole):
        assert one.last is not None
        assert other.first - one.last > timedelta(days=1)


def test_everybody_is_away_on_the_teams_holidays() -> None:
    known = Absences((away(16, 16),), {"U1": (away(18, 19),)})
    assert [days_present(WEEK, known.of(member)) for member in ("U1", "U2")] == [2, 4]


def test_the_weeks_with_a_working_day_are_touched() -> None:
    assert weeks_touched(date(2026, 11, 20), date(2026, 11, 30), 9) == ["2026-W47", "2026-W48", "2026-W49"]
    assert weeks_touched(date(2026, 11, 21), date(2026, 11, 22), 9) == []
    assert weeks_touched(date(2026, 11, 16), date(2027, 11, 16), 2) == ["2026-W47", "2026-W48"]
