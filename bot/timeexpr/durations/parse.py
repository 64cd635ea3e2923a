"""Parse lengths of time as people write them to whole minutes, and write them in one way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.timeexpr.durations.patterns import (
    DAY,
    NO_MONTH_OR_AGE,
    DurationProblem,
    Reading,
    alone,
    clock,
    compiled,
    garbled,
    loose_range_after,
    no_number,
    offer,
    open_range,
    other_unit,
    range_after,
    several,
    spelled,
)
from bot.timeexpr.normalize import DASHES, QUOTES, tidy
from bot.timeexpr.numbers import COUNT, FRACTION, NUMBER, Amount, amount, broken, in_thousands, rounded

__all__ = ["DAY", "Duration", "DurationProblem", "UnclearDuration", "find", "spell", "take", "tidy"]

_SIGN = re.compile(rf"\+ ?|[{DASHES}]{{1,2}} ?")
_GLUED_SIGN = re.compile(rf"\+|[{DASHES}]{{1,2}}")
# a place where a length may start: a word, but not an hour of the day ("at 14:00")
_PLACE = compiled(rf"(?:(?<=[ ({QUOTES}])|^)(?=[{DASHES}0-9:.,+]|(?:{COUNT}|half|third|quarter)[ -])(?<!\bat )(?<!@ )")
_HINT = compiled("[0-9]|[.,:][hms]|h(?:ou)?r|min")  # all that is read as a length with a unit holds one of these
_DIGITS = re.compile("[0-9]*")
_UNIT_NEAR = compiled("[hms:]")
_AFTER = re.compile(rf"^[ ,;)]+(?:[{DASHES}]{{1,3}}(?= |$))?")

# a number without a unit, which is hours
_BARE = compiled(rf"(?:{FRACTION}|(?P<number>{NUMBER}))(?=[ ,;:]|$){NO_MONTH_OR_AGE}")
_FRACTIONS: Final = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)})  # 24/7 is none of an hour
_LAST_WORD = re.compile(rf"^[{QUOTES}(]*(?P<sign>[{DASHES}+]?)(?P<number>{NUMBER})[{QUOTES}).,;!?]*$")
_NUMBERED: Final = frozenset(
    {
        *("http", "https", "tls", "ssl", "oauth", "web", "layer", "ipv", "ip", "raid", "python", "java", "php", "v"),
        *("part", "chapter", "lesson", "module", "unit", "section", "week", "day", "level", "tier", "phase", "step"),
        *("version", "wave", "sprint", "book", "volume", "episode", "video", "lab", "exercise", "exam"),
    }
)  # a number after one of these belongs to the name


@dataclass(frozen=True, slots=True)
class Duration:
    """A length that was understood, and the text without it."""

    minutes: int
    got: str
    rest: str


@dataclass(frozen=True, slots=True)
class UnclearDuration:
    """A length that has to be asked about; `choices` are minutes that it may mean."""

    why: DurationProblem
    got: str
    rest: str
    choices: tuple[int, ...] = ()


def spell(minutes: int) -> str:
    """Write a length as everywhere: "2 h", "1 h 30 min", "45 min"."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    words = [f"{hours} h"] if hours or not rest else []
    if rest:
        words.append(f"{rest} min")
    return sign + " ".join(words)


def take(text: str, most: int = DAY) -> Duration | UnclearDuration | None:
    """Return the length at the start of the text; a bare number is hours. None where none stands there."""
    line = tidy(text)
    start = len(line) - len(line.lstrip(QUOTES))
    read = _signed(line, start, _SIGN, _united) or other_unit(line, start) or _no_number(line, start)
    read = read or _signed(line, start, _SIGN, _bare)
    return _result(line, start, read, most) if read else None


def find(text: str, most: int = DAY, *, bare: bool = True) -> Duration | UnclearDuration | None:
    """Return the first length with a unit anywhere; else, if `bare`, a bare number at the start or the end."""
    line = tidy(text)
    found = _with_unit(line, most)
    if found or not bare:
        return found
    return take(line, most) or _in_other_unit(line, most) or _last(line, most)


def _with_unit(line: str, most: int) -> Duration | UnclearDuration | None:
    if not _HINT.search(line):
        return None
    for place in _PLACE.finditer(line):
        start = place.start()
        read = _signed(line, start, _GLUED_SIGN if start else _SIGN, _united)
        if read:
            return _result(line, start, read, most)
    return None


def _in_other_unit(line: str, most: int) -> Duration | UnclearDuration | None:
    """Find days or weeks anywhere: a length, but not one to book."""
    reads = ((place.start(), other_unit(line, place.start())) for place in _PLACE.finditer(line))
    return next((_result(line, start, read, most) for start, read in reads if read), None)


def _last(line: str, most: int) -> Duration | UnclearDuration | None:
    read = _bare_at_end(line)
    return _result(line, line.rfind(" ") + 1, read, most) if read else None


def _signed(
    line: str, start: int, sign: re.Pattern[str], reader: Callable[[str, int], Reading | None]
) -> Reading | None:
    """Return what the reader makes of the text behind an optional sign; a minus makes it a doubt."""
    signed = sign.match(line, start)
    read = reader(line, signed.end() if signed else start)
    if read is None or signed is None or signed[0].startswith("+"):
        return read
    return Reading(read.end, read.minutes, DurationProblem.NEGATIVE, read.choices or offer(read.minutes))


def _united(line: str, at: int) -> Reading | None:
    """Read a length with its unit, exactly at this place: the commonest form first."""
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
    return Reading(end, read.minutes, DurationProblem.BAD) if end else read


def _no_number(line: str, at: int) -> Reading | None:
    signed = _SIGN.match(line, at)
    return no_number(line, signed.end() if signed else at)


def _result(line: str, start: int, read: Reading, most: int) -> Duration | UnclearDuration:
    """Return the reading as an answer: rounded, held against the limits, cut out of the line."""
    got, rest = line[start : read.end], _without(line, start, read.end)
    minutes = rounded(read.minutes)
    if read.why is not None:
        return UnclearDuration(read.why, got, rest, tuple(choice for choice in read.choices if choice <= most))
    if minutes == 0:
        return UnclearDuration(DurationProblem.ZERO, got, rest)
    return UnclearDuration(DurationProblem.TOO_LONG, got, rest) if minutes > most else Duration(minutes, got, rest)


def _without(line: str, start: int, end: int) -> str:
    """Return the line without this part, its quotes and the separators around it."""
    before, after = line[:start], line[end:]
    if before[-1:] in QUOTES and after[:1] in QUOTES:
        before, after = before.rstrip(QUOTES), after.lstrip(QUOTES)
    before = before.rstrip(" ,;(" + DASHES)
    return f"{before} {_AFTER.sub('', after).strip()}".strip()


def _bare(line: str, at: int) -> Reading | None:
    """Read the number at this place: hours up to twelve, above that a question."""
    spread = open_range(line, at)
    found = _BARE.match(line, at)
    if found is None or spread is not None:
        return spread
    if end := loose_range_after(line, found.end()):
        return Reading(end, 0, DurationProblem.BAD)
    if found["number"]:
        return _hours(found.end(), amount(found["number"]), odd=in_thousands(found["number"]))
    is_usual = (int(found["over"]), int(found["under"])) in _FRACTIONS
    return _hours(found.end(), broken(found)) if is_usual else None


def _bare_at_end(line: str) -> Reading | None:
    """Read a bare number as the last word ("networking 2"), unless it belongs to a name ("http 2")."""
    before, _, word = line.rpartition(" ")
    found = _LAST_WORD.match(word)
    if found is None or not before or before.rpartition(" ")[2].casefold() in _NUMBERED:
        return None
    hours = _hours(len(line), amount(found["number"]), odd=in_thousands(found["number"]))
    return (
        hours
        if found["sign"] in ("", "+")
        else Reading(hours.end, hours.minutes, DurationProblem.NEGATIVE, offer(hours.minutes))
    )


def _hours(end: int, count: Amount, *, odd: bool = False) -> Reading:
    """Return so many hours, if that many are meant as hours."""
    if odd:
        return Reading(end, count * 60, DurationProblem.BAD)
    if count <= 12:
        return Reading(end, count * 60)
    if not offer(count) + offer(count * 60):
        return Reading(end, count * 60, DurationProblem.TOO_LONG)
    return Reading(end, count * 60, DurationProblem.HOURS_OR_MINUTES, (*offer(count), rounded(count * 60)))
