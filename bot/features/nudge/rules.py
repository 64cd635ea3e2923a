"""When a nudge may come, what a snooze skips, and how those of a large team are spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.quiet_hours import _DAY, QUIET_FROM, is_quiet
from bot.calendar.schedule import Slot
from bot.calendar.weeks import days_of, shift, week_of
from bot.timeexpr import time_off_ranges
from bot.timeexpr.range_ends import RangeError

GRACE: Final = timedelta(hours=6)  # later than that a nudge is worth nothing


SMALL: Final = 30  # so many leave at once


EACH: Final = timedelta(seconds=1)  # what Slack takes in a workspace


LAST_LOOK: Final = timedelta(minutes=1)  # what is due later than this before its end may find no sender in time


LONGEST: Final = timedelta(days=366)  # of a snooze


@dataclass(frozen=True, slots=True)
class Snooze:
    """The week without a nudge, and the day of the first one after it."""

    week: str
    resumes: date


def expiry(due_at: datetime, now: datetime, zone: ZoneInfo, grace: timedelta = GRACE) -> datetime:
    """Until when a message may still leave: for its time of grace, and never into the quiet hours."""
    evening = datetime.combine(now.astimezone(zone).date(), QUIET_FROM, tzinfo=zone).astimezone(UTC)
    return min(due_at + grace, evening)


def spread(member: str, *, people: int, due_at: datetime, now: datetime, expires_at: datetime) -> datetime:
    """When the message of one of so many leaves: the same whoever decides it, about one a second, before it expires."""
    if people <= SMALL:
        return due_at
    start = max(due_at, now)
    room = max(timedelta(0), min(people * EACH, expires_at - start - LAST_LOOK))
    place = int.from_bytes(blake2b(member.encode(), digest_size=4).digest()) / 2**32
    return start + room * place


def snooze(slot: Slot, *, zone: ZoneInfo, now: datetime) -> Snooze:
    """What a snooze pressed now skips: the next nudge to come, and nothing else."""
    week, _ = schedule.following(slot, zone, now)
    resumes = schedule.occurrence(slot, shift(week, 1), zone)
    return Snooze(week, resumes.astimezone(zone).date())


def snoozed_until(snoozed: Snooze) -> date:
    """The first day on which the member can be nudged again."""
    return days_of(snoozed.week)[1] + _DAY


def on_day(slot: Slot, day: date, zone: ZoneInfo) -> datetime:
    """The hour of the slot on another day, in UTC."""
    return schedule.occurrence(Slot(day.weekday(), slot.at), week_of(day), zone)


def day_after(slot: Slot, *, week: str, today: date, zone: ZoneInfo, now: datetime) -> date | None:
    """The day to which that week's nudge is put off; None where the week is over by then, or its hour a quiet one."""
    near = (today + _DAY, today + 2 * _DAY)  # the second where a day begins later than the hour of the nudge
    day = next(each for each in near if on_day(slot, each, zone) > now)
    fits = week_of(day) == week and not is_quiet(on_day(slot, day, zone), zone)
    return day if fits else None


def read_until(words: str, today: date) -> date | None:
    """The first day on which nudges may come again, as people name it; None where it is none of the year ahead."""
    found = time_off_ranges.read_time_off(f"until {words}", today)
    if isinstance(found, RangeError) or found.last is None:
        return None
    return found.last if can_pause(found.last, today) else None


def can_pause(day: date, today: date) -> bool:
    """Whether nudges can be put off until that day."""
    return today < day <= today + LONGEST
