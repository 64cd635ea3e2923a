"""Rules for when a nudge may come, what a snooze skips, and how the messages of a large team are spread."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.quiet_hours import QUIET_FROM, is_quiet
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import shift_week, week_bounds, week_of
from bot.core.people.workspaces import NUDGE_GRACE
from bot.frozen import frozen
from bot.timeexpr import time_off_ranges
from bot.timeexpr.range_ends import RangeError

MAX_SENT_AT_ONCE: Final = 30  # more people than these are spread over time
SEND_INTERVAL: Final = timedelta(seconds=1)  # what Slack takes in a workspace
SEND_MARGIN: Final = timedelta(minutes=1)  # what is due later than this before its end may find no sender in time
MAX_SNOOZE: Final = timedelta(days=366)
_DAY: Final = timedelta(days=1)


@frozen
class WeekSnooze:
    """A week without a nudge, and the day of the first one after it."""

    week: str
    resumes_on: date


def message_expiry(due_at: datetime, now: datetime, zone: ZoneInfo, grace: timedelta = NUDGE_GRACE) -> datetime:
    """Return until when a message may still leave: for its time of grace, and never into the quiet hours."""
    evening = datetime.combine(now.astimezone(zone).date(), QUIET_FROM, tzinfo=zone).astimezone(UTC)
    return min(due_at + grace, evening)


def choose_send_time(
    member: str, *, recipient_count: int, due_at: datetime, now: datetime, expires_at: datetime
) -> datetime:
    """Return when a member's message leaves: about one a second, before it expires, always the same for a member."""
    if recipient_count <= MAX_SENT_AT_ONCE:
        return due_at
    start = max(due_at, now)
    room = max(timedelta(0), min(recipient_count * SEND_INTERVAL, expires_at - start - SEND_MARGIN))
    share = int.from_bytes(blake2b(member.encode(), digest_size=4).digest()) / 2**32
    return start + room * share


def plan_week_snooze(slot: WeeklySlot, *, zone: ZoneInfo, now: datetime) -> WeekSnooze:
    """Return what a snooze pressed now skips: the next nudge to come, and nothing else."""
    week, _ = schedule.next_occurrence(slot, zone, now)
    resumes = schedule.slot_moment(slot, shift_week(week, 1), zone)
    return WeekSnooze(week, resumes.astimezone(zone).date())


def first_day_after(snooze: WeekSnooze) -> date:
    """Return the first day on which the member can be nudged again."""
    return week_bounds(snooze.week)[1] + _DAY


def nudge_time_on(slot: WeeklySlot, day: date, zone: ZoneInfo) -> datetime:
    """Return the hour of the slot on another day, in UTC."""
    return schedule.slot_moment(WeeklySlot(day.weekday(), slot.time_of_day), week_of(day), zone)


def find_snooze_day(slot: WeeklySlot, *, week: str, today: date, zone: ZoneInfo, now: datetime) -> date | None:
    """Return the day to which that week's nudge is put off; None if the week is over by then or its hour is quiet."""
    near = (today + _DAY, today + 2 * _DAY)  # the second where a day begins later than the hour of the nudge
    day = next(each for each in near if nudge_time_on(slot, each, zone) > now)
    fits = week_of(day) == week and not is_quiet(nudge_time_on(slot, day, zone), zone)
    return day if fits else None


def parse_until(typed: str, today: date) -> date | None:
    """Parse the first day on which nudges may come again; None if it is not a day of the year ahead."""
    found = time_off_ranges.read_time_off(f"until {typed}", today)
    if isinstance(found, RangeError) or found.last is None:
        return None
    return found.last if can_snooze_until(found.last, today) else None


def can_snooze_until(day: date, today: date) -> bool:
    """Return whether nudges can be put off until that day."""
    return today < day <= today + MAX_SNOOZE
