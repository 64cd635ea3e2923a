"""Parse ranges of days for lists and leaderboards: `week`, `last month`, `3-14 nov`, `2026-W46`, `since mon`, `all`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.calendar import date_text
from bot.calendar.date_text import MONTHS
from bot.calendar.weeks import week_bounds
from bot.timeexpr.day_parts import USUAL_MONTHS, month_called
from bot.timeexpr.past_days import DateError, DateProblem, read_past_day
from bot.timeexpr.periods import period


@dataclass(frozen=True, slots=True)
class PastRange:
    """From a day to a day, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None


EVER: Final = PastRange()
_ALL: Final = frozenset({"all", "everything", "all time", "ever"})
_LED = re.compile(r"(?:in|on|of|for|over|during) (?P<rest>.+)")
_RUNNING = re.compile(r"(?:(?P<which>this|the|last|past|previous) )?(?P<unit>week|month|year)")
_LATEST = re.compile(r"(?:the )?(?:last|past) (?P<count>[0-9]{1,3}) (?P<unit>day|week|month)s?")
_WEEK = re.compile(r"(?:(?P<year>[0-9]{4})-?w|w|(?:calendar )?week )(?P<week>[0-9]{1,2})")
_MONTH = re.compile(rf"(?P<month>{'|'.join(USUAL_MONTHS)})\.?(?:,? (?P<year>[0-9]{{4}}))?")
_NUMBERED_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")
_YEAR = re.compile(r"20[0-9]{2}")
_SINCE = re.compile(r"(?:since|from|after) (?P<day>.+)")
_UNTIL = re.compile(r"(?:until|till|up to|to|before) (?P<day>.+)")
_SHARED_MONTH = re.compile(r"(?P<first>[0-9]{1,2})(?:st|nd|rd|th)? ?(?:[-–—]|to) ?(?P<last>[0-9]{1,2}.*[a-z].*)")
_MONTH_BEFORE = re.compile(r"(?P<month>[a-z]{3,9}\.?) (?P<first>[0-9]{1,2}) ?(?:[-–—]|to) ?(?P<last>[0-9]{1,2})")
_BETWEEN = re.compile(r" ?[-–—] ?| (?:to|until|till|and) ")


def read_past_range(phrase: str, today: date) -> PastRange | None:
    """Return the days that a phrase names; None for one that names none."""
    words = phrase.casefold().strip(" ,;:!?\"'“”")
    words = words.removesuffix(".") if not words[:1].isdigit() else words
    if led := _LED.fullmatch(words):
        words = led["rest"]
    if words in _ALL:
        return EVER
    try:
        return next((days for reader in _READERS if (days := reader(words, today))), None)
    except (ValueError, OverflowError):  # a week, month or day that the calendar does not have
        return None


def week_range(today: date) -> PastRange:
    """Return the running week."""
    return PastRange(*period("week", today))


def month_range(today: date) -> PastRange:
    """Return the running calendar month."""
    return PastRange(*period("month", today))


def spell_range(days: PastRange, today: date) -> str:
    """Write days as everywhere: "16-22 Nov", "November", "Tue 17 Nov", "since Tue 17 Nov"."""
    first, last = days.first, days.last
    if first is None or last is None:
        parts = ("since", first) if first else ("until", last)
        return f"{parts[0]} {date_text.day_text(parts[1], today)}" if parts[1] else ""
    if first == last:
        return date_text.day_text(first, today)
    year = "" if last.year == today.year else f" {last.year}"
    if days == month_range(first):
        return f"{first:%B}{year}"
    start = f"{first.day}"
    start += "" if (first.year, first.month) == (last.year, last.month) else f" {MONTHS[first.month - 1]}"
    start += "" if first.year in (last.year, today.year) else f" {first.year}"
    return f"{start}-{last.day} {MONTHS[last.month - 1]}{year}"


def _running(words: str, today: date) -> PastRange | None:
    if found := _RUNNING.fullmatch(words):
        return PastRange(*period(found["unit"], today, -int(found["which"] in ("last", "past", "previous"))))
    found = _LATEST.fullmatch(words)
    count = int(found["count"]) if found else 0
    if not found or not count:
        return None
    if found["unit"] == "month":
        return PastRange(period("month", today, 1 - count)[0], today)
    return PastRange(today - timedelta(days=count * (7 if found["unit"] == "week" else 1) - 1), today)


def _of_calendar(words: str, today: date) -> PastRange | None:
    """Read a week by its number, a month by its name or number, a year."""
    if found := _WEEK.fullmatch(words):
        number, year = int(found["week"]), int(found["year"] or today.year)
        if not found["year"] and date.fromisocalendar(year, number, 1) > today:
            year -= 1
        return PastRange(*week_bounds(f"{year:04d}-W{number:02d}"))
    if found := _NUMBERED_MONTH.fullmatch(words):
        return month_range(date(int(found["year"]), int(found["month"]), 1))
    if found := _MONTH.fullmatch(words):
        month = month_called(found["month"]) or 0
        return month_range(date(int(found["year"] or today.year - (month > today.month)), month, 1))
    return PastRange(*period("year", date(int(words), 1, 1))) if _YEAR.fullmatch(words) else None


def _from_to(words: str, today: date) -> PastRange | None:
    """Read two ends: what is left out of the first stands in the last."""
    words = words.removeprefix("from ").removeprefix("between ")
    if (found := _SHARED_MONTH.fullmatch(words)) and (last := _day(found["last"], today)):
        return _ordered(last.replace(day=int(found["first"])), last)
    if (found := _MONTH_BEFORE.fullmatch(words)) and (last := _day(f"{found['last']} {found['month']}", today)):
        return _ordered(last.replace(day=int(found["first"])), last)
    for between in _BETWEEN.finditer(words):
        last = _day(words[between.end() :], today)
        first = _day(words[: between.start()], last) if last else None
        if first and last:
            return _ordered(first, last)
    return None


def _one_end(words: str, today: date) -> PastRange | None:
    if found := _SINCE.fullmatch(words):
        day = _day(found["day"], today)
        return PastRange(day + timedelta(days=words.startswith("after"))) if day else None
    if found := _UNTIL.fullmatch(words):
        day = _day(found["day"], today)
        return PastRange(None, day - timedelta(days=words.startswith("before"))) if day else None
    return None


def _one_day(words: str, today: date) -> PastRange | None:
    day = _day(words, today)
    return PastRange(day, day) if day else None


def _day(words: str, today: date) -> date | None:
    """Read a day, however long ago."""
    found = read_past_day(words.strip(" ,;"), today)
    if isinstance(found, DateError):
        return None if found.why is DateProblem.NO_SUCH_DAY else found.day
    return found


def _ordered(first: date, last: date) -> PastRange:
    return PastRange(min(first, last), max(first, last))


_READERS: Final[tuple[Callable[[str, date], PastRange | None], ...]] = (
    _running,
    _of_calendar,
    _from_to,
    _one_end,
    _one_day,
)
