"""When a nudge may come, and what a snooze skips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import schedule
from bot.domain.schedule import Slot
from bot.domain.weeks import days_of, shift

QUIET_FROM: Final = time(20)
QUIET_UNTIL: Final = time(8)
GRACE: Final = timedelta(hours=6)  # later than that a nudge is worth nothing


@dataclass(frozen=True, slots=True)
class Snooze:
    """The week without a nudge, and the day of the first one after it."""

    week: str
    resumes: date


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is evening or night there."""
    at = now.astimezone(zone).time()
    return at >= QUIET_FROM or at < QUIET_UNTIL


def expiry(due_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Until when a nudge may still leave: for its time of grace, and never into the quiet hours."""
    evening = datetime.combine(now.astimezone(zone).date(), QUIET_FROM, tzinfo=zone).astimezone(UTC)
    return min(due_at + GRACE, evening)


def snooze(slot: Slot, *, zone: ZoneInfo, now: datetime) -> Snooze:
    """What a snooze pressed now skips: the next nudge to come, and nothing else."""
    week, _ = schedule.following(slot, zone, now)
    resumes = schedule.occurrence(slot, shift(week, 1), zone)
    return Snooze(week, resumes.astimezone(zone).date())


def snoozed_until(snoozed: Snooze) -> date:
    """The first day on which the member can be nudged again."""
    return days_of(snoozed.week)[1] + timedelta(days=1)
