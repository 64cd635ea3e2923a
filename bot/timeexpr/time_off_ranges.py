"""Parse days off as people name them: "3-14 aug", "until friday", "2 weeks from monday", as the nearest that fit."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.day_names import month_called
from bot.timeexpr.day_parts import COUNT, DayParts, Lines, coming, days_in, read_day
from bot.timeexpr.normalize import DASHES, QUOTES, tidy
from bot.timeexpr.periods import AHEAD, period
from bot.timeexpr.range_ends import OLDEST, DayRange, RangeError, RangeProblem, fit_ends, share_month

LONGEST: Final = 366  # days
FARTHEST: Final = 731  # days ahead
LABEL: Final = 80  # characters, as the table has it
_TYPED: Final = 200  # characters that are looked at
_DAY: Final = timedelta(days=1)

_NOISE: Final = lazy_pattern(r"(?:(?:i'?m|i am|out|sick|ill|on (?:holidays?|leave|vacation|pto)|away) )+")
_OPEN: Final = frozenset({"until further notice", "till further notice", "indefinitely", "for now", "open"})
_FROM: Final = lazy_pattern(
    r"(?P<how>from|since|starting|as of) (?P<start>.+?)(?: on| onwards?| -| until further notice)?"
)
_ONWARDS: Final = lazy_pattern(r"(?P<start>.+?),? (?:and )?(?:on|onwards?|(?:un)?till? further notice)")
_UNTIL: Final = lazy_pattern(r"(?:(?:until|till|til|through|thru|to|up to) |- ?)(?P<end>.+)")
_AMOUNT: Final = rf"(?P<count>{COUNT}) ?(?P<unit>days?|weeks?|wks?|d|w)"
_LENGTH: Final = lazy_pattern(rf"(?:for )?(?:the )?(?:next )?{_AMOUNT}(?:,? (?:from|starting|as of) (?P<start>.+))?")
_FOR: Final = lazy_pattern(rf"(?:from |starting )?(?P<start>.+?),? for {_AMOUNT}")
_PERIOD: Final = lazy_pattern(
    r"(?:all |the whole |whole )?(?:(?P<which>this|next|last|past|previous|the) )?(?P<what>week|weekend|month)"
)
_REST: Final = lazy_pattern(r"(?:the )?rest of (?:the|this) (?P<what>week|month)")
_MONTH: Final = lazy_pattern(r"(?:(?:in|all|all of|the whole of) )?(?P<month>[a-z]{3,9})(?: (?P<year>[0-9]{4}))?")
_BETWEEN: Final = lazy_pattern(r" ?(?:-|\.\.+) ?| (?:to|until|till|til|thru|through) ")
_LEADS: Final = lazy_pattern(r"(?:on|for|just|only) ")


def read_time_off(words: str, today: date, lines: Lines = Lines.NONE) -> DayRange | RangeError:
    """Return the days that these words name, read against today; `lines` are those that they were found in."""
    found = _Phrases(today, lines).read(_plain(words))
    return check_time_off(found, words, today) if found else RangeError(RangeProblem.NONSENSE, words)


def read_labelled_time_off(words: str, today: date) -> tuple[DayRange | RangeError, str]:
    """Return the days, and what is said beside them: after a colon, or behind or before them."""
    head, colon, label = tidy(words).partition(": ")
    if colon:
        return read_time_off(head, today), note_beside(label)
    parts = head[:_TYPED].split()
    for count in range(len(parts), 0, -1):
        for days, rest in ((parts[:count], parts[count:]), (parts[-count:], parts[:-count])):
            found = read_time_off(" ".join(days), today, Lines.PLAN)
            if not isinstance(found, RangeError) or found.why is not RangeProblem.NONSENSE:
                return found, note_beside(" ".join(rest))
    return RangeError(RangeProblem.NONSENSE, words), ""


def note_beside(words: str) -> str:
    """Return what is said beside the days, in one line that fits."""
    return tidy(words).strip("()," + QUOTES)[:LABEL]


def check_time_off(found: DayRange | RangeError, got: str, today: date) -> DayRange | RangeError:
    """Return the days, if they are in order and within what can be told; `got` is what was typed or chosen."""
    if isinstance(found, RangeError):
        return replace(found, got=got)
    if found.last and found.last < found.first:
        return RangeError(RangeProblem.REVERSED, got, found.first)
    if found.first < today - OLDEST * _DAY:
        return RangeError(RangeProblem.TOO_OLD, got, found.first)
    if found.first > today + FARTHEST * _DAY:
        return RangeError(RangeProblem.TOO_FAR, got, found.first)
    if found.last and (found.last - found.first).days >= LONGEST:
        return RangeError(RangeProblem.TOO_LONG, got, found.first)
    return found


def _plain(words: str) -> str:
    """Return one lower-case line with plain dashes and without what may stand around it."""
    line = re.sub(f"[{DASHES}]", "-", tidy(words[:_TYPED]).casefold()).replace("’", "'")
    line = line.strip(f" ,;!?(){QUOTES}")
    return _NOISE.sub("", line, count=1) if _NOISE.match(line) else line


@frozen
class _Phrases:
    """The forms of a phrase, tried one after the other."""

    today: date
    lines: Lines

    def read(self, phrase: str) -> DayRange | RangeError | None:
        if phrase in _OPEN:
            return DayRange(self.today, None)
        if found := _UNTIL.fullmatch(phrase):
            return self._until(self._day(found["end"]))
        return (
            self._counted(phrase)
            or self._period(phrase)
            or self._between(phrase)
            or self._single(phrase)
            or self._open(phrase)
        )

    def _until(self, end: DayParts | None) -> DayRange | RangeError | None:
        return fit_ends(DayParts(at=self.today), end, self.today) if end and not end.is_bare else None

    def _counted(self, phrase: str) -> DayRange | RangeError | None:
        """Read so many days or weeks, from today or from a day that is named."""
        found = _LENGTH.fullmatch(phrase) or _FOR.fullmatch(phrase)
        if not found:
            return None
        start = self._single(found["start"]) if found["start"] else DayRange(self.today, self.today)
        days = days_in(found["count"], found["unit"])
        if not isinstance(start, DayRange):
            return start
        return DayRange(start.first, start.first + (days - 1) * _DAY) if days else None

    def _period(self, phrase: str) -> DayRange | RangeError | None:
        """Read a whole week, weekend or month, or what is left of one."""
        if found := _REST.fullmatch(phrase):
            return self._until(read_day(f"end of {found['what']}", self.today))
        if found := _PERIOD.fullmatch(phrase):
            return DayRange(*period(found["what"], self.today, AHEAD.get(found["which"], 0)))
        found = _MONTH.fullmatch(phrase)
        month = month_called(found["month"]) if found else None
        if not found or not month:
            return None
        first = DayParts(day=1, month=month, year=int(found["year"]) if found["year"] else None)
        return fit_ends(first, first._replace(day=None, last_of="month"), self.today)

    def _between(self, phrase: str) -> DayRange | RangeError | None:
        """Read two ends; where several places could part them, the first at which both sides are days."""
        line = re.sub(r"^between (.+) and (.+)$", r"\1 - \2", phrase).removeprefix("from ").removeprefix("on ")
        for between in _BETWEEN.finditer(line):
            left, right = line[: between.start()], line[between.end() :]
            first, last = (read_day(side, self.today, self.lines) for side in (left, right))
            if first and last and not (first.is_bare and last.is_bare):
                return fit_ends(*share_month(first, last, self.today), self.today)
            start = coming(left, self.today, self.lines)
            end = coming(right, start, self.lines) if start else None
            if start and end:
                return DayRange(start, end)
        return None

    def _single(self, phrase: str) -> DayRange | RangeError | None:
        found = self._day(_LEADS.sub("", phrase, count=1) if _LEADS.match(phrase) else phrase)
        return fit_ends(found, found, self.today) if found and not found.is_bare else None

    def _day(self, phrase: str) -> DayParts | None:
        """Read a day; `20th` alone is the nearest one that is not over."""
        day = coming(phrase, self.today, self.lines)
        return DayParts(at=day) if day else read_day(phrase, self.today, self.lines)

    def _open(self, phrase: str) -> DayRange | RangeError | None:
        """Read a day from which there is no end."""
        found = _FROM.fullmatch(phrase) or _ONWARDS.fullmatch(phrase)
        start = self._single(found["start"]) if found else None
        if not found or not isinstance(start, DayRange):
            return start
        is_since = found.groupdict().get("how") == "since"
        is_past = is_since and self.today < start.first <= self.today + 6 * _DAY  # "since monday" is the last one
        return DayRange(start.first - 7 * _DAY if is_past else start.first, None)
