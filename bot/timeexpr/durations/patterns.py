"""Read a length at one place of a line ("2h", "1:30", "an hour and a half"), and what only looks like one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.timeexpr.numbers import (
    COUNT,
    COUNTS,
    FRACTION,
    NUMBER,
    PART,
    Amount,
    amount,
    broken,
    in_thousands,
    part,
    rounded,
)

DAY: Final = 24 * 60


class DurationProblem(StrEnum):
    """What keeps a length from being taken; the values are those of `LineProblemCode`."""

    BAD = "bad_duration"
    NEGATIVE = "negative"
    ZERO = "zero"
    WRONG_UNIT = "wrong_unit"
    HOURS_OR_MINUTES = "hours_or_minutes"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Reading:
    """A length at a place in the text: the exact minutes, and `why` if it must not be taken so."""

    end: int
    minutes: Amount
    why: DurationProblem | None = None
    choices: tuple[int, ...] = ()


def offer(minutes: Amount) -> tuple[int, ...]:
    """Return the length as a choice, where it could be booked at all."""
    whole = rounded(minutes)
    return (whole,) if 1 <= whole <= DAY else ()


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


UNIT: Final = r"(?:hours?|hrs?|h|minutes?|mins?|m)"
_LONG_UNIT: Final = r"(?:hours?|hrs?|minutes?|mins?)"
_NO_LETTER: Final = r"(?![^\W0-9])"
NO_MONTH_OR_AGE: Final = (
    r"(?! ?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\b)(?! ?(?:d|w|days?|weeks?|months?|years?)\b)"
)

# the commonest form, with nothing behind it that another could make more of
_ALONE = compiled(rf"(?P<number>[0-9]{{1,4}}) ?(?P<unit>{UNIT})(?=$| (?!ago|(?:and|to|or|{COUNT})\b)[a-z])")
_CLOCK = compiled(
    rf"(?P<hours>[0-9]*):(?P<minutes>[0-9]+)(?P<more>:[0-9:]*)?(?: ?(?P<unit>{UNIT}|[ap]\.?m)(?!\w))?(?![\w:])"
)
_NUMERAL = compiled(rf"(?P<number>{NUMBER})(?: and an? (?P<plus>{PART}))?[ -]?(?P<unit>{UNIT}){_NO_LETTER}")
_FRACTIONAL = compiled(rf"{FRACTION}(?: of)?(?: an?)?[ -]?(?P<unit>{UNIT}){_NO_LETTER}")
_WORDED = compiled(rf"(?P<count>{COUNT})(?: and an? (?P<plus>{PART}))?[ -](?P<unit>{_LONG_UNIT})(?!\w)")
_PARTED = compiled(rf"(?:(?:an?|one) )?(?P<part>{PART})[ -](?:of )?(?:an? |one )?(?:hours?|hr)(?!\w)")
_AND_A_PART = compiled(rf" and (?:an? )?(?P<part>{PART})(?!\w)(?! (?:of )?an? )")
_GLUED_MINUTES = compiled(r"(?P<minutes>[0-9]{2})(?: ?(?:minutes?|mins?|m))?(?!\w)")
_LOOSE_MINUTES = compiled(rf" (?P<minutes>[0-5][05])(?=[ ,;]|$){NO_MONTH_OR_AGE}")
JOINT = compiled(r"(?:,? and |, ?| ?&(?:amp;)? ?| )?")

# what looks like a length and is none to book: ranges, products, other units, garbled numbers
_FEW = r"[0-9][0-9.,:]{0,20}"
_NUMBER = compiled(NUMBER)
_NUMBER_AND_SPACE = compiled(rf"{NUMBER} ")
_GLUED_RANGE = compiled(
    rf"[-–—~]{_FEW}(?: ?{UNIT})?(?![\w-])|(?: ?[-–—~] ?| (?:to|or) )(?:{_FEW}|{COUNT}) ?{UNIT}(?!\w)"
)
_LOOSE_RANGE = compiled(rf" [-–—~] {_FEW}(?=[ ,;]|$)")
_TIMES = compiled(r"[0-9.,]{1,20} ?(?:x|×|\*|times) ?(?=[0-9:.,])")
_GARBLED = compiled(
    rf"[0-9][0-9.,:'_/+^e-]{{0,60}} ?{UNIT}(?!\w)"
    r"|(?:[0-9.,:]{1,20}[hms]){2,20}[0-9.,:]{0,20}(?!\w)|[0-9.,:]{1,20}[hm][0-9.,:]{1,20}(?!\w)"
)
_NO_NUMBER = compiled(rf"(?:inf(?:inity)?|nan)(?: ?{UNIT})?(?!\w)")
_OTHER_UNIT = compiled(
    rf"(?:half )?(?:{NUMBER}(?: ?(?:d|w|y|s)|[ -]?(?:days?|wks?|weeks?|months?|years?|yrs?|secs?|seconds?))"
    rf"|{COUNT}[ -](?:days?|weeks?|months?|years?|seconds?))(?!\w)(?! ago\b)"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One count with one unit; `odd` where the number is doubtful."""

    end: int
    minutes: Amount
    in_hours: bool
    odd: bool = False


def alone(line: str, at: int) -> Reading | None:
    """Read `2h` and `45 min`, where the line ends or a word follows that cannot belong to it."""
    found = _ALONE.match(line, at)
    return Reading(found.end(), int(found["number"]) * _minutes(found["unit"])) if found else None


def clock(line: str, at: int) -> Reading | None:
    """Read `1:30` and `:15`; the minutes have two digits and stop at 59."""
    found = _CLOCK.match(line, at)
    if found is None:
        return None
    hours, minutes = amount(found["hours"] or "0"), amount(found["minutes"])
    total = hours * 60 + minutes
    if found["more"] or (found["unit"] and found["unit"][0] not in "hH"):
        return Reading(found.end(), total, DurationProblem.BAD)
    if len(found["minutes"]) != 2 or minutes > 59:
        return Reading(found.end(), total, DurationProblem.BAD, offer(total) if len(found["minutes"]) == 2 else ())
    return Reading(found.end(), total)


def spelled(line: str, at: int) -> Reading | None:
    """Read a number and its unit, with minutes after the hours where they follow."""
    piece = _piece(line, at)
    if piece is None:
        return None
    read = _with_minutes(line, piece.end, piece.minutes) if piece.in_hours else Reading(piece.end, piece.minutes)
    if read.end < len(line) and (line[read.end].isalnum() or line[read.end] == "_"):
        return None  # "2h3h", "5m2": no unit ends inside a word
    if piece.odd:
        return Reading(read.end, read.minutes, DurationProblem.BAD)
    if line.startswith(".", read.end) and line[read.end + 1 : read.end + 2] in ("", " "):
        return Reading(read.end + 1, read.minutes, read.why, read.choices)
    return read


def _piece(line: str, at: int) -> _Piece | None:
    odd = False
    if found := _NUMERAL.match(line, at):
        count, odd = amount(found["number"]) + part(found["plus"]), in_thousands(found["number"])
    elif found := _FRACTIONAL.match(line, at):
        count = broken(found)
    elif found := _WORDED.match(line, at):
        count = COUNTS[found["count"].lower()] + part(found["plus"])
    elif found := _PARTED.match(line, at):
        return _Piece(found.end(), part(found["part"]) * 60, in_hours=True)
    else:
        return None
    unit = _minutes(found["unit"])
    return _Piece(found.end(), count * unit, unit == 60, odd)


def _with_minutes(line: str, at: int, hours: Amount) -> Reading:
    """Add to the hours the minutes that follow them: "1h30", "1 hour and 30 minutes", "an hour and a half"."""
    if found := _AND_A_PART.match(line, at):
        return Reading(found.end(), hours + part(found["part"]) * 60)
    if found := _GLUED_MINUTES.match(line, at):
        return _joined(found.end(), hours, amount(found["minutes"]))
    joint = JOINT.match(line, at)
    piece = _piece(line, joint.end()) if joint else None
    if piece and not piece.in_hours:
        return _joined(piece.end, hours, piece.minutes)
    if found := _LOOSE_MINUTES.match(line, at):
        total = hours + amount(found["minutes"])
        return Reading(found.end(), total, DurationProblem.BAD, offer(total))
    return Reading(at, hours)


def _joined(end: int, hours: Amount, minutes: Amount) -> Reading:
    """Return hours and minutes together; a doubt where the minutes make an hour or the hours are broken already."""
    total = hours + minutes
    return (
        Reading(end, total, DurationProblem.BAD, offer(total)) if minutes >= 60 or hours % 60 else Reading(end, total)
    )


def _minutes(unit: str) -> int:
    return 60 if unit[0] in "hH" else 1


def other_unit(line: str, at: int) -> Reading | None:
    """Read `2 days` and `30s`."""
    found = _OTHER_UNIT.match(line, at)
    return Reading(found.end(), 0, DurationProblem.WRONG_UNIT) if found else None


def no_number(line: str, at: int) -> Reading | None:
    """Read `inf` and `nan`, which a program would take for numbers."""
    found = _NO_NUMBER.match(line, at)
    return Reading(found.end(), 0, DurationProblem.BAD) if found else None


def range_after(line: str, end: int) -> int | None:
    """Return where a range ends whose first length ends here: `2h-3h`, `2h to 3h`."""
    found = _GLUED_RANGE.match(line, end)
    return found.end() if found else None


def loose_range_after(line: str, end: int) -> int | None:
    """Return where a range of bare numbers ends whose first one ends here: `2 - 3`."""
    found = _LOOSE_RANGE.match(line, end)
    return found.end() if found else None


def open_range(line: str, at: int) -> Reading | None:
    """Read `2-3h`, where only the end has a unit."""
    first = _NUMBER.match(line, at)
    end = first and range_after(line, first.end())
    return Reading(end, 0, DurationProblem.BAD) if end else None


def several(line: str, at: int) -> Reading | None:
    """Read `2 x 45 min` and `1 000h`: not added up or multiplied behind a person's back."""
    start = _TIMES.match(line, at)
    if start is None and at == 0:
        start = _NUMBER_AND_SPACE.match(line)
    inner = start and (clock(line, start.end()) or spelled(line, start.end()))
    return (
        Reading(inner.end, inner.minutes, DurationProblem.BAD)
        if inner
        else _days_and_hours(line, at) or open_range(line, at)
    )


def garbled(line: str, at: int) -> Reading | None:
    """Read `1e9h`, `1.2.3h` and `2h3h`."""
    found = _GARBLED.match(line, at)
    return Reading(found.end(), 0, DurationProblem.BAD) if found else None


def _days_and_hours(line: str, at: int) -> Reading | None:
    """Read `1 day 2h`, which is one length, and not one to book."""
    days = _OTHER_UNIT.match(line, at)
    joint = days and JOINT.match(line, days.end())
    hours = joint and spelled(line, joint.end())
    return Reading(hours.end, hours.minutes, DurationProblem.WRONG_UNIT) if hours else None
