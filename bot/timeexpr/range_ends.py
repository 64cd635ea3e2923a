"""Fit the two ends of days off to the calendar: the nearest days that exist, in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.frozen import frozen
from bot.timeexpr.day_parts import DayParts, coming
from bot.timeexpr.periods import calendar_day, later

OLDEST: Final = 60  # days back; a longer illness is told in time
_WRAPPED: Final = 300  # days; a range over New Year that would be longer has its ends the wrong way round
_DAY: Final = timedelta(days=1)


class RangeProblem(StrEnum):
    """What keeps words from being days away."""

    NONSENSE = "nonsense"
    NO_SUCH_DAY = "no_such_day"
    WEEKDAY = "weekday"
    REVERSED = "reversed"
    TOO_LONG = "too_long"
    TOO_OLD = "too_old"
    TOO_FAR = "too_far"


@frozen
class DayRange:
    """Days from the first to the last, both included; no last day is open-ended."""

    first: date
    last: date | None


@frozen
class RangeError:
    """Words that name no days that one can be away on; `day` is the one at fault, where there is one."""

    why: RangeProblem
    got: str
    day: date | None = None


def share_month(first: DayParts, last: DayParts, today: date) -> tuple[DayParts, DayParts]:
    """Give a number alone the month of the other end; beside a day of no named month it is the nearest such day."""
    if first.is_bare and last.month is None:
        end = _day_of(last, today)
        months = (end, later(end.replace(day=1), -1))
        days = (calendar_day(month.year, month.month, first.day or 0) for month in months)
        return first._replace(at=next((day for day in days if day and day <= end), None)), last._replace(at=end)
    if last.is_bare and first.month is None:
        start = _day_of(first, today)
        return first._replace(at=start), last._replace(at=coming(f"{last.day}th", start))
    if first.is_bare:
        return first._replace(month=last.month, year=first.year or last.year), last
    return first, last._replace(month=first.month, year=last.year or first.year) if last.is_bare else last


def _day_of(parts: DayParts, today: date) -> date:
    """Return the day of parts that name no month: it is certain or the next such weekday."""
    return parts.at or today + ((parts.weekday or 0) - today.weekday()) % 7 * _DAY


def fit_ends(first: DayParts, last: DayParts, today: date) -> DayRange | RangeError:
    """Return the nearest days that fit: such as lie ahead, last still, or have just passed."""
    if first.is_bare or last.is_bare:  # a number of which no month near has a day
        return RangeError(RangeProblem.NO_SUCH_DAY, "")
    back = 0 if first.weekday is not None and first.day is None else OLDEST
    found = None
    for start in _starts(first, last, today):
        end = start if last is first else _end(last, start)
        if end is None:
            continue
        found = DayRange(start, end)
        if end >= today - back * _DAY or (first.year or first.at or last.year):
            break
    if found is None or (found.last and found.last < today - OLDEST * _DAY and not _is_certain(first, last)):
        return RangeError(RangeProblem.NO_SUCH_DAY, "")
    return _checked(found, first, last)


def _is_certain(first: DayParts, last: DayParts) -> bool:
    return bool(first.at or first.year or last.year)


def _starts(first: DayParts, last: DayParts, today: date) -> Iterator[date]:
    """Yield the days that the first end may mean, the most likely one first."""
    if first.at:
        yield first.at
    elif first.month is None:
        coming = today + ((first.weekday or 0) - today.weekday()) % 7 * _DAY
        yield from (coming - 7 * _DAY, coming)
    else:
        years: tuple[int, ...] = (today.year - 1, today.year, today.year + 1)
        if first.year is not None:
            years = (first.year,)
        elif last.year:
            both = last.in_year(last.year)
            years = tuple(y for y in (last.year, last.year - 1) if both and (first.in_year(y) or date.max) <= both)
            years = years or (last.year,)
        yield from (day for day in map(first.in_year, years) if day)


def _end(last: DayParts, start: date) -> date | None:
    """Return the day that the second end means, behind a given start."""
    if last.at:
        return last.at
    if last.month is None:
        return start + ((last.weekday or 0) - start.weekday()) % 7 * _DAY
    if last.year is not None:
        return last.in_year(last.year)
    same = last.in_year(start.year)
    behind = (last.month, last.day or 31) < (start.month, start.day)
    return last.in_year(start.year + 1) if behind else same


def _checked(span: DayRange, first: DayParts, last: DayParts) -> DayRange | RangeError:
    """Check that what was named twice agrees, and that the ends are in order."""
    assert span.last
    for point, day in ((first, span.first), (last, span.last)):
        if point.weekday is not None and point.weekday != day.weekday():
            return RangeError(RangeProblem.WEEKDAY, "", day)
    wraps = span.first.year < span.last.year and not ((first.at or first.year) and last.year)
    if span.last < span.first or (wraps and not last.at and (span.last - span.first).days > _WRAPPED):
        return RangeError(RangeProblem.REVERSED, "", span.first)
    return span
