"""Single cells of a sheet of hours: each read to its value, or refused in words that say what would be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

from bot.calendar import format as calendar_format
from bot.core.ledger.note import LONGEST_NOTE
from bot.timeexpr import numbers, past_days
from bot.timeexpr.durations import parse, patterns

OLDEST: Final = 3653  # days, which are ten years
LONGEST_LINK: Final = 500

_SHOWN: Final = 40
_BARE = re.compile(rf"[-+]?{numbers.NUMBER}")
_SECONDS = re.compile(r"([0-9]{1,2}:[0-9]{2}):[0-9]{2}")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:[0-9]{2}.*")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_LINK = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_LENGTHS: Final = {
    patterns.DurationProblem.BAD: "{got} is no length of time: write 90 minutes as 90m, 1:30 or 1.5h",
    patterns.DurationProblem.NEGATIVE: "{got} is less than nothing",
    patterns.DurationProblem.ZERO: "{got} is no time at all",
    patterns.DurationProblem.WRONG_UNIT: "{got} counts days or more: write hours or minutes",
    patterns.DurationProblem.HOURS_OR_MINUTES: "{got} can be minutes or hours: write {number}m or {number}h",
    patterns.DurationProblem.TOO_LONG: "{got} is more than a day has",
}


class Misfit(Exception):
    """A cell cannot be taken; the words say why."""


class Unit(StrEnum):
    """What a bare number in a column means."""

    MINUTES = "min"
    HOURS = "h"
    EITHER = ""


class Order(StrEnum):
    """What comes first in dates such as 03/04/2026, as far as the column shows it."""

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


def order_of(cells: Iterable[str]) -> Order:
    """Which order a column of dates keeps to: one number over twelve gives it away."""
    found = [match for match in map(_SLASHED.fullmatch, cells) if match]
    seen = {Order.DAY for match in found if int(match[1]) > 12}
    seen |= {Order.MONTH for match in found if int(match[2]) > 12}
    return seen.pop() if len(seen) == 1 else Order.UNKNOWN


def read_day(cell: str, order: Order, today: date) -> date:
    """A day with its year, up to ten years back. Raises Misfit."""
    if moment := _MOMENT.fullmatch(cell):
        cell = moment[1]
    if slashed := _SLASHED.fullmatch(cell):
        cell = _unslashed(cell, slashed, order)
    found = past_days.read_past_day(cell, today)
    why, day = (found.why, found.day) if isinstance(found, past_days.DateError) else (None, found)
    if why is past_days.DateProblem.NO_SUCH_DAY:
        raise Misfit(f"there is no such day as {shown(cell)}")
    if day is None or str(day.year) not in cell:  # "yesterday" would be another day tomorrow
        raise Misfit(f"{shown(cell)} is no day with its year: write it like {today.isoformat()}")
    if day > today:
        raise Misfit(f"{calendar_format.spell(day, today)} has not come yet")
    if (today - day).days > OLDEST:
        raise Misfit(f"{calendar_format.spell(day, today)} is more than ten years ago")
    return day


def read_minutes(cell: str, unit: Unit) -> int:
    """Whole minutes from 1 to 1440. Raises Misfit."""
    text = cell
    if clock := _SECONDS.fullmatch(cell):
        text = clock[1]
    elif unit is not Unit.EITHER and _BARE.fullmatch(cell):
        text = f"{cell} {unit.value}"
    found = parse.take(text)
    if isinstance(found, parse.Duration) and not found.rest:
        return found.minutes
    why = found.why if isinstance(found, parse.UnclearDuration) else patterns.DurationProblem.BAD
    raise Misfit(_LENGTHS[why].format(got=shown(cell), number=cell))


def read_note(cell: str) -> str:
    """The note with its line breaks, without what cannot be stored. Raises Misfit."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    note = "".join(" " if char != "\n" and unicodedata.category(char) == "Cc" else char for char in lines).strip()
    if len(note) > LONGEST_NOTE:
        raise Misfit(f"the note has {len(note):,} characters, and {LONGEST_NOTE:,} are the most")
    return note


def read_link(cell: str) -> str:
    """An http or https address, or nothing. Raises Misfit."""
    if cell and not _LINK.fullmatch(cell):
        raise Misfit(f"{shown(cell)} is no link: evidence starts with https://")
    if len(cell) > LONGEST_LINK:
        raise Misfit(f"the link has {len(cell):,} characters, and {LONGEST_LINK} are the most")
    return cell


def shown(cell: str) -> str:
    """A cell as it is quoted to the person."""
    line = " ".join(cell.split())
    return f"“{line}”" if len(line) <= _SHOWN else f"“{line[: _SHOWN - 1]}…”"


def _unslashed(cell: str, found: re.Match[str], order: Order) -> str:
    """03/04/2026 with the order that the column gives; where it gives none, only what can be read in one way."""
    one, two, year = int(found[1]), int(found[2]), int(found[3])
    if order is Order.MONTH:
        return f"{year}-{one}-{two}"
    if order is Order.UNKNOWN and one != two and max(one, two) <= 12 and min(one, two) > 0:
        names = [f"{day} {calendar_format.MONTHS[month - 1]}" for day, month in ((one, two), (two, one))]
        raise Misfit(f"{shown(cell)} can be {names[0]} or {names[1]}: write {year}-{two:02d}-{one:02d} or the other")
    return cell
