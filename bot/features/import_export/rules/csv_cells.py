"""Parse the cells of a table of hours, or say what would be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

from bot.calendar import date_text
from bot.core.ledger.note import MAX_NOTE_LENGTH
from bot.timeexpr import numbers, past_days
from bot.timeexpr.durations import parse, patterns

MAX_AGE_DAYS: Final = 3653  # ten years
MAX_LINK_LENGTH: Final = 500
_MAX_QUOTED_LENGTH: Final = 40
_BARE_NUMBER = re.compile(rf"[-+]?{numbers.NUMBER}")
_CLOCK_WITH_SECONDS = re.compile(r"([0-9]{1,2}:[0-9]{2}):[0-9]{2}")
_TIMESTAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:[0-9]{2}.*")
_SLASHED_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_WEB_LINK = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_DURATION_ERRORS: Final = {
    patterns.DurationProblem.BAD: "{got} is no length of time: write 90 minutes as 90m, 1:30 or 1.5h",
    patterns.DurationProblem.NEGATIVE: "{got} is less than nothing",
    patterns.DurationProblem.ZERO: "{got} is no time at all",
    patterns.DurationProblem.WRONG_UNIT: "{got} counts days or more: write hours or minutes",
    patterns.DurationProblem.HOURS_OR_MINUTES: "{got} can be minutes or hours: write {number}m or {number}h",
    patterns.DurationProblem.TOO_LONG: "{got} is more than a day has",
}


class CellError(Exception):
    """Raised for a cell that cannot be taken; the text says why."""


class DurationUnit(StrEnum):
    """The unit of bare numbers in a column."""

    MINUTES = "min"
    HOURS = "h"
    EITHER = ""


class DateOrder(StrEnum):
    """The order of day and month in dates such as 03/04/2026, as far as the column shows it."""

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


def detect_date_order(cells: Iterable[str]) -> DateOrder:
    """Return the order of a column of dates, which a number over twelve shows."""
    matches = [match for match in map(_SLASHED_DATE.fullmatch, cells) if match]
    orders = {DateOrder.DAY for match in matches if int(match[1]) > 12}
    orders |= {DateOrder.MONTH for match in matches if int(match[2]) > 12}
    return orders.pop() if len(orders) == 1 else DateOrder.UNKNOWN


def parse_day_cell(cell: str, order: DateOrder, today: date) -> date:
    """Parse a day with its year, up to ten years back.

    Raises:
        CellError: it is none, or out of that range.
    """
    if moment := _TIMESTAMP.fullmatch(cell):
        cell = moment[1]
    if slashed := _SLASHED_DATE.fullmatch(cell):
        cell = _resolve_slashed_date(cell, slashed, order)
    result = past_days.read_past_day(cell, today)
    problem, day = (result.why, result.day) if isinstance(result, past_days.DateError) else (None, result)
    if problem is past_days.DateProblem.NO_SUCH_DAY:
        raise CellError(f"there is no such day as {quoted_cell(cell)}")
    if day is None or str(day.year) not in cell:  # "yesterday" would be another day tomorrow
        raise CellError(f"{quoted_cell(cell)} is no day with its year: write it like {today.isoformat()}")
    if day > today:
        raise CellError(f"{date_text.day_text(day, today)} has not come yet")
    if (today - day).days > MAX_AGE_DAYS:
        raise CellError(f"{date_text.day_text(day, today)} is more than ten years ago")
    return day


def parse_minutes_cell(cell: str, unit: DurationUnit) -> int:
    """Parse a duration to whole minutes from 1 to 1440.

    Raises:
        CellError: it is none, or out of that range.
    """
    text = cell
    if clock := _CLOCK_WITH_SECONDS.fullmatch(cell):
        text = clock[1]
    elif unit is not DurationUnit.EITHER and _BARE_NUMBER.fullmatch(cell):
        text = f"{cell} {unit.value}"
    duration = parse.take(text)
    if isinstance(duration, parse.Duration) and not duration.rest:
        return duration.minutes
    problem = duration.why if isinstance(duration, parse.UnclearDuration) else patterns.DurationProblem.BAD
    raise CellError(_DURATION_ERRORS[problem].format(got=quoted_cell(cell), number=cell))


def parse_note_cell(cell: str) -> str:
    """Return the note with its line breaks, without what cannot be stored.

    Raises:
        CellError: it is too long.
    """
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    note = "".join(" " if char != "\n" and unicodedata.category(char) == "Cc" else char for char in lines).strip()
    if len(note) > MAX_NOTE_LENGTH:
        raise CellError(f"the note has {len(note):,} characters, and {MAX_NOTE_LENGTH:,} are the most")
    return note


def parse_link_cell(cell: str) -> str:
    """Return an http or https address, or nothing.

    Raises:
        CellError: it is something else, or too long.
    """
    if cell and not _WEB_LINK.fullmatch(cell):
        raise CellError(f"{quoted_cell(cell)} is no link: evidence starts with https://")
    if len(cell) > MAX_LINK_LENGTH:
        raise CellError(f"the link has {len(cell):,} characters, and {MAX_LINK_LENGTH} are the most")
    return cell


def quoted_cell(cell: str) -> str:
    """Return a cell in quotes, clipped and on one line."""
    line = " ".join(cell.split())
    return f"“{line}”" if len(line) <= _MAX_QUOTED_LENGTH else f"“{line[: _MAX_QUOTED_LENGTH - 1]}…”"


def _resolve_slashed_date(cell: str, match: re.Match[str], order: DateOrder) -> str:
    """Return 03/04/2026 as the order of its column says; CellError if it says none and there are two readings."""
    one, two, year = int(match[1]), int(match[2]), int(match[3])
    if order is DateOrder.MONTH:
        return f"{year}-{one}-{two}"
    if order is DateOrder.UNKNOWN and one != two and max(one, two) <= 12 and min(one, two) > 0:
        names = [f"{day} {date_text.MONTHS[month - 1]}" for day, month in ((one, two), (two, one))]
        raise CellError(
            f"{quoted_cell(cell)} can be {names[0]} or {names[1]}: write {year}-{two:02d}-{one:02d} or the other"
        )
    return cell
