"""Stretches of days as people name them, looking back: `week`, `last month`, `3-14 nov`, `2026-W46`, `since mon`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.calendar.format import MONTHS
from bot.timeexpr import past_days
from bot.timeexpr.past_days import Unfit, Why


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None


EVER: Final = Days()
_ALL: Final = frozenset({"all", "everything", "all time", "ever"})
_LED = re.compile(r"(?:in|on|of|for|over|during) (?P<rest>.+)")
_RUNNING = re.compile(r"(?:(?P<which>this|the|last|past|previous) )?(?P<unit>week|month|year)")
_LATEST = re.compile(r"(?:the )?(?:last|past) (?P<count>[0-9]{1,3}) (?P<unit>day|week|month)s?")
_WEEK = re.compile(r"(?:(?P<year>[0-9]{4})-?w|w|(?:calendar )?week )(?P<week>[0-9]{1,2})")
_MONTH = re.compile(
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?:,? (?P<year>[0-9]{4}))?"
)
_NUMBERED_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")
_YEAR = re.compile(r"20[0-9]{2}")
_SINCE = re.compile(r"(?:since|from|after) (?P<day>.+)")
_UNTIL = re.compile(r"(?:until|till|up to|to|before) (?P<day>.+)")
_SHARED_MONTH = re.compile(r"(?P<first>[0-9]{1,2})(?:st|nd|rd|th)? ?(?:[-–—]|to) ?(?P<last>[0-9]{1,2}.*[a-z].*)")
_MONTH_BEFORE = re.compile(r"(?P<month>[a-z]{3,9}\.?) (?P<first>[0-9]{1,2}) ?(?:[-–—]|to) ?(?P<last>[0-9]{1,2})")
_BETWEEN = re.compile(r" ?[-–—] ?| (?:to|until|till|and) ")


def read(phrase: str, today: date) -> Days | None:
    """The days that a phrase names; None for one that names none."""
    said = phrase.casefold().strip(" ,;:!?\"'“”")
    said = said.removesuffix(".") if not said[:1].isdigit() else said
    if led := _LED.fullmatch(said):
        said = led["rest"]
    if said in _ALL:
        return EVER
    try:
        return next((days for reader in _READERS if (days := reader(said, today))), None)
    except (ValueError, OverflowError):  # a week, month or day that the calendar does not have
        return None


def week(today: date) -> Days:
    """The running week."""
    return Days(*weeks.days_of(weeks.week_of(today)))


def month(today: date, back: int = 0) -> Days:
    """The running calendar month, or the one so many months before. Raises ValueError before the calendar begins."""
    years, place = divmod(today.year * 12 + today.month - 1 - back, 12)
    return Days(date(years, place + 1, 1), date(years, place + 1, monthrange(years, place + 1)[1]))


def spell(days: Days, today: date) -> str:
    """The days as they are written everywhere: "16-22 Nov", "November", "Tue 17 Nov", "since Tue 17 Nov"."""
    first, last = days.first, days.last
    if first is None or last is None:
        parts = ("since", first) if first else ("until", last)
        return f"{parts[0]} {calendar_format.spell(parts[1], today)}" if parts[1] else ""
    if first == last:
        return calendar_format.spell(first, today)
    year = "" if last.year == today.year else f" {last.year}"
    if days == month(first):
        return f"{first:%B}{year}"
    start = f"{first.day}"
    start += "" if (first.year, first.month) == (last.year, last.month) else f" {MONTHS[first.month - 1]}"
    start += "" if first.year in (last.year, today.year) else f" {first.year}"
    return f"{start}-{last.day} {MONTHS[last.month - 1]}{year}"


def _running(said: str, today: date) -> Days | None:
    if found := _RUNNING.fullmatch(said):
        back = int(found["which"] in ("last", "past", "previous"))
        if found["unit"] == "year":
            return Days(date(today.year - back, 1, 1), date(today.year - back, 12, 31))
        return week(today - timedelta(weeks=back)) if found["unit"] == "week" else month(today, back)
    if found := _LATEST.fullmatch(said):
        count = int(found["count"])
        if not count or found["unit"] == "month":
            return Days(month(today, count - 1).first, today) if count else None
        return Days(today - timedelta(days=count * (7 if found["unit"] == "week" else 1) - 1), today)
    return None


def _of_calendar(said: str, today: date) -> Days | None:
    """A week by its number, a month by its name or number, a year."""
    if found := _WEEK.fullmatch(said):
        number, year = int(found["week"]), int(found["year"] or today.year)
        if not found["year"] and date.fromisocalendar(year, number, 1) > today:
            year -= 1
        return Days(*weeks.days_of(f"{year:04d}-W{number:02d}"))
    if found := _NUMBERED_MONTH.fullmatch(said):
        return month(date(int(found["year"]), int(found["month"]), 1))
    if found := _MONTH.fullmatch(said):
        number = [each.lower() for each in MONTHS].index(found["month"][:3]) + 1
        year = int(found["year"] or (today.year if number <= today.month else today.year - 1))
        return month(date(year, number, 1))
    return Days(date(int(said), 1, 1), date(int(said), 12, 31)) if _YEAR.fullmatch(said) else None


def _from_to(said: str, today: date) -> Days | None:
    """From a day to a day: what is left out of the first stands in the last."""
    said = said.removeprefix("from ").removeprefix("between ")
    if (found := _SHARED_MONTH.fullmatch(said)) and (last := _day(found["last"], today)):
        return _ordered(last.replace(day=int(found["first"])), last)
    if (found := _MONTH_BEFORE.fullmatch(said)) and (last := _day(f"{found['last']} {found['month']}", today)):
        return _ordered(last.replace(day=int(found["first"])), last)
    for between in _BETWEEN.finditer(said):
        last = _day(said[between.end() :], today)
        first = _day(said[: between.start()], last) if last else None
        if first and last:
            return _ordered(first, last)
    return None


def _one_end(said: str, today: date) -> Days | None:
    if found := _SINCE.fullmatch(said):
        day = _day(found["day"], today)
        return Days(day + timedelta(days=said.startswith("after"))) if day else None
    if found := _UNTIL.fullmatch(said):
        day = _day(found["day"], today)
        return Days(None, day - timedelta(days=said.startswith("before"))) if day else None
    return None


def _one_day(said: str, today: date) -> Days | None:
    day = _day(said, today)
    return Days(day, day) if day else None


def _day(words: str, today: date) -> date | None:
    """A day, however long ago."""
    found = past_days.parse(words.strip(" ,;"), today)
    if isinstance(found, Unfit):
        return None if found.why is Why.NO_SUCH_DAY else found.day
    return found


def _ordered(first: date, last: date) -> Days:
    return Days(min(first, last), max(first, last))


_READERS: Final[tuple[Callable[[str, date], Days | None], ...]] = (
    _running,
    _of_calendar,
    _from_to,
    _one_end,
    _one_day,
)
