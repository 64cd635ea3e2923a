"""One end of a stretch of days as people name it: a day that is certain, or its parts while the year is not."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.timeexpr.numbers import COUNTS

MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COUNT: Final = rf"(?:{'|'.join(COUNTS)}|[0-9]{{1,3}})"
_YEARS: Final = range(1900, 3000)  # far from where the calendar ends
_NAMED: Final = {
    "now": 0,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
    "day before yesterday": -2,
    "the day before yesterday": -2,
}
_LED: Final = r"(?:(?P<weekday>[a-z]{3,9})\.?,? )?(?:the )?"
_NTH: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_YEAR: Final = r"(?:,? (?P<year>[0-9]{4}))?"
_WRITTEN: Final = (
    re.compile(rf"{_LED}{_NTH}(?: of)? ?(?P<name>[a-z]{{3,9}})\.?{_YEAR}"),
    re.compile(rf"{_LED}(?P<name>[a-z]{{3,9}})\.? (?:the )?{_NTH}{_YEAR}"),
    re.compile(rf"{_LED}(?P<year>[0-9]{{4}})(?P<gap>[-/.])(?P<month>[0-9]{{1,2}})(?P=gap)(?P<day>[0-9]{{1,2}})"),
    re.compile(rf"{_LED}(?P<day>[0-9]{{1,2}})(?P<gap>[-/.])(?P<month>[0-9]{{1,2}})(?P=gap)(?P<year>[0-9]{{4}})"),
    re.compile(rf"{_LED}(?P<day>[0-9]{{1,2}})\.(?P<month>[0-9]{{1,2}})\.?"),
    re.compile(rf"{_LED}{_NTH}(?:, (?P<year>[0-9]{{4}}))?"),
)
_BY_WEEKDAY: Final = re.compile(r"(?:(?P<which>last|past|this|next|coming) )?(?P<weekday>[a-z]{3,9})\.?")
_ORDINAL: Final = re.compile(r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)")
_IN: Final = re.compile(rf"in (?P<count>{COUNT}) ?(?P<unit>days?|weeks?|d|w)")
_END: Final = re.compile(
    r"(?:the )?end of (?:(?:the|this) )?(?P<next>next )?(?P<what>[a-z]{3,9})(?: (?P<year>[0-9]{4}))?"
)


@dataclass(frozen=True, slots=True)
class Point:
    """A named day: `at` where it is certain, else some of its parts. `last_of` asks for the month's last day."""

    at: date | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    last_of: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it is a number alone, whose month stands elsewhere."""
        return self.at is None and self.day is not None and self.month is None

    def in_year(self, year: int) -> date | None:
        """The day in a year; None where it has no such day."""
        if self.month is None or year not in _YEARS:
            return None
        try:
            number = monthrange(year, self.month)[1] if self.last_of else self.day
            return date(year, self.month, number or 0)
        except ValueError:
            return None


def read(phrase: str, today: date) -> Point | None:
    """What a tidy lower-case phrase names; None where that is no day."""
    if phrase in _NAMED:
        return Point(at=today + timedelta(days=_NAMED[phrase]))
    if found := _IN.fullmatch(phrase):
        return Point(at=today + timedelta(days=days_in(found["count"], found["unit"])))
    if found := _END.fullmatch(phrase):
        return _end(found, today)
    return _by_weekday(phrase, today) or _written(phrase)


def days_in(count: str, unit: str) -> int:
    """How many days "two weeks" or "3 d" are."""
    return (COUNTS.get(count) or int(count)) * (7 if unit.startswith("w") else 1)


def coming(phrase: str, today: date) -> date | None:
    """The nearest such day of a month that is not over, for `20th` or `the 20th`; None for any other words."""
    found = _ORDINAL.fullmatch(phrase)
    day, month = int(found["day"]) if found else 0, date(today.year, today.month, 1)
    if not 1 <= day <= 31:
        return None
    while True:
        if day <= monthrange(month.year, month.month)[1] and month.replace(day=day) >= today:
            return month.replace(day=day)
        month = (month + timedelta(days=31)).replace(day=1)


def month_called(word: str) -> int | None:
    """The month's number, its name written out or cut short."""
    return _number(word, MONTHS)


def _number(word: str, names: tuple[str, ...]) -> int | None:
    found = [number for number, name in enumerate(names, start=1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if found else None


def _weekday(word: str) -> int | None:
    """0 is Monday."""
    number = _number("wed" if word == "weds" else word, WEEKDAYS)
    return None if number is None else number - 1


def _by_weekday(phrase: str, today: date) -> Point | None:
    """A weekday; the last one is never today, the next one is that of next week."""
    found = _BY_WEEKDAY.fullmatch(phrase)
    weekday = _weekday(found["weekday"]) if found else None
    if found is None or weekday is None:
        return None
    ahead = (weekday - today.weekday()) % 7
    match found["which"]:
        case "last" | "past":
            return Point(at=today + timedelta(days=ahead - 7))
        case "next":
            return Point(at=today + timedelta(days=7 + weekday - today.weekday()))
        case _:
            return Point(weekday=weekday)


def _written(phrase: str) -> Point | None:
    for form in _WRITTEN:
        found = form.fullmatch(phrase)
        parts = found.groupdict() if found else {}
        weekday = _weekday(parts["weekday"]) if parts.get("weekday") else None
        if not parts or (parts["weekday"] and weekday is None):
            continue
        month = month_called(parts["name"]) if "name" in parts else int(parts.get("month") or 0) or None
        if "name" in parts and month is None:
            continue
        day, year = int(parts["day"]), int(parts.get("year") or 0) or None
        if parts.get("gap") == "/" and month and month > 12 >= day:
            day, month = month, day
        nowhere = 13 if parts.get("month") and month is None else month  # a month 0 is no day, not a missing month
        return Point(day=day, month=nowhere, year=year if parts.get("year") != "0000" else 0, weekday=weekday)
    return None


def _end(found: re.Match[str], today: date) -> Point | None:
    """The last day of a week, a month or a year."""
    what, ahead = found["what"], bool(found["next"])
    month = month_called(what)
    if month:
        return Point(month=month, year=int(found["year"]) if found["year"] else None, last_of=True)
    if what == "week":
        return Point(at=today + timedelta(days=6 - today.weekday() + 7 * ahead))
    if what == "year":
        return Point(at=date(today.year + ahead, 12, 31))
    years, number = divmod(today.month - 1 + ahead, 12)
    return Point(month=number + 1, year=today.year + years, last_of=True) if what == "month" else None
