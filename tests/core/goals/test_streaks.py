"""Streaks: what counts, what is skipped and what breaks one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.goals.streaks import StreakWeek, count_day_streak, count_week_streaks, find_streak_break, may_streak_go_on
from bot.core.time_off import TimeOff

FRIDAY = date(2026, 11, 20)
MET, SHORT, AWAY = StreakWeek(120, 120), StreakWeek(120, 119), StreakWeek(0, 0)


@pytest.mark.parametrize(
    ("weeks", "runs"),
    [
        ([], (0, 0)),
        ([MET], (1, 1)),
        ([SHORT], (0, 0)),
        ([SHORT, MET, MET, SHORT, MET], (2, 2)),
        ([MET, MET, SHORT, MET, MET, MET], (2, 3)),
        ([SHORT, SHORT, MET], (0, 1)),
        ([MET, AWAY, AWAY, MET, SHORT], (2, 2)),
        ([AWAY, MET, SHORT], (1, 1)),
        ([SHORT, AWAY, SHORT, MET], (0, 1)),
    ],
)
def test_weeks_with_the_goal_met(weeks: list[StreakWeek], runs: tuple[int, int]) -> None:
    assert count_week_streaks(weeks) == runs


DONE = StreakWeek(0, 120, 120)  # wholly away, and all of the goal done


@pytest.mark.parametrize(
    ("weeks", "window", "runs", "goes_on"),
    [
        ([MET, MET], 2, (2, 2), True),
        ([MET, SHORT], 2, (1, 1), False),
        ([SHORT, AWAY], 2, (0, 0), True),
        ([MET, MET, MET, SHORT, MET, MET, MET, MET], 2, (3, 3), False),
        ([MET, SHORT, MET, MET], 2, (1, 1), False),
        ([MET, SHORT, AWAY, MET], 3, (1, 1), False),
        ([MET, SHORT, MET, AWAY, MET], 3, (1, 2), True),
        ([MET, DONE, AWAY, MET], 4, (3, 3), True),
    ],
)
def test_a_run_that_reaches_the_oldest_week_goes_on(
    weeks: list[StreakWeek], window: int, runs: tuple[int, int], goes_on: bool
) -> None:
    assert count_week_streaks(weeks, window) == runs
    assert may_streak_go_on(weeks, window) is goes_on


def test_a_run_of_days_that_nothing_broke_may_go_on_before() -> None:
    assert find_streak_break(FRIDAY, on(19, 18), (), since=date(2026, 11, 18)) is None
    assert find_streak_break(FRIDAY, on(19, 18), (), since=date(2026, 11, 17)) == date(2026, 11, 17)
    assert find_streak_break(date(2026, 11, 16), on(), (), since=date(2026, 11, 14)) is None


def on(*days: int) -> frozenset[date]:
    """Days of November."""
    return frozenset(date(2026, 11, day) for day in days)


@pytest.mark.parametrize(
    ("today", "booked", "away", "days"),
    [
        (20, on(), (), 0),
        (20, on(20), (), 1),
        (20, on(19, 18), (), 2),
        (20, on(20, 18), (), 1),
        (20, on(18, 17), (), 0),
        (23, on(20, 19), (), 2),
        (23, on(23, 22, 20), (), 3),
        (24, on(20, 19), (), 0),
        (24, on(20, 19), (23,), 2),
        (20, on(19, 16), (17, 18), 2),
        (20, on(19, 17, 16), (17, 18), 3),
    ],
    ids=[
        "nothing",
        "today",
        "not yet today",
        "a gap",
        "yesterday missed",
        "weekend bridged",
        "weekend counts",
        "Monday missed",
        "Monday away",
        "away bridged",
        "an entry while away counts",
    ],
)
def test_days_with_an_entry(today: int, booked: frozenset[date], away: tuple[int, ...], days: int) -> None:
    absences = [TimeOff(date(2026, 11, day), date(2026, 11, day)) for day in away]
    assert count_day_streak(date(2026, 11, today), booked, absences) == days


@given(st.sets(st.integers(0, 30)), st.integers(0, 30), st.integers(0, 10))
def test_being_away_never_shortens_a_streak(booked: set[int], first: int, length: int) -> None:
    days = {FRIDAY - timedelta(days=back) for back in booked}
    absence = TimeOff(FRIDAY - timedelta(days=first + length), FRIDAY - timedelta(days=first))
    assert count_day_streak(FRIDAY, days, [absence]) >= count_day_streak(FRIDAY, days, [])
