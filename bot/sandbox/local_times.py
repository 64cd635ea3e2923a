"""Days and times as the stand-in writes and reads them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAY: Final = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+(\S.*)", re.IGNORECASE)
_TIME: Final = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm)?", re.IGNORECASE)


def day_text(day: date, today: date) -> str:
    """Return a day such as "Tue 17 Nov", with the year only where it is not this one."""
    words = f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def read_time(words: str) -> time | None:
    """Return the time of day that words name, such as 14:00 or 2pm; None where no clock shows it."""
    found = _TIME.fullmatch(words.strip())
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if minute > 59 or hour > (12 if half else 23) or (half and not hour):
        return None
    return time(hour % 12 + 12 * (half == "pm") if half else hour, minute)


def next_weekday(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the next moment of a weekday and a time, such as mon 09:00; None for other words."""
    found = _WEEKDAY.fullmatch(words.strip())
    at = read_time(found[2]) if found else None
    if found is None or at is None:
        return None
    local = now.astimezone(zone)
    ahead = ([name.lower() for name in WEEKDAYS].index(found[1].lower()) - local.weekday()) % 7
    days = (local.date() + timedelta(days=ahead + more) for more in (0, 7))
    moments = (datetime.combine(day, at, tzinfo=zone).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > now)
