"""Streaks: weeks with the goal met and days with an entry, which neither the running day nor days away can break."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.absence import WORKDAYS, Absence, is_away


@dataclass(frozen=True, slots=True)
class Streak:
    """Weeks with the goal met up to now, days with an entry up to now, and the most weeks in a row that are known."""

    weeks: int
    days: int
    best_weeks: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week's goal, lowered for days away, and its hours, both in minutes."""

    goal: int
    minutes: int


def weeks_in_a_row(weeks: Sequence[Week]) -> tuple[int, int]:
    """The run of weeks that still goes on, and the longest one; newest first, the running week at the front.

    A week without a goal, wholly away, neither counts nor breaks; nor does the running one while its goal is not met.
    """
    runs = [0]
    for number, week in enumerate(weeks):
        if week.goal == 0:
            continue
        if week.minutes >= week.goal:
            runs[-1] += 1
        elif number:
            runs.append(0)
    return runs[0], max(runs)


def days_in_a_row(today: date, booked: Collection[date], absences: Iterable[Absence]) -> int:
    """Days with an entry up to now; without one, today, weekends and days away break nothing."""
    away, found, day = tuple(absences), 0, today
    first = min(booked, default=today)
    while day >= first:
        if day in booked:
            found += 1
        elif day != today and day.weekday() < WORKDAYS and not is_away(day, away):
            break
        day -= timedelta(days=1)
    return found
