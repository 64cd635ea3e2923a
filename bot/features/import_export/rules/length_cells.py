"""Parse how long something took, as people and programs write it in a cell, to the nearest minute."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import Final

from bot.features.import_export.rules.csv_cells import CellError, HarmlessCellError, quoted_cell
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr import numbers
from bot.timeexpr.durations import parse, patterns

_BARE_NUMBER = lazy_pattern(rf"[-+]?({numbers.NUMBER})")
_THOUSANDS = lazy_pattern(r"[-+]?[0-9]+,[0-9]{3}")  # one and a half to some, fifteen hundred to others
_DAY_FRACTION = lazy_pattern(r"0?[.,][0-9]{3,}")  # 0.0625 is 1:30 of a day; nobody types hours like that
_CLOCK = lazy_pattern(r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5]?[0-9]):(?P<seconds>[0-5]?[0-9])(?:[.,][0-9]+)?")
_ISO = lazy_pattern(
    r"P(?:(?P<days>[0-9]{1,3})D)?T(?=[0-9])(?:(?P<hours>[0-9]{1,5}(?:[.,][0-9]+)?)H)?"
    r"(?:(?P<minutes>[0-9]{1,5}(?:[.,][0-9]+)?)M)?(?:(?P<seconds>[0-9]{1,7}(?:[.,][0-9]+)?)S)?",
    re.IGNORECASE,
)
_MINUTES_OF: Final = {"days": Fraction(1440), "hours": Fraction(60), "minutes": Fraction(1), "seconds": Fraction(1, 60)}
_ERRORS: Final = {
    patterns.DurationProblem.BAD: "{got} isn't a length of time: write 90 minutes as 90m, 1:30 or 1.5h",
    patterns.DurationProblem.NEGATIVE: "{got} is negative",
    patterns.DurationProblem.ZERO: "{got} is zero",
    patterns.DurationProblem.WRONG_UNIT: "{got} is in days or longer: write hours or minutes",
    patterns.DurationProblem.SECONDS: "{got} is in seconds: write hours or minutes",
    patterns.DurationProblem.COUNTED: "{got} doesn't tell how long it took: write hours or minutes",
    patterns.DurationProblem.HOURS_OR_MINUTES: "{got} can be minutes or hours: write {number}m or {number}h",
    patterns.DurationProblem.TOO_LONG: "{got} is more than a day has",
}
_PART_OF_A_DAY: Final = (
    "{got} looks like a spreadsheet's part of a day, which is {length}: "
    "show the column as a duration, or write {number}h"
)


class LengthUnit(StrEnum):
    """The unit of bare numbers in a column."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    UNKNOWN = ""


def are_parts_of_days(cells: Iterable[str]) -> bool:
    """Return whether the numbers of a column are a spreadsheet's times: all below one, some as nobody types them."""
    bare = [cell for cell in cells if _BARE_NUMBER.fullmatch(cell)]
    return any(map(_DAY_FRACTION.fullmatch, bare)) and all(numbers.amount(cell.lstrip("+-")) < 1 for cell in bare)


def parse_length_cell(cell: str, unit: LengthUnit, *, are_parts: bool = False) -> int:
    """Parse a length to whole minutes from 1 to 1440; `are_parts` if the numbers of its column are parts of days.

    Raises:
        HarmlessCellError: it is less than half a minute.
        CellError: it is none, or a doubt.
    """
    bare = _BARE_NUMBER.fullmatch(cell)
    if bare and (are_parts or (unit is LengthUnit.UNKNOWN and _DAY_FRACTION.fullmatch(cell))):
        length = parse.spell(numbers.rounded(numbers.amount(bare[1]) * 1440))
        raise CellError(_PART_OF_A_DAY.format(got=quoted_cell(cell), number=cell, length=length))
    if bare and unit is not LengthUnit.UNKNOWN and not cell.startswith("-") and not _THOUSANDS.fullmatch(cell):
        return whole_minutes(cell, numbers.amount(bare[1]) * _MINUTES_OF[unit])
    if clock := _CLOCK.fullmatch(cell):
        seconds = (int(clock["hours"]) * 60 + int(clock["minutes"])) * 60 + int(clock["seconds"])
        return whole_minutes(cell, Fraction(seconds, 60))
    if parts := _ISO.fullmatch(cell):
        amounts = ((numbers.amount(count), _MINUTES_OF[name]) for name, count in parts.groupdict("0").items())
        return whole_minutes(cell, sum((count * each for count, each in amounts), Fraction(0)))
    duration = parse.take(cell)
    if isinstance(duration, parse.Duration) and not duration.rest:
        return duration.minutes
    problem = duration.why if isinstance(duration, parse.UnclearDuration) else patterns.DurationProblem.BAD
    raise _error(problem, cell)


def whole_minutes(cell: str, minutes: numbers.Amount) -> int:
    """Return the nearest number of minutes. Raises CellError as `parse_length_cell` does."""
    if minutes < 0:
        raise _error(patterns.DurationProblem.NEGATIVE, cell)
    if minutes == 0 and _BARE_NUMBER.fullmatch(cell):
        raise _error(patterns.DurationProblem.ZERO, cell)
    nearest = numbers.rounded(minutes)
    if nearest == 0:
        raise HarmlessCellError(f"{quoted_cell(cell)} is less than half a minute")
    if nearest > parse.DAY:
        raise _error(patterns.DurationProblem.TOO_LONG, cell)
    return nearest


def minutes_without_seconds(cell: str) -> int | None:
    """Return what older versions booked for a clock with seconds, which they cut off; None for anything else."""
    clock = _CLOCK.fullmatch(cell)
    return int(clock["hours"]) * 60 + int(clock["minutes"]) if clock else None


def _error(problem: patterns.DurationProblem, cell: str) -> CellError:
    return CellError(_ERRORS[problem].format(got=quoted_cell(cell), number=cell))
