"""Single cells of a sheet of hours: each read to its value, or refused in words that say what would be right."""

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

MAX_AGE_DAYS: Final = 3653  # days, which are ten years
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
    """A cell cannot be taken; the words say why."""


class DurationUnit(StrEnum):
    """What a bare number in a column means."""

    MINUTES = "min"
    HOURS = "h"
    EITHER = ""


class DateOrder(StrEnum):
    """What comes first in dates such as 03/04/2026, as far as the column shows it."""

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


def detect_date_order(cells: Iterable[str]) -> DateOrder:
    """Which order a column of dates keeps to: one number over twelve gives it away."""
    found = [match for match in map(_SLASHED_DATE.fullmatch, cells) if match]
    seen = {DateOrder.DAY for match in found if int(match[1]) > 12}
    seen |= {DateOrder.MONTH for match in found if int(match[2]) > 12}
    return seen.pop() if len(seen) == 1 else DateOrder.UNKNOWN


def parse_day_cell(cell: str, order: DateOrder, today: date) -> date:
    """A day with its year, up to ten years back. Raises Misfit."""
    if moment := _TIMESTAMP.fullmatch(cell):
        cell = moment[1]
    if slashed := _SLASHED_DATE.fullmatch(cell):
        cell = _resolve_slashed_date(cell, slashed, order)
    found = past_days.read_past_day(cell, today)
    why, day = (found.why, found.day) if isinstance(found, past_days.DateError) else (None, found)
    if why is past_days.DateProblem.NO_SUCH_DAY:
        raise CellError(f"there is no such day as {quoted_cell(cell)}")
    if day is None or str(day.year) not in cell:  # "yesterday" would be another day tomorrow
        raise CellError(f"{quoted_cell(cell)} is no day with its year: write it like {today.isoformat()}")
    if day > today:
        raise CellError(f"{date_text.day_text(day, today)} has not come yet")
    if (today - day).days > MAX_AGE_DAYS:
        raise CellError(f"{date_text.day_text(day, today)} is more than ten years ago")
    return day


def parse_minutes_cell(cell: str, unit: DurationUnit) -> int:
    """Whole minutes from 1 to 1440. Raises Misfit."""
    text = cell
    if clock := _CLOCK_WITH_SECONDS.fullmatch(cell):
        text = clock[1]
    elif unit is not DurationUnit.EITHER and _BARE_NUMBER.fullmatch(cell):
        text = f"{cell} {unit.value}"
    found = parse.take(text)
    if isinstance(found, parse.Duration) and not found.rest:
        return found.minutes
    why = found.why if isinstance(found, parse.UnclearDuration) else patterns.DurationProblem.BAD
    raise CellError(_DURATION_ERRORS[why].format(got=quoted_cell(cell), number=cell))


def parse_note_cell(cell: str) -> str:
    """The note with its line breaks, without what cannot be stored. Raises Misfit."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    note = "".join(" " if char != "\n" and unicodedata.category(char) == "Cc" else char for char in lines).strip()
    if len(note) > MAX_NOTE_LENGTH:
        raise CellError(f"the note has {len(note):,} characters, and {MAX_NOTE_LENGTH:,} are the most")
    return note


def parse_link_cell(cell: str) -> str:
    """An http or https address, or nothing. Raises Misfit."""
    if cell and not _WEB_LINK.fullmatch(cell):
        raise CellError(f"{quoted_cell(cell)} is no link: evidence starts with https://")
    if len(cell) > MAX_LINK_LENGTH:
        raise CellError(f"the link has {len(cell):,} characters, and {MAX_LINK_LENGTH} are the most")
    return cell


def quoted_cell(cell: str) -> str:
    """A cell as it is quoted to the person."""
    line = " ".join(cell.split())
    return f"“{line}”" if len(line) <= _MAX_QUOTED_LENGTH else f"“{line[: _MAX_QUOTED_LENGTH - 1]}…”"


def _resolve_slashed_date(cell: str, match: re.Match[str], order: DateOrder) -> str:
    """03/04/2026 with the order that the column gives; where it gives none, only what can be read in one way."""
    one, two, year = int(match[1]), int(match[2]), int(match[3])
    if order is DateOrder.MONTH:
        return f"{year}-{one}-{two}"
    if order is DateOrder.UNKNOWN and one != two and max(one, two) <= 12 and min(one, two) > 0:
        names = [f"{day} {date_text.MONTHS[month - 1]}" for day, month in ((one, two), (two, one))]
        raise CellError(
            f"{quoted_cell(cell)} can be {names[0]} or {names[1]}: write {year}-{two:02d}-{one:02d} or the other"
        )
    return cell
