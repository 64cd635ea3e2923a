"""Streaks: weeks with the goal met and days with an entry, which neither the running day nor days away can break."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.time_off.absence import WORKDAYS, Absence, is_away


@dataclass(frozen=True, slots=True)
class Streak:
    """Weeks with the goal met up to now, days with an entry up to now, and the most weeks in a row of the last year."""

    weeks: int
    days: int
    best_weeks: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week's goal, lowered for days away, its hours, and the `whole` goal before that, all in minutes."""

    goal: int
    minutes: int
    whole: int = 0

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached; wholly away, it takes the whole goal."""
        return 0 < (self.goal or self.whole) <= self.minutes


def weeks_in_a_row(weeks: Sequence[Week], window: int | None = None) -> tuple[int, int]:
    """The run of weeks that still goes on, and the longest one; newest first, the running week at the front.

    A week wholly away breaks nothing, and counts only with its whole goal done; nor does the running one break
    anything while its goal is not met. Runs that ended before so many weeks as the `window` has are left out.
    """
    runs, _ = _runs(weeks, window)
    return runs[0], max(runs)


def weeks_go_on(weeks: Sequence[Week], window: int) -> bool:
    """Whether the oldest run that counts may go on in weeks before these."""
    return _runs(weeks, window)[1]


def days_in_a_row(today: date, booked: Collection[date], absences: Iterable[Absence]) -> int:
    """Days with an entry up to now; without one, today, weekends and days away break nothing."""
    broken = broken_on(today, booked, absences, since=min(booked, default=today))
    return sum(day <= today and (broken is None or day > broken) for day in set(booked))


def broken_on(today: date, booked: Collection[date], absences: Iterable[Absence], *, since: date) -> date | None:
    """The day since then on which the run of days up to now broke last; None where it may go on before."""
    away, day = tuple(absences), today - timedelta(days=1)
    while day >= since:
        if day not in booked and day.weekday() < WORKDAYS and not is_away(day, away):
            return day
        day -= timedelta(days=1)
    return None


def _runs(weeks: Sequence[Week], window: int | None) -> tuple[list[int], bool]:
    """The runs, newest first, and whether the oldest of them is still unbroken."""
    runs = [0]
    for number, week in enumerate(weeks):
        is_before = window is not None and number >= window
        if is_before and len(runs) > 1 and not runs[-1]:
            return runs, False
        if week.is_met:
            runs[-1] += 1
        elif week.goal and is_before:
            return runs, False
        elif week.goal and number:
            runs.append(0)
    return runs, len(runs) == 1 or runs[-1] > 0
