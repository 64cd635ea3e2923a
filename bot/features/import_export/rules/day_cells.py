"""Parse days with their year, and the times beside them, as people and programs write them in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.calendar import date_text
from bot.features.import_export.rules.csv_cells import CellError, quoted_cell
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr import past_days

MAX_AGE_DAYS: Final = 3653  # ten years
_CLOCK: Final = (
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?| ?uhr)?"
)
_ZONE: Final = r"(?P<zone>Z|UTC|[+-][0-9]{2}:?[0-9]{2})"
_CLOCK_CELL = lazy_pattern(rf"{_CLOCK}(?: ?{_ZONE})?", re.IGNORECASE)
_MOMENT = lazy_pattern(rf"(?P<day>.*[0-9])(?:T|,? +(?:at )?){_CLOCK}(?: ?{_ZONE})?", re.IGNORECASE)
_BASIC_MOMENT = lazy_pattern(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})(Z?)")  # 20261120T090000Z
_NUMERIC_DAY = lazy_pattern(r"([0-9]{4}|[0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{1,2})")
_WORDED_DAY = lazy_pattern(
    r"(?P<weekday>[a-z]{3,9}\.?,? )?(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[-/., ]+(?P<month>[a-z]{3,9})"
    r"|(?P<month_first>[a-z]{3,9})\.?[-/ ]*(?P<day_second>[0-9]{1,2})(?:st|nd|rd|th)?)"
    r"[-/., ]+'?(?P<year>[0-9]{4}|[0-9]{2})",
    re.IGNORECASE,
)
_SPREADSHEET_DAY = lazy_pattern(r"[34][0-9]{4}(?:[.,][0-9]+)?")  # days since 1899
_UTC_NAMES: Final = frozenset({"Z", "UTC", "+00:00", "+0000", "-00:00", "-0000"})


class DateOrder(StrEnum):
    """The order of day and month in dates such as 03/04/2026, as far as the column shows it."""

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


@frozen
class DayCell:
    """A day as it was written, and the time of day beside it; with `is_utc` both are UTC and not of any person."""

    day: date
    clock: time | None = None
    is_utc: bool = False

    @property
    def moment(self) -> datetime | None:
        """Return the moment that is the same everywhere, if the cell holds one."""
        return datetime.combine(self.day, self.clock, UTC) if self.clock and self.is_utc else None


def detect_date_order(cells: Iterable[str]) -> DateOrder:
    """Return the order of a column of dates, which a number over twelve shows."""
    matches = [match for match in (_NUMERIC_DAY.match(cell) for cell in cells) if match and len(match[1]) < 4]
    orders = {DateOrder.DAY for match in matches if int(match[1]) > 12}
    orders |= {DateOrder.MONTH for match in matches if int(match[3]) > 12}
    return orders.pop() if len(orders) == 1 else DateOrder.UNKNOWN


def parse_day_cell(cell: str, order: DateOrder, today: date) -> DayCell:
    """Parse a day with its year, up to ten years back, and the time beside it.

    A time with an offset stands on the day that was written, which was the person's own; one in UTC is nobody's own.

    Raises:
        CellError: it is none, or out of that range.
    """
    if basic := _BASIC_MOMENT.fullmatch(cell):
        year, month, day, hour, minute, second, zulu = basic.groups()
        cell = f"{year}-{month}-{day}T{hour}:{minute}:{second}{zulu}"
    found, words = None, cell
    if (moment := _MOMENT.fullmatch(cell)) and (moment["minute"] or moment["half"]):
        found, words = moment, moment["day"]
    day = _parse_day(words, order, today)
    clock = _clock(found) if found else None
    is_utc = clock is not None and found is not None and (found["zone"] or "").upper() in _UTC_NAMES
    if day > today + timedelta(days=is_utc):  # it may not be that day yet where the person is
        raise CellError(f"{date_text.day_text(day, today)} is in the future")
    if (today - day).days > MAX_AGE_DAYS:
        raise CellError(f"{date_text.day_text(day, today)} is more than ten years ago")
    return DayCell(day, clock, is_utc)


def parse_clock_cell(cell: str) -> time | None:
    """Parse a time of day alone: 9:00, 09:00:30 PM; None for anything else."""
    found = _CLOCK_CELL.fullmatch(cell)
    return _clock(found) if found and (found["minute"] or found["half"]) else None


def _clock(found: re.Match[str]) -> time | None:
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 0 < hour <= 12 else 24
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None


def _parse_day(words: str, order: DateOrder, today: date) -> date:
    if numeric := _NUMERIC_DAY.fullmatch(words.rstrip(".")):
        return _numeric_day(words, numeric, order)
    if _SPREADSHEET_DAY.fullmatch(words):
        day = date(1899, 12, 30) + timedelta(days=int(words[:5]))
        shown = f"{day.day} {date_text.MONTHS[day.month - 1]} {day.year}"
        raise CellError(f"{quoted_cell(words)} is a spreadsheet's number for {shown}: show the column as dates")
    worded = _WORDED_DAY.fullmatch(words)
    if worded is None:  # "yesterday" would be another day tomorrow
        raise CellError(f"{quoted_cell(words)} isn't a day with its year: write it like {today.isoformat()}")
    number, month = worded["day"] or worded["day_second"], worded["month"] or worded["month_first"]
    weekday = (worded["weekday"] or "").rstrip(" ,.")
    year = worded["year"] if len(worded["year"]) == 4 else f"20{worded['year']}"
    result = past_days.read_past_day(f"{weekday} {number} {month} {year}".strip(), today)
    if isinstance(result, past_days.DateError) and result.why is past_days.DateProblem.NO_SUCH_DAY:
        raise _no_such_day(words)
    found = result.day if isinstance(result, past_days.DateError) else result
    if found is None:
        raise CellError(f"{quoted_cell(words)} isn't a day with its year: write it like {today.isoformat()}")
    return found


def _numeric_day(words: str, found: re.Match[str], order: DateOrder) -> date:
    """Return the one day that the numbers can be. Raises CellError for none, and for two."""
    first, separator, middle, last = found.groups()
    readings: dict[DateOrder | None, date | None] = {}
    if len(first) < 4:
        year = last if len(last) == 4 else f"20{last:0>2}"
        readings = {DateOrder.DAY: _date(year, middle, first), DateOrder.MONTH: _date(year, first, middle)}
    if len(first) == 4 or (separator == "-" and len(first) == len(last) == 2):
        readings[None] = _date(first if len(first) == 4 else f"20{first}", middle, last)
    if separator == "." and readings.get(DateOrder.DAY):  # which is written nowhere with the month first
        order = DateOrder.DAY
    sure = readings.get(order)
    days = [sure] if sure else list(dict.fromkeys(filter(None, readings.values())))
    if not days:
        raise _no_such_day(words)
    if len(days) > 1:
        same_year = days[0].year == days[1].year
        names = [
            f"{each.day} {date_text.MONTHS[each.month - 1]}" + ("" if same_year else f" {each.year}") for each in days
        ]
        raise CellError(
            f"{quoted_cell(words)} can be {names[0]} or {names[1]}: write {days[0].isoformat()} or the other"
        )
    return days[0]


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _no_such_day(words: str) -> CellError:
    return CellError(f"{quoted_cell(words)} isn't a day")
