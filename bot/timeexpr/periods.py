"""Compute whole weeks, weekends, months and years around a day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from bot.calendar.weeks import week_bounds

AHEAD: Final = {"last": -1, "past": -1, "previous": -1, "next": 1}


def period(unit: str, today: date, ahead: int = 0) -> tuple[date, date]:
    """Return the first and last day of the running week, weekend, month or year, or of the one so many later.

    Raises:
        ValueError, OverflowError: the calendar does not reach so far.
    """
    if unit == "year":
        return date(today.year + ahead, 1, 1), date(today.year + ahead, 12, 31)
    if unit == "month":
        first = later(today.replace(day=1), ahead)
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    monday = today + timedelta(days=7 * ahead - today.weekday())
    return monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6)


def numbered_week(found: re.Match[str], today: date) -> tuple[date, date]:
    """Return the first and last day of a week by its number, without a year the last such week that has begun.

    Raises:
        ValueError: the year has no such week.
    """
    year, number = int(found["year"] or today.year), int(found["week"])
    if not found["year"] and date.fromisocalendar(year, number, 1) > today:
        year -= 1
    return week_bounds(f"{year:04d}-W{number:02d}")


def later(day: date, months: int) -> date:
    """Return the day so many months later, the month's last where it is shorter; ValueError beyond the calendar."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1).replace(day=min(day.day, monthrange(years, month + 1)[1]))


def calendar_day(year: int, month: int, number: int) -> date | None:
    """Return a day of the calendar; None where it has no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def last_such_day(month: int, number: int, today: date) -> date | None:
    """Return the last day of this month and number up to today; None if there is none."""
    days = (calendar_day(today.year - back, month, number) for back in range(9))  # 29 February comes within eight years
    return next((day for day in days if day and day <= today), None)
