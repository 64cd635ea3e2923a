"""Days away: what they take from a week, and until when somebody is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from bot.calendar.weeks import days_of, shift, week_of

WORKDAYS: Final = 5  # Monday to Friday
TEAM: Final = ""  # stands for everybody where a member's id would stand
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, both ends among them; without a `last` until somebody says. `member` is empty for the whole team's."""

    first: date
    last: date | None
    label: str = ""
    id: int = 0
    member: str = TEAM

    def holds(self, day: date) -> bool:
        """Whether the day is one of these."""
        return self.first <= day and (self.last is None or day <= self.last)

    def touches(self, first: date, last: date | None) -> bool:
        """Whether these days and those overlap, or follow one another without a day between."""
        begins = last is None or self.first <= _next(last)
        return begins and (self.last is None or first <= _next(self.last))


@dataclass(frozen=True, slots=True)
class Absences:
    """Everybody's days away in some stretch of time, the team's holidays among them."""

    team: tuple[Absence, ...] = ()
    own: Mapping[str, tuple[Absence, ...]] = field(default_factory=dict)

    def of(self, member: str) -> tuple[Absence, ...]:
        """The days that count for a member."""
        return (*self.team, *self.own.get(member, ()))


def days_present(week: str, absences: Iterable[Absence]) -> int:
    """The working days of a week, Monday to Friday, on which nobody is away: 0 to 5."""
    monday, away = days_of(week)[0], tuple(absences)
    return sum(not is_away(monday + number * _DAY, away) for number in range(WORKDAYS))


def is_away(day: date, absences: Iterable[Absence]) -> bool:
    """Whether any of these holds the day."""
    return any(absence.holds(day) for absence in absences)


def run(day: date, absences: Iterable[Absence]) -> Absence | None:
    """The unbroken stretch of days away around a day, in which several may have grown together; None outside of one."""
    merged = None
    for absence in joined(absences):
        merged = absence if absence.holds(day) else merged
    return merged


def joined(absences: Iterable[Absence]) -> tuple[Absence, ...]:
    """Stretches of days without gaps, earliest first, made of all these."""
    stretches: list[Absence] = []
    for each in sorted(absences, key=lambda absence: absence.first):
        if stretches and stretches[-1].touches(each.first, each.last):
            stretches[-1] = Absence(stretches[-1].first, later(stretches[-1].last, each.last))
        else:
            stretches.append(Absence(each.first, each.last))
    return tuple(stretches)


def later(one: date | None, other: date | None) -> date | None:
    """The later of two ends, of which an open one is the latest."""
    return None if one is None or other is None else max(one, other)


def weeks_touched(first: date, last: date, most: int) -> Sequence[str]:
    """The weeks with a working day among these days, at most so many."""
    found: list[str] = []
    week = week_of(first)
    while days_of(week)[0] <= last and len(found) < most:
        monday = days_of(week)[0]
        if first <= monday + (WORKDAYS - 1) * _DAY:
            found.append(week)
        week = shift(week, 1)
    return found


def _next(day: date) -> date:
    return day + _DAY if day < date.max else day
