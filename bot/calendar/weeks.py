"""Calendar weeks, Monday to Sunday, and the day that a moment belongs to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar.date_text import MONTHS
from bot.lazy_pattern import lazy_pattern

DEFAULT_DAY_STARTS: Final = time(4)
_WEEK = lazy_pattern(r"([0-9]{4})-W([0-9]{2})")


def week_of(day: date) -> str:
    """Return the ISO week of a day, written `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def month_of(day: date) -> str:
    """Return the calendar month of a day, written `2026-11`."""
    return day.isoformat()[:7]


def week_bounds(week: str) -> tuple[date, date]:
    """Return Monday and Sunday of a week; ValueError if there is no such week."""
    found = _WEEK.fullmatch(week)
    if found is None:
        raise ValueError(f"{week!r} isn't a week such as 2026-W47")
    year, number = int(found[1]), int(found[2])
    return date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7)


def week_text(week: str, today: date) -> str:
    """Return a week as it is written everywhere: "16-22 Nov", "28 Sep-4 Oct"; a year only where it is not this one."""
    return day_range_text(*week_bounds(week), today)


def day_range_text(first: date, last: date, today: date) -> str:
    """Return any range of days, written as a week is."""
    start = f"{first.day}"
    if first.month != last.month:
        start += f" {MONTHS[first.month - 1]}"
    if first.year not in (last.year, today.year):
        start += f" {first.year}"
    end = f"{last.day} {MONTHS[last.month - 1]}"
    return f"{start}-{end}" if last.year == today.year else f"{start}-{end} {last.year}"


def shift_week(week: str, weeks: int) -> str:
    """Return the week so many weeks later; earlier for a negative number."""
    return week_of(week_bounds(week)[0] + timedelta(weeks=weeks))


def local_day(moment: datetime, zone: ZoneInfo, day_starts: time = DEFAULT_DAY_STARTS) -> date:
    """Return the day of a moment in a zone; the hours before `day_starts` belong to the day before."""
    local = _to_local(moment, zone)
    return local.date() if local.time() >= day_starts else local.date() - timedelta(days=1)


def local_week(moment: datetime, zone: ZoneInfo) -> str:
    """Return the week of a moment in a zone by the calendar, from midnight to midnight."""
    return week_of(_to_local(moment, zone).date())


def _to_local(moment: datetime, zone: ZoneInfo) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment without a time zone belongs to no day")
    return moment.astimezone(zone)
