"""What looks like a length and is none to book: ranges, products, other units, garbled numbers."""

from __future__ import annotations

from bot.timeexpr.durations.patterns import JOINT, UNIT, clock, compiled, spelled
from bot.timeexpr.durations.reading import Read, Why
from bot.timeexpr.numbers import COUNT, NUMBER

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


def other_unit(line: str, at: int) -> Read | None:
    """`2 days` and `30s`."""
    found = _OTHER_UNIT.match(line, at)
    return Read(found.end(), 0, Why.WRONG_UNIT) if found else None


def no_number(line: str, at: int) -> Read | None:
    """`inf` and `nan`, which a program would take for numbers."""
    found = _NO_NUMBER.match(line, at)
    return Read(found.end(), 0, Why.BAD) if found else None


def range_after(line: str, end: int) -> int | None:
    """Where a range ends whose first length ends here: `2h-3h`, `2h to 3h`."""
    found = _GLUED_RANGE.match(line, end)
    return found.end() if found else None


def loose_range_after(line: str, end: int) -> int | None:
    """Where a range of bare numbers ends whose first one ends here: `2 - 3`."""
    found = _LOOSE_RANGE.match(line, end)
    return found.end() if found else None


def open_range(line: str, at: int) -> Read | None:
    """`2-3h`, where only the end has a unit."""
    first = _NUMBER.match(line, at)
    end = first and range_after(line, first.end())
    return Read(end, 0, Why.BAD) if end else None


def several(line: str, at: int) -> Read | None:
    """`2 x 45 min` and `1 000h`: not added up or multiplied behind a person's back."""
    start = _TIMES.match(line, at)
    if start is None and at == 0:
        start = _NUMBER_AND_SPACE.match(line)
    inner = start and (clock(line, start.end()) or spelled(line, start.end()))
    return Read(inner.end, inner.minutes, Why.BAD) if inner else _days_and_hours(line, at) or open_range(line, at)


def garbled(line: str, at: int) -> Read | None:
    """`1e9h`, `1.2.3h` and `2h3h`."""
    found = _GARBLED.match(line, at)
    return Read(found.end(), 0, Why.BAD) if found else None


def _days_and_hours(line: str, at: int) -> Read | None:
    """`1 day 2h` is one length, and not one to book."""
    days = _OTHER_UNIT.match(line, at)
    joint = days and JOINT.match(line, days.end())
    hours = joint and spelled(line, joint.end())
    return Read(hours.end, hours.minutes, Why.WRONG_UNIT) if hours else None
