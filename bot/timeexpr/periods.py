"""Compute whole weeks, weekends, months and years around a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def period(unit: str, today: date, ahead: int = 0) -> tuple[date, date]:
    """Return the first and last day of the running week, weekend, month or year, or of the one so many later.

    Raises:
        ValueError, OverflowError: the calendar does not reach so far.
    """
    if unit == "year":
        return date(today.year + ahead, 1, 1), date(today.year + ahead, 12, 31)
    if unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
    monday = today + timedelta(days=7 * ahead - today.weekday())
    return monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6)
