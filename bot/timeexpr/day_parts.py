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
from collections.abc import Callable
from datetime import date, timedelta
from enum import Flag, auto
from typing import Final, NamedTuple

from bot.calendar.date_text import MONTHS, WEEKDAYS
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.day_names import USUAL, month_called, weekday_called
from bot.timeexpr.numbers import COUNTS
from bot.timeexpr.periods import calendar_day, later, period

COUNT: Final = rf"(?:{'|'.join(COUNTS)}|[0-9]{{1,3}})"
YEARS: Final = range(1900, 3000)  # far from where the calendar ends


class Lines(Flag):
    """Kinds of lines in which a spelling is a day even among other words; a phrase by itself may have any spelling."""

    NONE = 0
    LOG = auto()  # hours: `3.14` and `20th` may belong to the subject
    PLAN = auto()  # sessions and holidays: `20261120` and `this morning` may belong to the title
    ALL = LOG | PLAN


class DayParts(NamedTuple):
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


_NAMED: Final = (
    (Lines.ALL, 0, "today|tonight"),
    (Lines.PLAN, 0, "now"),
    (Lines.LOG, 0, "this morning|this afternoon|this evening"),
    (Lines.ALL, -1, "yesterday"),
    (Lines.LOG, -1, "last night|yesterday morning|yesterday afternoon|yesterday evening"),
    (Lines.ALL, -2, "day before yesterday|the day before yesterday"),
    (Lines.ALL, 1, "tomorrow"),
    (Lines.ALL, 2, "day after tomorrow|the day after tomorrow"),
)
NAMED: Final = {word: DayParts(lines, offset=ahead) for lines, ahead, words in _NAMED for word in words.split("|")}
_WEEKDAY: Final = rf"(?P<weekday>(?:{'|'.join(WEEKDAYS).lower()})[a-z]{{0,6}})\.?"
NAME: Final = rf"(?P<name>(?:{'|'.join(MONTHS).lower()})[a-z]{{0,6}})\.?"
LED: Final = rf"(?:{_WEEKDAY},? )?"
_THE: Final = r"(?P<the>the )?"  # as one says it
_ODD: Final = r"(?P<odd>the )?"  # where one hardly does
_DAY: Final = r"(?P<day>[0-9]{1,2})"
_MONTH: Final = "(?P<month>[0-9]{1,2})"
_NTH: Final = r"(?:st|nd|rd|th)?\.?"
_DIGITS: Final = r"(?P<year>[0-9]{2}(?:[0-9]{2})?)"
_OF_YEAR: Final = "(?: (?P<year>[0-9]{4}))?"
YEAR: Final = r"(?:,? (?P<year>[0-9]{4}|['’][0-9]{2}))?"
TO: Final = r"(?P<to> ?[-–—] ?| (?:to|until|till|til|thru|through) )"
AND: Final = r"(?P<and>,? (?:and|&|\+) | ?[/&+] ?)"
END: Final = r"(?!\w|[.:'’]\w|@[^\W\d])"  # where a day may end: not within a word, a version or a time of the clock


_DATE_END: Final = END.replace(":", "") + r"(?!:[^\W\d])"  # of a whole date: numbers may follow, "2-nov-26:11 text"
_NEAR_DIGIT: Final = lazy_pattern(r"(?:[a-z]{3,9}\.?,?[ -]){0,2}(?:the )?[0-9]")  # where a written date may begin


def read_day(phrase: str, today: date, lines: Lines = Lines.NONE) -> DayParts | None:
    """Return what a tidy lower-case phrase names, with `at` where today decides; None where that is no day.

    `lines` are the lines of other words that it was found in.
    """
    parts = parse_day(phrase, lines)
    return anchored(parts, today) if parts else None


def parse_day(phrase: str, lines: Lines = Lines.NONE) -> DayParts | None:
    """Return the parts that a tidy lower-case phrase names, whatever day it is today; None where that is no day."""
    parts = next((day for ok, form, read in _FORMS if (it := form.fullmatch(phrase)) and (day := read(it, ok))), None)
    return parts if parts and lines in parts.lines else None


def day_at(line: str, start: int) -> tuple[DayParts, int] | None:
    """Return the day that begins here in a lower-case line of hours, and where it ends."""
    for lines, form, read in _LOG_FORMS if _NEAR_DIGIT.match(line, start) else _LOG_WORDS:
        if (found := form.match(line, start)) and (parts := read(found, lines)) and Lines.LOG in parts.lines:
            return parts, found.end()
    return None


def anchored(parts: DayParts, today: date) -> DayParts | None:
    """Return the parts with all that today adds to them; None for a day that the calendar does not reach."""
    try:
        if parts.last_of and parts.offset is not None:
            last = period(parts.last_of, today, parts.offset)[1]
            is_month = parts.last_of == "month"  # whose number may stand for the other end of a range as well
            return parts._replace(month=last.month, year=last.year) if is_month else parts._replace(at=last)
        if parts.months is not None:
            return parts._replace(at=later(today, parts.months))
        if parts.which in ("last", "next") and parts.weekday is not None:
            back = parts.weekday - today.weekday()
            return parts._replace(at=today + timedelta(days=7 + back if parts.which == "next" else back % 7 - 7))
        return parts if parts.offset is None else parts._replace(at=today + timedelta(days=parts.offset))
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


def full_year(digits: str | None) -> int | None:
    """Return the year that is written, of this century where that has two digits."""
    number = digits.strip("'’") if digits else ""
    return int(number) + 2000 * (len(number) == 2) if number else None


def days_in(count: str, unit: str) -> int:
    """Return how many days "two weeks" or "3 d" are."""
    return (COUNTS.get(count) or int(count[:9])) * (7 if unit.startswith("w") else 1)


def month_of(found: re.Match[str]) -> tuple[int | None, int | None]:
    """Return the month and the year of a written date; None for the name of no month."""
    groups = found.groupdict()
    month = month_called(groups["name"]) if groups.get("name") else groups.get("month")
    return None if month is None else int(month), full_year(groups.get("year"))


def _named(found: re.Match[str], _: Lines) -> DayParts:
    return NAMED[found[0]]


def _ago(found: re.Match[str], lines: Lines) -> DayParts:
    return DayParts(lines, offset=-days_in(found["count"], found["unit"]))


def _ahead(found: re.Match[str], lines: Lines) -> DayParts:
    count, unit = days_in(found["count"], found["unit"]), found["unit"][0]
    return DayParts(lines, offset=count) if unit in "dw" else DayParts(months=count * (12 if unit == "y" else 1))


def _last_day(found: re.Match[str], lines: Lines) -> DayParts | None:
    if month := month_called(found["what"]):
        return DayParts(lines, month=month, year=full_year(found["year"]), last_of="month")
    is_period = found["what"] in ("week", "month", "year")
    return DayParts(lines, offset=int(bool(found["next"])), last_of=found["what"]) if is_period else None


def _by_weekday(found: re.Match[str], _: Lines) -> DayParts | None:
    name, which = found["weekday"], found["which"] or ""
    if (weekday := weekday_called(name)) is None:
        return None
    which = "last" if which == "past" else which
    return DayParts(Lines.ALL if _is_usual(name) else Lines.PLAN, weekday=weekday, which=which)


def _written(found: re.Match[str], lines: Lines) -> DayParts | None:
    """Return the parts of a date that one of the forms has matched, read in these `lines`."""
    groups = found.groupdict()
    name, led, the, odd = groups.get("name"), groups["weekday"], groups.get("the"), groups.get("odd")
    weekday, (month, year), day = weekday_called(led or ""), month_of(found), int(groups["day"])
    if (led and weekday is None) or (name and month is None):
        return None
    if "name" in groups and "gap" in groups and month and month > 12 >= day:  # the month comes first
        day, month = month, day
    if len(groups.get("year") or "") == 2:
        lines &= Lines.LOG
    if not _is_usual(led) or not _is_usual(name):
        lines &= Lines.PLAN
    if the or odd:  # before a date without its weekday it may end the words before
        lines &= (Lines.NONE if odd else Lines.LOG) | (Lines.NONE if weekday is None else Lines.PLAN)
    is_nth = bool(groups.get("nth")) and weekday is None and year is None
    return DayParts(lines, day=day, month=month, year=year, weekday=weekday, is_nth=is_nth)


def _is_usual(name: str | None) -> bool:
    """Return whether a month's or weekday's name is read anywhere: one cut short in an unusual way only among plans."""
    return not name or name in USUAL


_Reader = Callable[[re.Match[str], Lines], DayParts | None]
_ROWS: Final[tuple[tuple[Lines, str, _Reader], ...]] = (
    (Lines.ALL, f"(?:{'|'.join(sorted(NAMED, key=len, reverse=True))}){END}", _named),
    (Lines.LOG, rf"(?P<count>{'|'.join(COUNTS)}|[0-9]+) ?(?P<unit>d|days?|w|wks?|weeks?) (?:ago|back){END}", _ago),
    (Lines.PLAN, f"in (?P<count>{COUNT}) ?(?P<unit>d|days?|w|weeks?|months?|years?)", _ahead),
    (Lines.PLAN, f"(?:the )?end of (?:(?:the|this) )?(?P<next>next )?(?P<what>[a-z]{{3,9}}){_OF_YEAR}", _last_day),
    (Lines.ALL, rf"{LED}{_ODD}{_DAY}(?P<gap>[-/]|\. ?)(?:{NAME}|{_MONTH})(?P=gap){_DIGITS}{_DATE_END}", _written),
    (Lines.ALL, rf"{LED}{_THE}{_DAY}{_NTH}(?: of)?[ /-]?{NAME}{YEAR}{_DATE_END}", _written),
    (Lines.ALL, rf"{LED}{_ODD}{NAME}[ -]{_THE}{_DAY}{_NTH}{YEAR}{_DATE_END}", _written),
    (Lines.ALL, rf"{LED}{_ODD}(?P<year>[0-9]{{4}})(?P<gap>[-/.]){_MONTH}(?P=gap){_DAY}{_DATE_END}", _written),
    (Lines.LOG, rf"{LED}{_ODD}(?P<year>(?:19|20)[0-9]{{2}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}}){END}", _written),
    (Lines.ALL, rf"{LED}{_ODD}(?P<day>0?[1-9]|[12][0-9]|3[0-9])\.(?P<month>0?[1-9]|1[0-2])\.{END}", _written),
    (Lines.PLAN, rf"{LED}{_ODD}{_DAY}\.{_MONTH}\.?{END}", _written),
    (Lines.PLAN, rf"{LED}{_ODD}{_DAY}(?:(?P<nth>st|nd|rd|th)|\.)?(?:, (?P<year>[0-9]{{4}}))?{END}", _written),
    (Lines.ALL, rf"(?:(?P<which>last|past|this|next|coming) )?{_WEEKDAY}{END}", _by_weekday),
)
_FORMS: Final = tuple((lines, lazy_pattern(pattern), read) for lines, pattern, read in _ROWS)
_LOG_FORMS: Final = tuple(row for row in _FORMS if Lines.LOG in row[0])
_LOG_WORDS: Final = tuple(row for row in _LOG_FORMS if row[2] is not _written)
