"""Parse days as people write them: one grammar, from words to the parts of a date.

What the parts mean depends on the use: `mon` is the last Monday for hours (`past_days`), the next one for a target
(`target_days`) and either for time off (`time_off_ranges`). Each use turns the same parts into a day.

- named: `today`, `yesterday`, `the day before yesterday`, `last night`, `this morning`, `now`
- counted: `3 days ago`, `2w ago`, `in a week`, `in 3 months`
- weekdays: `mon`, `Tues.`, `last friday`, `next wed`, `this sunday`
- dates: `20 nov`, `Nov 20th, 2026`, `the 20th of november`, `20.11.`, `20.11`, `2026-11-20`, `20/11/2026`, `20261120`,
  each with a weekday before it where one likes: `fri, 20 nov`
- a day without its month: `20th`, `the 3rd`, `14`
- the last day of something: `end of june`, `the end of next week`, `end of the year`
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Flag, auto
from typing import Final

from bot.calendar.date_text import MONTHS, WEEKDAYS
from bot.timeexpr.numbers import COUNTS
from bot.timeexpr.periods import period

COUNT: Final = rf"(?:{'|'.join(COUNTS)}|[0-9]{{1,3}})"
MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
WEEKDAY_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Names whole and as they are usually cut short; other beginnings of three letters are read as well ("satur", "octo").
USUAL_WEEKDAYS: Final = (*WEEKDAY_NAMES, "thurs", "tues", "weds", "thur", *map(str.lower, WEEKDAYS))
USUAL_MONTHS: Final = (*MONTH_NAMES, "sept", *map(str.lower, MONTHS))
_USUAL: Final = frozenset({*USUAL_WEEKDAYS, *USUAL_MONTHS})
YEARS: Final = range(1900, 3000)  # far from where the calendar ends


class Lines(Flag):
    """Kinds of lines in which a spelling is a day even among other words; a phrase by itself may have any spelling."""

    NONE = 0
    LOG = auto()  # hours: `3.14` and `20th` may belong to the subject
    PLAN = auto()  # sessions and holidays: `20261120` and `this morning` may belong to the title
    ALL = LOG | PLAN


@dataclass(frozen=True, slots=True)
class DayParts:
    """The parts of a day that words name. `at` is the day itself, where today is all it takes to tell.

    `which` goes with a weekday: "last", "next", "this" or nothing. `last_of` is what it is the last day of: "week",
    "month" or "year". `months` and `offset` (days) count from today, `offset` of a period ("next week") in periods.
    """

    lines: Lines = Lines.NONE
    at: date | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    which: str = ""
    offset: int | None = None
    months: int | None = None
    last_of: str = ""
    is_nth: bool = False

    @property
    def is_bare(self) -> bool:
        """Return whether it is a number alone, without a month."""
        return self.at is None and self.day is not None and self.month is None

    def in_year(self, year: int) -> date | None:
        """Return the day in a year; None where it has no such day."""
        if self.month is None or year not in YEARS:
            return None
        is_month = 1 <= self.month <= 12
        number = monthrange(year, self.month)[1] if self.last_of and is_month else self.day or 0
        return calendar_day(year, self.month, number)


_NAMED: Final = {
    **dict.fromkeys(("today", "tonight"), DayParts(Lines.ALL, offset=0)),
    "now": DayParts(Lines.PLAN, offset=0),
    **dict.fromkeys(("this morning", "this afternoon", "this evening"), DayParts(Lines.LOG, offset=0)),
    "yesterday": DayParts(Lines.ALL, offset=-1),
    **dict.fromkeys(
        ("last night", "yesterday morning", "yesterday afternoon", "yesterday evening"), DayParts(Lines.LOG, offset=-1)
    ),
    **dict.fromkeys(("day before yesterday", "the day before yesterday"), DayParts(Lines.ALL, offset=-2)),
    "tomorrow": DayParts(Lines.ALL, offset=1),
    **dict.fromkeys(("day after tomorrow", "the day after tomorrow"), DayParts(Lines.ALL, offset=2)),
}
_WEEKDAY: Final = rf"(?P<weekday>(?:{'|'.join(WEEKDAYS).lower()})[a-z]{{0,6}})\.?"
_NAME: Final = rf"(?P<name>(?:{'|'.join(MONTHS).lower()})[a-z]{{0,6}})\.?"
_LED: Final = rf"(?:{_WEEKDAY},? )?"
_THE: Final = r"(?P<the>the )?"  # as one says it
_ODD: Final = r"(?P<odd>the )?"  # where one hardly does
_DAY: Final = r"(?P<day>[0-9]{1,2})"
_YEAR: Final = r"(?:,? (?P<year>[0-9]{4}))?"
_WRITTEN: Final = (
    (re.compile(rf"{_LED}{_THE}{_DAY}(?:st|nd|rd|th|\.)?(?: of)? ?{_NAME}{_YEAR}"), Lines.ALL),
    (re.compile(rf"{_LED}{_THE}{_DAY}(?:st|nd|rd|th)\.(?: of)? ?{_NAME}{_YEAR}"), Lines.LOG),
    (re.compile(rf"{_LED}{_ODD}{_NAME} {_THE}{_DAY}(?:st|nd|rd|th)?{_YEAR}"), Lines.ALL),
    (re.compile(rf"{_LED}{_ODD}{_NAME} {_THE}{_DAY}\.{_YEAR}"), Lines.PLAN),
    (re.compile(rf"{_LED}{_ODD}(?P<year>[0-9]{{4}})(?P<gap>[-/.])(?P<month>[0-9]{{1,2}})(?P=gap){_DAY}"), Lines.ALL),
    (re.compile(rf"{_LED}{_ODD}{_DAY}(?P<gap>[-/.])(?P<month>[0-9]{{1,2}})(?P=gap)(?P<year>[0-9]{{4}})"), Lines.ALL),
    (re.compile(rf"{_LED}{_ODD}(?P<year>(?:19|20)[0-9]{{2}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})"), Lines.LOG),
    (re.compile(rf"{_LED}{_ODD}(?P<day>0?[1-9]|[12][0-9]|3[0-9])\.(?P<month>0?[1-9]|1[0-2])\."), Lines.ALL),
    (re.compile(rf"{_LED}{_ODD}{_DAY}\.(?P<month>[0-9]{{1,2}})\.?"), Lines.PLAN),
    (re.compile(rf"{_LED}{_ODD}{_DAY}(?:(?P<nth>st|nd|rd|th)|\.)?(?:, (?P<year>[0-9]{{4}}))?"), Lines.PLAN),
)
_BY_WEEKDAY: Final = re.compile(rf"(?:(?P<which>last|past|this|next|coming) )?{_WEEKDAY}")
_AGO: Final = re.compile(rf"(?P<count>{'|'.join(COUNTS)}|[0-9]+) ?(?P<unit>d|days?|w|wks?|weeks?) ago")
_IN: Final = re.compile(rf"in (?P<count>{COUNT}) ?(?P<unit>d|days?|w|weeks?|months?|years?)")
_END: Final = re.compile(
    r"(?:the )?end of (?:(?:the|this) )?(?P<next>next )?(?P<what>[a-z]{3,9})(?: (?P<year>[0-9]{4}))?"
)


def read_day(phrase: str, today: date, lines: Lines = Lines.NONE) -> DayParts | None:
    """Return what a tidy lower-case phrase names, with `at` where today decides; None where that is no day.

    `lines` are the lines of other words that it was found in.
    """
    parts = parse_day(phrase, lines)
    return anchored(parts, today) if parts else None


def parse_day(phrase: str, lines: Lines = Lines.NONE) -> DayParts | None:
    """Return the parts that a tidy lower-case phrase names, whatever day it is today; None where that is no day."""
    parts = _NAMED.get(phrase) or _counted(phrase) or _by_weekday(phrase) or _written(phrase)
    return parts if parts and lines in parts.lines else None


def anchored(parts: DayParts, today: date) -> DayParts | None:
    """Return the parts with all that today adds to them; None for a day that the calendar does not reach."""
    try:
        if parts.last_of and parts.offset is not None:
            last = period(parts.last_of, today, parts.offset)[1]
            is_month = parts.last_of == "month"  # whose number may stand for the other end of a range as well
            return replace(parts, month=last.month, year=last.year) if is_month else replace(parts, at=last)
        if parts.months is not None:
            return replace(parts, at=later(today, parts.months))
        if parts.which in ("last", "next") and parts.weekday is not None:
            back = parts.weekday - today.weekday()
            return replace(parts, at=today + timedelta(days=7 + back if parts.which == "next" else back % 7 - 7))
        return parts if parts.offset is None else replace(parts, at=today + timedelta(days=parts.offset))
    except (OverflowError, ValueError):
        return None


def coming(phrase: str, today: date, lines: Lines = Lines.NONE) -> date | None:
    """Return the nearest such day of a month that is not over, for `20th` or `the 20th`; None for other words."""
    parts = parse_day(phrase.removeprefix("the "), lines)
    day, month = parts.day if parts and parts.is_nth else None, today.replace(day=1)
    if not day or day > 31:
        return None
    while day > monthrange(month.year, month.month)[1] or month.replace(day=day) < today:
        month = later(month, 1)
    return month.replace(day=day)


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


def days_in(count: str, unit: str) -> int:
    """Return how many days "two weeks" or "3 d" are."""
    return (COUNTS.get(count) or int(count[:9])) * (7 if unit.startswith("w") else 1)


def month_called(word: str) -> int | None:
    """Return the month's number, its name written out or cut short."""
    return _number(word, MONTH_NAMES)


def _number(word: str, names: tuple[str, ...]) -> int | None:
    found = [number for number, name in enumerate(names, start=1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if found else None


def _weekday(word: str) -> int | None:
    """Return the weekday's number, 0 for Monday."""
    number = _number("wed" if word == "weds" else word, WEEKDAY_NAMES)
    return None if number is None else number - 1


def _counted(phrase: str) -> DayParts | None:
    """Parse days counted from today, and the last day of a week, a month or a year."""
    if found := _AGO.fullmatch(phrase):
        return DayParts(Lines.LOG, offset=-days_in(found["count"], found["unit"]))
    if found := _IN.fullmatch(phrase):
        count, unit = found["count"], found["unit"]
        if unit[0] in "dw":
            return DayParts(Lines.PLAN, offset=days_in(count, unit))
        return DayParts(months=days_in(count, unit) * (12 if unit[0] == "y" else 1))
    found = _END.fullmatch(phrase)
    if found is None:
        return None
    if month := month_called(found["what"]):
        year = int(found["year"]) if found["year"] else None
        return DayParts(Lines.PLAN, month=month, year=year, last_of="month")
    is_period = found["what"] in ("week", "month", "year")
    return DayParts(Lines.PLAN, offset=int(bool(found["next"])), last_of=found["what"]) if is_period else None


def _by_weekday(phrase: str) -> DayParts | None:
    found = _BY_WEEKDAY.fullmatch(phrase)
    weekday = _weekday(found["weekday"]) if found else None
    if found is None or weekday is None:
        return None
    which = "last" if found["which"] == "past" else found["which"] or ""
    return DayParts(_lines(found["weekday"]), weekday=weekday, which=which)


def _written(phrase: str) -> DayParts | None:
    for form, form_lines in _WRITTEN:
        found = form.fullmatch(phrase)
        groups = found.groupdict() if found else {}
        weekday = _weekday(groups["weekday"]) if groups.get("weekday") else None
        month = (
            month_called(groups["name"])
            if groups.get("name")
            else int(groups["month"])
            if groups.get("month")
            else None
        )
        if not groups or (groups["weekday"] and weekday is None) or (groups.get("name") and month is None):
            continue
        day, year = int(groups["day"]), int(groups["year"]) if groups.get("year") else None
        if groups.get("gap") == "/" and month and month > 12 >= day:
            day, month = month, day
        lines = form_lines & _lines(groups["weekday"]) & _lines(groups.get("name"))
        if groups.get("the") or groups.get("odd"):  # before a date without its weekday it may end the words before
            usual = Lines.LOG if groups.get("the") and not groups.get("odd") else Lines.NONE
            lines &= usual if weekday is None else usual | Lines.PLAN
        is_nth = bool(groups.get("nth")) and weekday is None and year is None
        return DayParts(lines, day=day, month=month, year=year, weekday=weekday, is_nth=is_nth)
    return None


def _lines(name: str | None) -> Lines:
    """Return where a month's or weekday's name is read: one cut short in an unusual way only among plans."""
    return Lines.ALL if not name or name in _USUAL else Lines.PLAN
