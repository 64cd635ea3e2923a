"""The quiet hours, in which nothing is sent to anybody."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

QUIET_FROM: Final = time(20)
QUIET_UNTIL: Final = time(8)
_DAY: Final = timedelta(days=1)


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    """Return whether it is evening or night in the zone."""
    at = now.astimezone(zone).time()
    return at >= QUIET_FROM or at < QUIET_UNTIL


def next_awake_moment(now: datetime, zone: ZoneInfo) -> datetime:
    """Return `now` or, in the quiet hours, the moment at which they end."""
    if not is_quiet(now, zone):
        return now
    local = now.astimezone(zone)
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + _DAY
    return datetime.combine(day, QUIET_UNTIL, tzinfo=zone).astimezone(UTC)
