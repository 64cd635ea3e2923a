"""A week's goal: lower in a week with days away, and nothing in one without a working day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.calendar.weeks import week_of
from bot.core.time_off.absence import WORKDAYS, Absence, days_present, is_away


@dataclass(frozen=True, slots=True)
class Standing:
    """A week against its goal, in minutes: `whole` before days away lowered it to `goal`, `present` of five days."""

    week: str
    whole: int
    goal: int
    present: int
    done: int

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached; one of nothing never is."""
        return 0 < self.goal <= self.done


def in_week(goal: int, week: str, absences: Iterable[Absence]) -> int:
    """Whole minutes of the goal that are left for the days on which the member is there."""
    return goal * days_present(week, absences) // WORKDAYS


def presence(first: date, last: date, absences: Iterable[Absence]) -> Mapping[str, int]:
    """By week, the working days from `first` to `last` on which nobody is away; a week of none stays in it with 0."""
    return _presence(first, last, tuple(absences))


@lru_cache(maxsize=512)
def _presence(first: date, last: date, away: tuple[Absence, ...]) -> Mapping[str, int]:
    """In a team most are away on the same days: on the holidays."""
    found: dict[str, int] = {}
    for day, week in _days(first, last):
        there = day.weekday() < WORKDAYS and not is_away(day, away)
        found[week] = found.get(week, 0) + there
    return found


@lru_cache(maxsize=16)
def _days(first: date, last: date) -> tuple[tuple[date, str], ...]:
    """Each day with its week: the same few stretches are asked for again and again, once for each member."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple((day, week_of(day)) for day in days)


def over(goals: Mapping[str, int], present: Mapping[str, int], since: str = "") -> int:
    """Whole minutes that the weeks' goals leave for so many working days in each, from the week `since` on."""
    return sum(goals[week] * days for week, days in present.items() if week >= since) // WORKDAYS
