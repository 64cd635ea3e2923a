"""Stretches of days as people name them: "3-14 aug", "until friday", "2 weeks from monday"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.timeexpr.day_parts import COUNT, Point, coming, days_in, month_called, read
from bot.timeexpr.normalize import DASHES, QUOTES, tidy
from bot.timeexpr.range_ends import OLDEST, Span, Unfit, Why, resolved, sharing

__all__ = [
    "FARTHEST",
    "LABEL",
    "LONGEST",
    "OLDEST",
    "Span",
    "Unfit",
    "Why",
    "held",
    "note",
    "read_absence",
    "read_labelled",
]

LONGEST: Final = 366  # days
FARTHEST: Final = 731  # days ahead
LABEL: Final = 80  # characters, as the table has it
_TYPED: Final = 200  # characters that are looked at
_DAY: Final = timedelta(days=1)
_AHEAD: Final = {"next ": 1, "last ": -1, "past ": -1, "previous ": -1}


_NOISE: Final = re.compile(r"(?:(?:i'?m|i am|out|sick|ill|on (?:holidays?|leave|vacation|pto)|away) )+")
_OPEN: Final = frozenset({"until further notice", "till further notice", "indefinitely", "for now", "open"})
_FROM: Final = re.compile(
    r"(?P<how>from|since|starting|as of) (?P<start>.+?)(?: on| onwards?| -| until further notice)?"
)
_ONWARDS: Final = re.compile(r"(?P<start>.+?),? (?:and )?(?:on|onwards?|(?:un)?till? further notice)")
_UNTIL: Final = re.compile(r"(?:(?:until|till|til|through|thru|to|up to) |- ?)(?P<end>.+)")
_AMOUNT: Final = rf"(?P<count>{COUNT}) ?(?P<unit>days?|weeks?|wks?|d|w)"
_LENGTH: Final = re.compile(rf"(?:for )?(?:the )?(?:next )?{_AMOUNT}(?:,? (?:from|starting|as of) (?P<start>.+))?")
_FOR: Final = re.compile(rf"(?:from |starting )?(?P<start>.+?),? for {_AMOUNT}")
_WEEK: Final = re.compile(
    r"(?:all |the whole |whole )?(?P<which>this |next |last |past |previous |the )?(?P<what>week|weekend|month)"
)
_REST: Final = re.compile(r"(?:the )?rest of (?:the|this) (?P<what>week|month)")
_MONTH: Final = re.compile(r"(?:(?:in|all|all of|the whole of) )?(?P<month>[a-z]{3,9})(?: (?P<year>[0-9]{4}))?")
_BETWEEN: Final = re.compile(r" ?(?:-|\.\.+) ?| (?:to|until|till|til|thru|through) ")
_LEADS: Final = re.compile(r"(?:on|for|just|only) ")


def read_absence(words: str, today: date) -> Span | Unfit:
    """The days that these words name, read against today."""
    found = _parse(_plain(words), today)
    return held(found, words, today) if found else Unfit(Why.NONSENSE, words)


def read_labelled(words: str, today: date) -> tuple[Span | Unfit, str]:
    """The days, and what is said beside them: after a colon, or behind or before them."""
    head, colon, label = tidy(words).partition(": ")
    if colon:
        return read_absence(head, today), note(label)
    parts = head[:_TYPED].split()
    for count in range(len(parts), 0, -1):
        for days, rest in ((parts[:count], parts[count:]), (parts[-count:], parts[:-count])):
            found = read_absence(" ".join(days), today)
            if not isinstance(found, Unfit) or found.why is not Why.NONSENSE:
                return found, note(" ".join(rest))
    return Unfit(Why.NONSENSE, words), ""


def note(words: str) -> str:
    """What is said beside the days, in one line that fits."""
    return tidy(words).strip("()," + QUOTES)[:LABEL]


def held(found: Span | Unfit, got: str, today: date) -> Span | Unfit:
    """The days, if they are in order and within what can be told; `got` is what was typed or chosen."""
    if isinstance(found, Unfit):
        return replace(found, got=got)
    if found.last and found.last < found.first:
        return Unfit(Why.REVERSED, got, found.first)
    if found.first < today - OLDEST * _DAY:
        return Unfit(Why.TOO_OLD, got, found.first)
    if found.first > today + FARTHEST * _DAY:
        return Unfit(Why.TOO_FAR, got, found.first)
    if found.last and (found.last - found.first).days >= LONGEST:
        return Unfit(Why.TOO_LONG, got, found.first)
    return found


def _plain(words: str) -> str:
    """One lower-case line with plain dashes and without what may stand around it."""
    line = re.sub(f"[{DASHES}]", "-", tidy(words[:_TYPED]).casefold()).replace("’", "'")
    line = line.strip(f" ,;!?(){QUOTES}")
    return _NOISE.sub("", line, count=1) if _NOISE.match(line) else line


def _parse(phrase: str, today: date) -> Span | Unfit | None:
    if phrase in _OPEN:
        return Span(today, None)
    if found := _UNTIL.fullmatch(phrase):
        end = _point(found["end"], today)
        return resolved(Point(at=today), end, today) if end and not end.is_bare else None
    return (
        _counted(phrase, today)
        or _calendar(phrase, today)
        or _range(phrase, today)
        or _single(phrase, today)
        or _open(phrase, today)
    )


def _counted(phrase: str, today: date) -> Span | Unfit | None:
    """So many days or weeks, from today or from a day that is named."""
    found = _LENGTH.fullmatch(phrase) or _FOR.fullmatch(phrase)
    if not found:
        return None
    start = _single(found["start"], today) if found["start"] else Span(today, today)
    days = days_in(found["count"], found["unit"])
    if not isinstance(start, Span):
        return start
    return Span(start.first, start.first + (days - 1) * _DAY) if days else None


def _calendar(phrase: str, today: date) -> Span | Unfit | None:
    """A whole week, weekend or month, or what is left of one."""
    if found := _REST.fullmatch(phrase):
        end = read(f"end of {found['what']}", today)
        return resolved(Point(at=today), end, today) if end else None
    if found := _WEEK.fullmatch(phrase):
        ahead = _AHEAD.get(found["which"], 0)
        if found["what"] == "month":
            return _month(today, ahead)
        monday = today + (7 * ahead - today.weekday()) * _DAY
        return Span(monday + (5 * _DAY if found["what"] == "weekend" else 0 * _DAY), monday + 6 * _DAY)
    found = _MONTH.fullmatch(phrase)
    month = month_called(found["month"]) if found else None
    if not found or not month:
        return None
    year = int(found["year"]) if found["year"] else None
    return resolved(Point(day=1, month=month, year=year), Point(month=month, year=year, last_of=True), today)


def _range(phrase: str, today: date) -> Span | Unfit | None:
    """Two ends; where several places could part them, the first at which both sides are days."""
    line = re.sub(r"^between (.+) and (.+)$", r"\1 - \2", phrase).removeprefix("from ").removeprefix("on ")
    for between in _BETWEEN.finditer(line):
        first, last = read(line[: between.start()], today), read(line[between.end() :], today)
        if first and last and not (first.is_bare and last.is_bare):
            return resolved(*sharing(first, last), today)
        start = coming(line[: between.start()], today)
        end = coming(line[between.end() :], start) if start else None
        if start and end:
            return Span(start, end)
    return None


def _single(phrase: str, today: date) -> Span | Unfit | None:
    found = _point(_LEADS.sub("", phrase, count=1) if _LEADS.match(phrase) else phrase, today)
    return resolved(found, found, today) if found and not found.is_bare else None


def _point(phrase: str, today: date) -> Point | None:
    """A day; `20th` alone is the nearest one that is not over."""
    day = coming(phrase, today)
    return Point(at=day) if day else read(phrase, today)


def _month(today: date, ahead: int) -> Span:
    """A whole calendar month, this one or one beside it."""
    years, place = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return Span(date(years, place + 1, 1), date(years, place + 1, monthrange(years, place + 1)[1]))


def _open(phrase: str, today: date) -> Span | Unfit | None:
    """From a day on, without an end."""
    found = _FROM.fullmatch(phrase) or _ONWARDS.fullmatch(phrase)
    start = _single(found["start"], today) if found else None
    if not found or not isinstance(start, Span):
        return start
    is_since = found.re is _FROM and found["how"] == "since"
    is_past = is_since and today < start.first <= today + 6 * _DAY  # "since monday" is the last one
    return Span(start.first - 7 * _DAY if is_past else start.first, None)
