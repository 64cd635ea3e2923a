"""A member's own day and hour for their nudge: parsed, kept out of the night, and in force from a week on."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.date_text import WEEKDAYS
from bot.calendar.quiet_hours import QUIET_FROM, QUIET_UNTIL
from bot.calendar.schedule import WeeklySlot
from bot.calendar.wall_time import read_wall_time
from bot.calendar.weeks import local_week, shift_week
from bot.core.people.nudge_cadence import EVERY_TWO_WEEKS, MONTHLY
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

LAST_HOUR: Final = time(
    19
)  # offered in place of a later one, so that a letter before it does not push it into the night
_DAY_NAMES: Final = {
    name: number
    for number, day in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
    for name in (day, f"{day}s", day[:2], day[:3], *{"tue": ("tues",), "thu": ("thur", "thurs")}.get(day[:3], ()))
}
_CADENCE_WORDS: Final = {
    **dict.fromkeys(("weekly", "every week", "each week", "once a week"), 1),
    **dict.fromkeys(
        ("every two weeks", "every 2 weeks", "every second week", "every other week", "fortnightly", "biweekly"),
        EVERY_TWO_WEEKS,
    ),
    **dict.fromkeys(("monthly", "every month", "each month", "once a month", "every four weeks"), MONTHLY),
}
DEFAULT_WORDS: Final = frozenset({"default", "reset", "usual", "team", "team time"})
_FILLERS: Final = lazy_pattern(r"\b(?:on|at|every|each|o'?clock|the)\b|[,@]")
_SPACES: Final = lazy_pattern(r"\s+")


@frozen
class OwnTime:
    """A weekly time of one's own from a week on, and the one that holds until then; None is the workspace's."""

    slot: WeeklySlot | None
    from_week: str
    before: WeeklySlot | None


def parse_cadence(words: str) -> int | None:
    """Parse how often, as the weeks from one nudge to the next; None for other words."""
    return _CADENCE_WORDS.get(_SPACES.sub(" ", words.strip().casefold()))


def parse_own_time(words: str, current: WeeklySlot) -> WeeklySlot | None:
    """Parse `tue 10:00`, `10am on Tuesdays`, `tue` or `10:00`; what is left out stays as in `current`."""
    parts = _SPACES.sub(" ", _FILLERS.sub(" ", words.casefold())).strip().split(" ")
    days = [part for part in parts if part in _DAY_NAMES]
    rest = " ".join(part for part in parts if part not in _DAY_NAMES)
    at = read_wall_time(rest) if rest else current.time_of_day
    if len(days) > 1 or at is None or not (days or rest):
        return None
    if not days and rest.isdecimal():  # a number alone may be anything
        return None
    return WeeklySlot(_DAY_NAMES[days[0]] if days else current.weekday, at)


def is_at_night(slot: WeeklySlot) -> bool:
    """Return whether a time lies in the quiet hours."""
    return slot.time_of_day >= QUIET_FROM or slot.time_of_day < QUIET_UNTIL


def nearest_allowed(slot: WeeklySlot) -> tuple[WeeklySlot, WeeklySlot]:
    """Return the last time before a night and the first one after it."""
    is_evening = slot.time_of_day >= QUIET_FROM
    evening = slot.weekday if is_evening else (slot.weekday - 1) % len(WEEKDAYS)
    return WeeklySlot(evening, LAST_HOUR), WeeklySlot((evening + 1) % len(WEEKDAYS), QUIET_UNTIL)


def begin_own_time(
    slot: WeeklySlot | None, *, current: OwnTime | None, default: WeeklySlot, zone: ZoneInfo, now: datetime
) -> OwnTime:
    """Return from when a chosen time holds: this week if its moment is still to come, else the next.

    So a week in which a nudge is still to come gets it once, at the old time or at the new one.
    """
    week = local_week(now, zone)
    in_force = slot_in_force(current, week)
    is_to_come = schedule.slot_moment(slot or default, week, zone) > now
    return OwnTime(slot, week if is_to_come else shift_week(week, 1), in_force)


def slot_in_force(own: OwnTime | None, week: str) -> WeeklySlot | None:
    """Return the own time that holds in a week; None for the workspace's."""
    if own is None:
        return None
    return own.slot if own.from_week <= week else own.before
