"""Quarters of the year, written `2026-Q4`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from bot.lazy_pattern import lazy_pattern

_QUARTER: Final = lazy_pattern(r"([0-9]{4})-Q([1-4])")
_MONTHS: Final = 3


def quarter_of(day: date) -> str:
    """Return the quarter in which a day lies."""
    return f"{day.year:04}-Q{(day.month - 1) // _MONTHS + 1}"


def next_quarter(day: date) -> str:
    """Return the quarter after the one in which a day lies. Raises OverflowError at the calendar's end."""
    return quarter_of(quarter_bounds(quarter_of(day))[1] + timedelta(days=1))


def quarter_bounds(quarter: str) -> tuple[date, date]:
    """Return the first and last day of a quarter. Raises ValueError for any other text."""
    match = _QUARTER.fullmatch(quarter)
    if match is None:
        raise ValueError(quarter)
    year, number = int(match[1]), int(match[2])
    first = date(year, (number - 1) * _MONTHS + 1, 1)
    last_month = first.replace(month=number * _MONTHS)
    days = 31 if number in (1, 4) else 30
    return first, last_month.replace(day=days)
