"""Days as people name them: read against the member's own today, written in one way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.calendar.format import MONTHS, WEEKDAYS
from bot.timeexpr.normalize import QUOTES
from bot.timeexpr.numbers import COUNTS

OLDEST: Final = 31


class Why(StrEnum):
    """What keeps a day from being booked on; the values are those of `logline.Code`."""

    FUTURE = "future"
    TOO_OLD = "too_old"
    NO_SUCH_DAY = "no_such_day"
    VAGUE = "vague_day"


@dataclass(frozen=True, slots=True)
class Unfit:
    """A day that was named but cannot be booked on; `day` where it is known."""

    why: Why
    got: str
    day: date | None = None


_NAMED: Final = {
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "yesterday": 1,
    "last night": 1,
    "yesterday morning": 1,
    "yesterday afternoon": 1,
    "yesterday evening": 1,
    "day before yesterday": 2,
    "the day before yesterday": 2,
    "tomorrow": -1,
    "day after tomorrow": -2,
    "the day after tomorrow": -2,
}


_WEEKDAY: Final = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)


_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)


_NTH: Final = r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"


_YEAR: Final = r"(?:,? (?P<year>[0-9]{4}))?"


_LED_BY_WEEKDAY = re.compile(rf"(?P<weekday>{_WEEKDAY})\.?,? (?P<rest>.*[0-9].*)")


_LED_BY_WORD = re.compile(r"(?:on|for|from) (?P<rest>.+)")


_BY_WEEKDAY = re.compile(rf"(?:(?P<which>last|past|this|next|coming) )?(?P<weekday>{_WEEKDAY})\.?")


_AGO = re.compile(rf"(?P<count>{'|'.join(COUNTS)}|[0-9]+) ?(?P<unit>d|days?|w|wks?|weeks?) ago")


_AHEAD = re.compile(rf"(?:in (?:{'|'.join(COUNTS)}|[0-9]+) (?:days?|weeks?)|next (?:week|weekend|month|year))")


_VAGUE = re.compile(
    rf"(?:last|past|this) (?:week|weekend|month|year)|(?:{'|'.join(COUNTS)}|[0-9]+) (?:months?|years?) ago"
)


_WRITTEN = (
    re.compile(rf"{_NTH}\.?(?: of)? ?{_MONTH}{_YEAR}"),
    re.compile(rf"{_MONTH} {_NTH}{_YEAR}"),
    re.compile(r"(?P<year>[0-9]{4})(?P<gap>[-/.])(?P<month>[0-9]{1,2})(?P=gap)(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})(?P<gap>[-/.])(?P<month>[0-9]{1,2})(?P=gap)(?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    re.compile(r"(?P<day>0?[1-9]|[12][0-9]|3[0-9])\.(?P<month>0?[1-9]|1[0-2])\.(?P<year>)"),
)


# Two numbers alone are a version ("22.04") or a fraction, unless they look like nothing but the end of a month.
_NO_DAY = re.compile(
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


def parse(words: str, today: date) -> date | Unfit | None:
    """The day that these words name, at most 31 days back and never in the future; None if they name none."""
    phrase = " ".join(unicodedata.normalize("NFKC", words[:100]).casefold().split())
    if led := _LED_BY_WORD.fullmatch(phrase):
        phrase = led["rest"]
    return _relative(phrase, words, today) or _dated(phrase, words, today)


def split(words: str, today: date) -> tuple[str, date | Unfit | None]:
    """The longest day phrase off the end of the words, else off their beginning; the rest comes first."""
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


def _at_edge(phrase: str, today: date) -> date | Unfit | None:
    """A phrase with the quotes and stops around it taken off; the last dot of "20.11." belongs to it."""
    bare = phrase.strip(_EDGE)
    return parse(bare, today) or (parse(bare.rstrip("."), today) if bare.endswith(".") else None)


def _relative(phrase: str, got: str, today: date) -> date | Unfit | None:
    """Days counted from today: by name, by weekday, by "ago"."""
    if phrase in _NAMED:
        return _back(_NAMED[phrase], got, today)
    if found := _BY_WEEKDAY.fullmatch(phrase):
        days = (today.weekday() - _weekday(found["weekday"])) % 7
        if found["which"] in ("next", "coming"):
            return _back(days - 7, got, today)
        return _back(days or 7 if found["which"] in ("last", "past") else days, got, today)
    if found := _AGO.fullmatch(phrase):
        count = COUNTS.get(found["count"]) or int(found["count"][:9])
        return _back(count * (7 if found["unit"].startswith("w") else 1), got, today)
    if _AHEAD.fullmatch(phrase):
        return Unfit(Why.FUTURE, got)
    return Unfit(Why.VAGUE, got) if _VAGUE.fullmatch(phrase) else None


def _dated(phrase: str, got: str, today: date) -> date | Unfit | None:
    """A day by its date; a weekday before it has to fit."""
    led = _LED_BY_WEEKDAY.fullmatch(phrase)
    written = led["rest"] if led else phrase
    found = next((match for form in _WRITTEN if (match := form.fullmatch(written))), None)
    if found is None:
        return Unfit(Why.NO_SUCH_DAY, got) if _NO_DAY.fullmatch(written) else None
    day = _calendar_day(found, today)
    if day is None and not found["year"] and (_month(found["month"]), int(found["day"])) == (2, 29):
        return Unfit(Why.NO_SUCH_DAY, f"{got} {_year(2, 29, today)}")
    if day is None or (led and _weekday(led["weekday"]) != day.weekday()):
        return Unfit(Why.NO_SUCH_DAY, got, day)
    return _held(day, got, today)


def _calendar_day(found: re.Match[str], today: date) -> date | None:
    """The day of the match; without a year the most recent one not in the future."""
    number, month = int(found["day"]), _month(found["month"])
    if month > 12 >= number and found.groupdict().get("gap") == "/":
        number, month = month, number
    if found["year"]:
        return _day(int(found["year"]), month, number)
    return _day(_year(month, number, today), month, number)


def _year(month: int, number: int, today: date) -> int:
    """The year in which a day was last due."""
    return today.year if (month, number) <= (today.month, today.day) else today.year - 1


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    return [month.lower() for month in MONTHS].index(word[:3]) + 1


def _weekday(word: str) -> int:
    return [weekday.lower() for weekday in WEEKDAYS].index(word[:3])


def _back(days: int, got: str, today: date) -> date | Unfit:
    """So many days before today, where the calendar reaches that far."""
    try:
        return _held(today - timedelta(days=days), got, today)
    except OverflowError:
        return Unfit(Why.TOO_OLD if days > 0 else Why.FUTURE, got)


def _held(day: date, got: str, today: date) -> date | Unfit:
    """The day, if hours may be booked on it."""
    if day > today:
        return Unfit(Why.FUTURE, got, day)
    return Unfit(Why.TOO_OLD, got, day) if (today - day).days > OLDEST else day
