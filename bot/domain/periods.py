"""What hours are summed over: weeks, months and all time, by area, topic and in total."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from bot.domain.weeks import month_of, week_of

ALL: Final = "all"
EVERYTHING: Final = ""


Cell = tuple[str, str]  # period and subject


def cells(day: date, area: str, topic: str | None) -> list[Cell]:
    """The (period, subject) pairs that an entry of that day counts in."""
    periods = (week_of(day), month_of(day), ALL)
    pairs = [(period, subject) for period in periods for subject in (EVERYTHING, area)]
    return [*pairs, (ALL, topic)] if topic else pairs


class Period(StrEnum):
    """What a board spans: the calendar week or month, or everything so far."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"

    def key(self, today: date) -> str:
        """The period of `today` as the totals name it."""
        return {Period.WEEK: week_of(today), Period.MONTH: month_of(today), Period.ALL: ALL}[self]
