"""Weekly times in a local calendar: exactly one moment for each local week, over every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar.date_text import WEEKDAYS
from bot.calendar.wall_time import read_wall_time
from bot.calendar.weeks import local_week, shift_week, week_bounds
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

_SECOND: Final = timedelta(seconds=1)
_UTC: Final = ZoneInfo("UTC")
_EARLIEST_ZONE_OFFSET: Final = timedelta(hours=14)
_LATEST_ZONE_OFFSET: Final = timedelta(hours=12)
_LONGEST_GAP: Final = timedelta(days=1)  # the day that is skipped where the date line moves
_SLOT = lazy_pattern(  # a number alone may be a day of the month
    r"(mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday) +(.*[^0-9].*)"
)


@frozen
class WeeklySlot:
    """A weekday (0 is Monday) and a wall time."""

    weekday: int
    time_of_day: time


def parse_slot(text: str) -> WeeklySlot:
    """Return a slot such as "mon 09:00"; ValueError says what is expected."""
    found = _SLOT.fullmatch(text.strip().lower())
    at = read_wall_time(found[2]) if found else None
    if found is None or at is None:
        raise ValueError(f"{text!r} isn't a weekday and a time of day, such as mon 09:00")
    return WeeklySlot([name.lower() for name in WEEKDAYS].index(found[1][:3]), at)


def slot_text(slot: WeeklySlot) -> str:
    """Return a slot as it is written everywhere: "Mon 09:00"."""
    return f"{WEEKDAYS[slot.weekday]} {slot.time_of_day:%H:%M}"


@lru_cache(4096)  # a ticker asks for the same few again and again
def slot_moment(slot: WeeklySlot, week: str, zone: ZoneInfo) -> datetime:
    """Return the moment of the slot in a local week, in UTC: after a gap its end, of a repeated hour the first."""
    day = week_bounds(week)[0] + timedelta(days=slot.weekday)
    wall = datetime.combine(day, slot.time_of_day, tzinfo=zone)
    moment = wall.astimezone(UTC)
    exists = moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
    return moment if exists else _end_of_gap(wall, moment, zone)


def _end_of_gap(wall: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which the clocks jumped over this wall time, found by halving."""
    before = wall.replace(fold=1).astimezone(UTC)
    offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if middle <= before:
            break
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


@lru_cache(4096)
def latest_occurrence(slot: WeeklySlot, zone: ZoneInfo, now: datetime) -> tuple[str, datetime]:
    """Return the newest occurrence at or before `now`, with its local week."""
    return max((found for found in _nearby_occurrences(slot, zone, now) if found[1] <= now), key=lambda found: found[1])


@lru_cache(4096)
def next_occurrence(slot: WeeklySlot, zone: ZoneInfo, now: datetime) -> tuple[str, datetime]:
    """Return the first occurrence after `now`, with its local week."""
    return min((found for found in _nearby_occurrences(slot, zone, now) if found[1] > now), key=lambda found: found[1])


def may_have_come(slot: WeeklySlot, now: datetime, within: timedelta) -> bool:
    """Return whether the slot has come anywhere on earth within this time; if not, nobody has to be looked up."""
    earliest = now + _EARLIEST_ZONE_OFFSET
    _, moment = latest_occurrence(slot, _UTC, earliest)
    return earliest - moment <= within + _EARLIEST_ZONE_OFFSET + _LATEST_ZONE_OFFSET + _LONGEST_GAP


def _nearby_occurrences(slot: WeeklySlot, zone: ZoneInfo, now: datetime) -> list[tuple[str, datetime]]:
    """Return the occurrences of the weeks around `now`: a shifted one may lie outside its own week."""
    week = local_week(now, zone)
    return [(near, slot_moment(slot, near, zone)) for near in (shift_week(week, weeks) for weeks in range(-2, 3))]
