"""Parse days that hours were learned on: never ahead, read against the member's own today."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.timeexpr.day_parts import USUAL_WEEKDAYS, DayParts, Lines, calendar_day, parse_day
from bot.timeexpr.normalize import QUOTES
from bot.timeexpr.numbers import COUNTS

OLDEST: Final = 31


class DateProblem(StrEnum):
    """What keeps a day from being booked on; the values are those of `LineProblemCode`."""

    FUTURE = "future"
    TOO_OLD = "too_old"
    NO_SUCH_DAY = "no_such_day"
    VAGUE = "vague_day"


@dataclass(frozen=True, slots=True)
class DateError:
    """A day that was named but cannot be booked on; `day` where it is known."""

    why: DateProblem
    got: str
    day: date | None = None


_COUNT: Final = rf"(?:{'|'.join(COUNTS)}|[0-9]+)"
_LED_BY_WORD = re.compile(r"(?:on|for|from) (?P<rest>.+)")
_AHEAD = re.compile(rf"(?:in {_COUNT} (?:days?|weeks?)|next (?:week|weekend|month|year))")
_VAGUE = re.compile(rf"(?:last|past|this) (?:week|weekend|month|year)|{_COUNT} (?:months?|years?) ago")
# Two numbers alone are a version ("22.04") or a fraction, unless they look like nothing but the end of a month.
_NO_DAY = re.compile(
    rf"(?:(?:{'|'.join(USUAL_WEEKDAYS)})\.?,? )?"
    r"(?:30[./]0?2|31[./](?:0?[2469]|11)|3[2-9]/(?:0?[1-9]|1[0-2])|0?2/30|(?:0?[2469]|11)/31|(?:0?[1-9]|1[0-2])/3[2-9])"
)
_EDGE: Final = QUOTES + "(),;!?"
_LONGEST_PHRASE: Final = 8
# Every phrase that names a day holds one of these, in words that are plain ASCII; most lines hold none.
_HINT = re.compile(
    r"[0-9]|day|morrow|morn|noon|even|night|week|month|year|ago|mon|tue|wed|thu|fri|sat|sun"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
    re.IGNORECASE,
)


def read_past_day(words: str, today: date) -> date | DateError | None:
    """Return the day that these words name, at most 31 days back and never in the future; None if they name none."""
    phrase = " ".join(unicodedata.normalize("NFKC", words[:100]).casefold().split())
    if led := _LED_BY_WORD.fullmatch(phrase):
        phrase = led["rest"]
    if parts := parse_day(phrase, Lines.LOG):
        return _counted(parts, words, today) if parts.day is None else _dated(parts, words, today)
    if _AHEAD.fullmatch(phrase):
        return DateError(DateProblem.FUTURE, words)
    if _VAGUE.fullmatch(phrase):
        return DateError(DateProblem.VAGUE, words)
    return DateError(DateProblem.NO_SUCH_DAY, words) if _NO_DAY.fullmatch(phrase) else None


def split_off_day(words: str, today: date) -> tuple[str, date | DateError | None]:
    """Return the longest day phrase off the end of the words, else off their beginning; the rest comes first."""
    parts = words.split()
    if words.isascii() and not _HINT.search(words):
        return " ".join(parts), None
    counts = range(min(_LONGEST_PHRASE, len(parts)), 0, -1)
    for count in counts:
        outcome = _at_edge(" ".join(parts[-count:]), today)
        if outcome is not None:
            return " ".join(parts[:-count]).rstrip(" ,;-–—("), outcome
    for count in counts:
        outcome = _at_edge(" ".join(parts[:count]), today)
        if outcome is not None:
            return " ".join(parts[count:]).lstrip(" ,;-–—)"), outcome
    return " ".join(parts), None


def _at_edge(phrase: str, today: date) -> date | DateError | None:
    """Read a phrase without the quotes and stops around it; the last dot of "20.11." belongs to it."""
    bare = phrase.strip(_EDGE)
    return read_past_day(bare, today) or (read_past_day(bare.rstrip("."), today) if bare.endswith(".") else None)


def _counted(parts: DayParts, got: str, today: date) -> date | DateError:
    """Return a day counted from today: by name, by weekday, by "ago"."""
    ahead = parts.offset or 0
    if parts.weekday is not None:
        ahead = -((today.weekday() - parts.weekday) % 7)
        if parts.which in ("next", "coming"):
            ahead += 7
        elif parts.which == "last":
            ahead = ahead or -7
    try:
        return _held(today + timedelta(days=ahead), got, today)
    except OverflowError:
        return DateError(DateProblem.FUTURE if ahead > 0 else DateProblem.TOO_OLD, got)


def _dated(parts: DayParts, got: str, today: date) -> date | DateError:
    """Return a day by its date, without a year the most recent one; a weekday before it has to fit."""
    month, number = parts.month or 0, parts.day or 0
    year = parts.year
    if year is None:
        year = today.year if (month, number) <= (today.month, today.day) else today.year - 1
    day = calendar_day(year, month, number)
    if day is None and parts.year is None and (month, number) == (2, 29):
        return DateError(DateProblem.NO_SUCH_DAY, f"{got} {year}")
    if day is None or parts.weekday not in (None, day.weekday()):
        return DateError(DateProblem.NO_SUCH_DAY, got, day)
    return _held(day, got, today)


def _held(day: date, got: str, today: date) -> date | DateError:
    """Return the day, if hours may be booked on it."""
    if day > today:
        return DateError(DateProblem.FUTURE, got, day)
    return DateError(DateProblem.TOO_OLD, got, day) if (today - day).days > OLDEST else day
