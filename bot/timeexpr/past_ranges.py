"""Parse ranges of days for lists and leaderboards: `week`, `last month`, `3-14 nov`, `2026-W46`, `since mon`, `all`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from bot.calendar import date_text
from bot.calendar.date_text import MONTHS
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.day_names import USUAL_MONTHS, month_called
from bot.timeexpr.past_days import DateError, DateProblem, read_past_day
from bot.timeexpr.periods import AHEAD, numbered_week, period


@frozen
class PastRange:
    """From a day to a day, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None


EVER: Final = PastRange()
_ALL: Final = frozenset({"all", "everything", "all time", "ever"})
_LED = lazy_pattern(r"(?:in|on|of|for|over|during) (?P<rest>.+)")
_BETWEEN = lazy_pattern(r" ?[-–—] ?| (?:to|until|till|and) ")


def read_past_range(phrase: str, today: date) -> PastRange | None:
    """Return the days that a phrase names; None for one that names none."""
    words = phrase.casefold().strip(" ,;:!?\"'“”")
    words = words.removesuffix(".") if not words[:1].isdigit() else words
    if led := _LED.fullmatch(words):
        words = led["rest"]
    if words in _ALL:
        return EVER
    try:
        days = (reader(found, today) for form, reader in _FORMS if (found := form.fullmatch(words)))
        return next((PastRange(*ends) for ends in days if ends), None)
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


_Ends = tuple[date | None, date | None] | None


def _latest(found: re.Match[str], today: date) -> _Ends:
    count = int(found["count"])
    if found["unit"] == "month":
        return (period("month", today, 1 - count)[0], today) if count else None
    return (today - timedelta(days=count * (7 if found["unit"] == "week" else 1) - 1), today) if count else None


def _month(found: re.Match[str], today: date) -> _Ends:
    month = month_called(found["month"]) or 0
    return period("month", date(int(found["year"] or today.year - (month > today.month)), month, 1))


def _of_one_month(found: re.Match[str], today: date) -> _Ends:
    last = _day(" ".join(filter(None, (found["last"], found.groupdict().get("month")))), today)
    return _ordered(last.replace(day=int(found["first"])), last) if last else None


def _from_to(found: re.Match[str], today: date) -> _Ends:
    """Read two ends: what is left out of the first stands in the last."""
    for between in _BETWEEN.finditer(words := found["days"]):
        last = _day(words[between.end() :], today)
        first = _day(words[: between.start()], last) if last else None
        if first and last:
            return _ordered(first, last)
    return None


def _since(found: re.Match[str], today: date) -> _Ends:
    day = _day(found["day"], today)
    return (day + timedelta(days=found["how"] == "after"), None) if day else None


def _until(found: re.Match[str], today: date) -> _Ends:
    day = _day(found["day"], today)
    return (None, day - timedelta(days=found["how"] == "before")) if day else None


def _one_day(found: re.Match[str], today: date) -> _Ends:
    day = _day(found[0], today)
    return (day, day) if day else None


def _day(words: str, today: date) -> date | None:
    """Read a day, however long ago."""
    found = read_past_day(words.strip(" ,;"), today)
    if isinstance(found, DateError):
        return None if found.why is DateProblem.NO_SUCH_DAY else found.day
    return found


def _ordered(first: date, last: date) -> _Ends:
    return min(first, last), max(first, last)


_TO = " ?(?:[-–—]|to) ?"
_OPEN = "(?:from )?(?:between )?"
_ROWS: Final[tuple[tuple[str, Callable[[re.Match[str], date], _Ends]], ...]] = (
    (
        "(?:(?P<which>this|the|last|past|previous) )?(?P<unit>week|month|year)",
        lambda found, today: period(found["unit"], today, AHEAD.get(found["which"], 0)),
    ),
    ("(?:the )?(?:last|past) (?P<count>[0-9]{1,3}) (?P<unit>day|week|month)s?", _latest),
    ("(?:(?P<year>[0-9]{4})-?w|w|(?:calendar )?week )(?P<week>[0-9]{1,2})", numbered_week),
    ("([0-9]{4})-([0-9]{2})", lambda found, _: period("month", date(int(found[1]), int(found[2]), 1))),
    (rf"(?P<month>{'|'.join(USUAL_MONTHS)})\.?(?:,? (?P<year>[0-9]{{4}}))?", _month),
    ("20[0-9]{2}", lambda found, _: period("year", date(int(found[0]), 1, 1))),
    (rf"{_OPEN}(?P<first>[0-9]{{1,2}})(?:st|nd|rd|th)?{_TO}(?P<last>[0-9]{{1,2}}.*[a-z].*)", _of_one_month),
    (rf"{_OPEN}(?P<month>[a-z]{{3,9}}\.?) (?P<first>[0-9]{{1,2}}){_TO}(?P<last>[0-9]{{1,2}})", _of_one_month),
    (f"{_OPEN}(?P<days>.+)", _from_to),
    ("(?P<how>since|from|after) (?P<day>.+)", _since),
    ("(?P<how>until|till|up to|to|before) (?P<day>.+)", _until),
    (".+", _one_day),
)
_FORMS: Final = tuple((lazy_pattern(pattern), reader) for pattern, reader in _ROWS)
