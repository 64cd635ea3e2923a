"""What hours are summed over: weeks, months, seasons and all time, by area, topic and in total."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import Final

from bot.calendar.weeks import days_of, month_of, week_of

ALL: Final = "all"
EVERYTHING: Final = ""
SEASON: Final = 3  # months


Cell = tuple[str, str]  # period and subject


def cells(day: date, area: str, topic: str | None) -> list[Cell]:
    """The (period, subject) pairs that an entry of that day counts in; a season is the sum of its months."""
    periods = (week_of(day), month_of(day), ALL)
    pairs = [(period, subject) for period in periods for subject in (EVERYTHING, area)]
    return [*pairs, (ALL, topic)] if topic else pairs


class Period(StrEnum):
    """What a board spans: the calendar week, month or quarter, or everything so far."""

    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    ALL = "all"

    def keys(self, today: date) -> tuple[str, ...]:
        """The periods of the totals that add up to this one, as of `today`."""
        match self:
            case Period.WEEK:
                return (week_of(today),)
            case Period.MONTH:
                return (month_of(today),)
            case Period.SEASON:
                first = _begins(today)
                return tuple(f"{today.year:04d}-{first + number:02d}" for number in range(SEASON))
            case Period.ALL:
                return (ALL,)

    def days(self, today: date) -> tuple[date, date] | None:
        """Its first and last day; None for all time."""
        match self:
            case Period.WEEK:
                return days_of(week_of(today))
            case Period.MONTH:
                return today.replace(day=1), _ends(today.year, today.month)
            case Period.SEASON:
                first = _begins(today)
                return date(today.year, first, 1), _ends(today.year, first + SEASON - 1)
            case Period.ALL:
                return None


def _begins(today: date) -> int:
    """The month with which the season of a day begins: 1, 4, 7 or 10."""
    return (today.month - 1) // SEASON * SEASON + 1


def _ends(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
