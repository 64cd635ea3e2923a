"""Workspaces in which nothing can be due for a while, so that a tick need not look at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.quiet_hours import QUIET_UNTIL
from bot.calendar.schedule import WeeklySlot
from bot.core.people.workspaces import ScheduleFingerprint, Workspace
from bot.frozen import frozen


@frozen
class IdleWorkspace:
    """An idle workspace: nothing is due from `since` until `until`, unless its fingerprint changes from `mark`."""

    mark: ScheduleFingerprint
    since: datetime
    until: datetime


class IdleWorkspaces:
    """The idle workspaces that this process knows of. They save queries; only claims prevent double sending."""

    def __init__(self) -> None:
        self._idle: dict[str, IdleWorkspace] = {}

    def is_idle(self, workspace: str, mark: ScheduleFingerprint, now: datetime) -> bool:
        """Return whether nothing can be due; a change of the settings or the people ends that."""
        known = self._idle.get(workspace)
        return known is not None and known.since <= now < known.until and known.mark == mark

    def note_idle(self, workspace: str, mark: ScheduleFingerprint, now: datetime, until: datetime) -> None:
        """Remember that nothing was due at `now`; `mark` was read before that was checked."""
        self._idle[workspace] = IdleWorkspace(mark, now, until)


def idle_until(
    slots: Iterable[tuple[str, WeeklySlot, ZoneInfo]], workspaces: Sequence[Workspace], now: datetime
) -> dict[str, datetime]:
    """Return by workspace when something may fall due next there: at one of its weekly times, or in the morning for
    what quiet hours held back.
    """

    @cache
    def next_moment(slot: WeeklySlot, zone: ZoneInfo) -> datetime:
        return schedule.next_occurrence(slot, zone, now)[1]

    @cache
    def next_morning(zone: ZoneInfo) -> datetime:
        return _next_morning(zone, now)

    until = {each.id: next_morning(each.zone) for each in workspaces}
    for workspace, slot, zone in slots:
        until[workspace] = min(until[workspace], next_moment(slot, zone), next_morning(zone))
    return until


def _next_morning(zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    near = (datetime.combine(today + timedelta(days=days), QUIET_UNTIL, tzinfo=zone) for days in range(3))
    return next(moment for each in near if (moment := each.astimezone(UTC)) > now)
