"""A target day as people name it: always ahead, at most five years."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.timeexpr import day_parts
from bot.timeexpr.day_parts import Point
from bot.timeexpr.numbers import COUNTS

YEARS: Final = 5
OFF: Final = frozenset({"off", "none", "never"})
_LONGEST: Final = 100
_ASKED: Final = re.compile(r"(?:(?P<what>.*\S)\s+)?by\s+(?P<when>\S.*)", re.IGNORECASE | re.DOTALL)
_IN_MONTHS: Final = re.compile(rf"in (?P<count>{'|'.join(COUNTS)}|[0-9]{{1,3}}) (?P<unit>month|year)s?")


class Why(StrEnum):
    """What keeps words from being a target day."""

    NO_DAY = "no_day"
    NO_SUCH_DAY = "no_such_day"
    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class Unfit:
    """Words that set no target day."""

    why: Why
    got: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A target day as somebody asked for it: on what, and the day; None takes it away."""

    what: str
    day: date | Unfit | None


def asked(words: str, today: date) -> Asked | None:
    """What `networking by 1 jun` asks for; None for words that name no target."""
    found = _ASKED.fullmatch(words)
    if found is None:
        return None
    when = found["when"].strip()
    return Asked(found["what"] or "", None if when.casefold() in OFF else read(when, today))


def read(words: str, today: date) -> date | Unfit:
    """The day that these words name; without a year the next one there is, and of a month alone the last."""
    phrase = " ".join(unicodedata.normalize("NFKC", words[:_LONGEST]).casefold().split())
    point = _in_months(phrase, today) or day_parts.read(phrase, today) or day_parts.read(f"end of {phrase}", today)
    if point is None:
        return Unfit(Why.NO_DAY, words)
    day = ahead(point, today)
    if day is None or point.weekday not in (None, day.weekday()):
        return Unfit(Why.NO_SUCH_DAY, words)
    if day <= today:
        return Unfit(Why.PAST, words)
    return day if day <= farthest(today) else Unfit(Why.TOO_FAR, words)


def farthest(today: date) -> date:
    """The last day that can be a target."""
    return _later(today, 12 * YEARS)


def _in_months(phrase: str, today: date) -> Point | None:
    """`in 3 months`."""
    found = _IN_MONTHS.fullmatch(phrase)
    if found is None:
        return None
    count = COUNTS.get(found["count"]) or int(found["count"])
    return Point(at=_later(today, count * (12 if found["unit"] == "year" else 1)))


def ahead(point: Point, today: date) -> date | None:
    """The day that is meant, the next one after today where several could be."""
    if point.at:
        return point.at
    if point.year is not None:
        return point.in_year(point.year)
    if point.day is None and point.month is None and point.weekday is not None:
        return today + timedelta(days=(point.weekday - today.weekday() - 1) % 7 + 1)
    months = [_later(today.replace(day=1), count) for count in range(13)] if point.is_bare else []
    named = [(replace(point, month=month.month), month.year) for month in months]
    named = named or [(point, today.year + count) for count in range(9)]  # 29 February comes within eight years
    days = (each.in_year(year) for each, year in named)
    return next((day for day in days if day and day > today), None)


def _later(day: date, months: int) -> date:
    """So many months later, on the same day or the month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    last = date(day.year + years + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
