"""The forms of a length with its unit: "2h", "1:30", "an hour and a half"; read at one place of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.timeexpr.durations.reading import Read, Why, offer
from bot.timeexpr.numbers import COUNT, COUNTS, FRACTION, NUMBER, PART, Amount, amount, broken, in_thousands, part


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """One count with one unit; `odd` where the number is doubtful."""

    end: int
    minutes: Amount
    in_hours: bool
    odd: bool = False


def alone(line: str, at: int) -> Read | None:
    """`2h` and `45 min`, where the line ends or a word follows that cannot belong to it."""
    found = _ALONE.match(line, at)
    return Read(found.end(), int(found["number"]) * _minutes(found["unit"])) if found else None


def clock(line: str, at: int) -> Read | None:
    """`1:30` and `:15`; the minutes have two digits and stop at 59."""
    found = _CLOCK.match(line, at)
    if found is None:
        return None
    hours, minutes = amount(found["hours"] or "0"), amount(found["minutes"])
    total = hours * 60 + minutes
    if found["more"] or (found["unit"] and found["unit"][0] not in "hH"):
        return Read(found.end(), total, Why.BAD)
    if len(found["minutes"]) != 2 or minutes > 59:
        return Read(found.end(), total, Why.BAD, offer(total) if len(found["minutes"]) == 2 else ())
    return Read(found.end(), total)


def spelled(line: str, at: int) -> Read | None:
    """A number and its unit, with minutes after the hours where they follow."""
    piece = _piece(line, at)
    if piece is None:
        return None
    read = _with_minutes(line, piece.end, piece.minutes) if piece.in_hours else Read(piece.end, piece.minutes)
    if read.end < len(line) and (line[read.end].isalnum() or line[read.end] == "_"):
        return None  # "2h3h", "5m2": no unit ends inside a word
    if piece.odd:
        return Read(read.end, read.minutes, Why.BAD)
    if line.startswith(".", read.end) and line[read.end + 1 : read.end + 2] in ("", " "):
        return Read(read.end + 1, read.minutes, read.why, read.choices)
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


def _with_minutes(line: str, at: int, hours: Amount) -> Read:
    """The hours, and the minutes that follow them: "1h30", "1 hour and 30 minutes", "an hour and a half"."""
    if found := _AND_A_PART.match(line, at):
        return Read(found.end(), hours + part(found["part"]) * 60)
    if found := _GLUED_MINUTES.match(line, at):
        return _joined(found.end(), hours, amount(found["minutes"]))
    joint = JOINT.match(line, at)
    piece = _piece(line, joint.end()) if joint else None
    if piece and not piece.in_hours:
        return _joined(piece.end, hours, piece.minutes)
    if found := _LOOSE_MINUTES.match(line, at):
        total = hours + amount(found["minutes"])
        return Read(found.end(), total, Why.BAD, offer(total))
    return Read(at, hours)


def _joined(end: int, hours: Amount, minutes: Amount) -> Read:
    """Hours and minutes together; a doubt where the minutes make an hour or the hours are broken already."""
    total = hours + minutes
    return Read(end, total, Why.BAD, offer(total)) if minutes >= 60 or hours % 60 else Read(end, total)


def _minutes(unit: str) -> int:
    return 60 if unit[0] in "hH" else 1
