"""Lengths of time as people write them: found in their words, read to whole minutes, written in one way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.timeexpr.durations import bare as durations_bare
from bot.timeexpr.durations.patterns import alone, clock, compiled, spelled
from bot.timeexpr.durations.reading import DAY, Read, Why, offer
from bot.timeexpr.durations.rejected import garbled, no_number, other_unit, range_after, several
from bot.timeexpr.normalize import DASHES, QUOTES, tidy
from bot.timeexpr.numbers import COUNT, rounded

__all__ = ["DAY", "Taken", "Unclear", "Why", "find", "spell", "take", "tidy"]

_SIGN = re.compile(rf"\+ ?|[{DASHES}]{{1,2}} ?")
_GLUED_SIGN = re.compile(rf"\+|[{DASHES}]{{1,2}}")
# a place where a length may start: a word, but not an hour of the day ("at 14:00")
_PLACE = compiled(rf"(?:(?<=[ ({QUOTES}])|^)(?=[{DASHES}0-9:.,+]|(?:{COUNT}|half|third|quarter)[ -])(?<!\bat )(?<!@ )")
_HINT = compiled("[0-9]|[.,:][hms]|h(?:ou)?r|min")  # all that is read as a length with a unit holds one of these
_DIGITS = re.compile("[0-9]*")
_UNIT_NEAR = compiled("[hms:]")
_AFTER = re.compile(rf"^[ ,;)]+(?:[{DASHES}]{{1,3}}(?= |$))?")


@dataclass(frozen=True, slots=True)
class Taken:
    """A length that was understood, and the text without it."""

    minutes: int
    got: str
    rest: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A length that must be asked about; `choices` are minutes it may mean."""

    why: Why
    got: str
    rest: str
    choices: tuple[int, ...] = ()


def spell(minutes: int) -> str:
    """A length as it is written everywhere: "2 h", "1 h 30 min", "45 min"."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    words = [f"{hours} h"] if hours or not rest else []
    if rest:
        words.append(f"{rest} min")
    return sign + " ".join(words)


def take(text: str, most: int = DAY) -> Taken | Unclear | None:
    """The length at the start of the text; a bare number is hours. None where none stands there."""
    line = tidy(text)
    start = len(line) - len(line.lstrip(QUOTES))
    read = _signed(line, start, _SIGN, _united) or other_unit(line, start) or _no_number(line, start)
    read = read or _signed(line, start, _SIGN, durations_bare.read)
    return _result(line, start, read, most) if read else None


def find(text: str, most: int = DAY, *, bare: bool = True) -> Taken | Unclear | None:
    """The first length with a unit anywhere; failing that, and if `bare`, a bare number at the start or the end."""
    line = tidy(text)
    found = _with_unit(line, most)
    if found or not bare:
        return found
    return take(line, most) or _in_other_unit(line, most) or _last(line, most)


def _with_unit(line: str, most: int) -> Taken | Unclear | None:
    if not _HINT.search(line):
        return None
    for place in _PLACE.finditer(line):
        start = place.start()
        read = _signed(line, start, _GLUED_SIGN if start else _SIGN, _united)
        if read:
            return _result(line, start, read, most)
    return None


def _in_other_unit(line: str, most: int) -> Taken | Unclear | None:
    """Days or weeks anywhere: a length, but not one to book."""
    reads = ((place.start(), other_unit(line, place.start())) for place in _PLACE.finditer(line))
    return next((_result(line, start, read, most) for start, read in reads if read), None)


def _last(line: str, most: int) -> Taken | Unclear | None:
    read = durations_bare.last(line)
    return _result(line, line.rfind(" ") + 1, read, most) if read else None


def _signed(line: str, start: int, sign: re.Pattern[str], reader: Callable[[str, int], Read | None]) -> Read | None:
    """What the reader makes of the text behind an optional sign; a minus makes it a doubt."""
    signed = sign.match(line, start)
    read = reader(line, signed.end() if signed else start)
    if read is None or signed is None or signed[0].startswith("+"):
        return read
    return Read(read.end, read.minutes, Why.NEGATIVE, read.choices or offer(read.minutes))


def _united(line: str, at: int) -> Read | None:
    """A length with its unit, exactly at this place: the commonest form first."""
    if read := alone(line, at):
        return read
    digits = _DIGITS.match(line, at)
    if digits and not _UNIT_NEAR.search(line, digits.end(), digits.end() + 100):
        return None  # spares the slower patterns on long lines of bare numbers
    read = clock(line, at) or spelled(line, at) or several(line, at)
    if read is None:
        return garbled(line, at)
    if line.startswith(" ago", read.end):
        return None
    end = range_after(line, read.end)
    return Read(end, read.minutes, Why.BAD) if end else read


def _no_number(line: str, at: int) -> Read | None:
    signed = _SIGN.match(line, at)
    return no_number(line, signed.end() if signed else at)


def _result(line: str, start: int, read: Read, most: int) -> Taken | Unclear:
    """The reading as an answer: rounded, held against the limits, cut out of the line."""
    got, rest = line[start : read.end], _without(line, start, read.end)
    minutes = rounded(read.minutes)
    if read.why is not None:
        return Unclear(read.why, got, rest, tuple(choice for choice in read.choices if choice <= most))
    if minutes == 0:
        return Unclear(Why.ZERO, got, rest)
    return Unclear(Why.TOO_LONG, got, rest) if minutes > most else Taken(minutes, got, rest)


def _without(line: str, start: int, end: int) -> str:
    """The line without this part, its quotes and the separators around it."""
    before, after = line[:start], line[end:]
    if before[-1:] in QUOTES and after[:1] in QUOTES:
        before, after = before.rstrip(QUOTES), after.lstrip(QUOTES)
    before = before.rstrip(" ,;(" + DASHES)
    return f"{before} {_AFTER.sub('', after).strip()}".strip()
