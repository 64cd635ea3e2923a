"""One tick of the worker: find what has fallen due, claim it, and put its messages into the outbox."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.quiet_hours import QUIET_UNTIL
from bot.calendar.schedule import WeeklySlot
from bot.core.people import workspaces
from bot.core.people.workspaces import ScheduleFingerprint, Workspace
from bot.db.engine import Connection, DatabaseUnavailable
from bot.delivery.decided_occurrence import DecidedOccurrence, claim_and_queue
from bot.deps import Deps

log = logging.getLogger(__name__)

PEOPLE_PER_TRANSACTION: Final = (
    100  # people of one zone decided on in one transaction, so that no booking waits long for it
)


def queue_due(deps: Deps, now: datetime) -> int:
    """Claim and queue everything due at `now`, once even beside other processes; returns the number of messages.

    Raises:
        DatabaseUnavailable: the database could not do it; what was written stays, the rest is still due.
    """
    with deps.database.read() as conn:
        found = workspaces.list_workspaces(conn, settings=deps.settings)
    return sum(_queue_workspace(deps, workspace, now) for workspace in found)


def run_tick(deps: Deps, now: datetime, idle: IdleWorkspaces) -> int:
    """Do what `queue_due` does, without the workspaces in which nothing can have fallen due since the last tick.

    Raises:
        DatabaseUnavailable: the database could not do it; what was written stays, the rest is still due.
    """
    with deps.database.read() as conn:
        marks = workspaces.read_schedule_fingerprints(conn)
        ids = [each for each, mark in marks.items() if not idle.is_idle(each, mark, now)]
        found = [workspaces.read_workspace(conn, workspace=each, settings=deps.settings) for each in ids]
    return sum(_queue_workspace(deps, each, now, partial(_note_idle, idle, marks[each.id])) for each in found)


def find_due(
    deps: Deps, conn: Connection, workspace: Workspace, now: datetime, limit: int | None = None
) -> list[DecidedOccurrence]:
    """Return what is due and not dealt with in a workspace. Writes nothing; costs few queries if nothing is due."""
    schedules = (feature.schedule for feature in deps.features if feature.schedule)
    return [occurrence for each in schedules for occurrence in each.find_due(deps, conn, workspace, now, limit)]


def list_weekly_slots(deps: Deps, conn: Connection, workspace: Workspace) -> list[tuple[WeeklySlot, ZoneInfo]]:
    """Return the weekly times at which anything falls due in a workspace, each with its zone."""
    schedules = (feature.schedule for feature in deps.features if feature.schedule)
    return [slot for each in schedules for slot in each.list_slots(deps, conn, workspace)]


def _queue_workspace(
    deps: Deps, workspace: Workspace, now: datetime, on_nothing_left: Callable[..., None] | None = None
) -> int:
    """Queue what is due in one workspace and log its errors, so that the others get theirs.

    `on_nothing_left` is called once nothing is left.
    """
    written = 0
    try:
        while batch := _read_due(deps, workspace, now):
            with deps.database.begin() as conn:
                written += sum(claim_and_queue(conn, occurrence, now) for occurrence in batch)
        if on_nothing_left:
            on_nothing_left(deps, workspace, now)
    except DatabaseUnavailable:
        raise
    except Exception:
        log.exception("due failed workspace=%s", workspace.id)
    if written:
        log.info("queued workspace=%s messages=%d", workspace.id, written)
    return written


def _read_due(deps: Deps, workspace: Workspace, now: datetime) -> list[DecidedOccurrence]:
    with deps.database.read() as conn:
        return find_due(deps, conn, workspace, now, PEOPLE_PER_TRANSACTION)


def _note_idle(
    idle: IdleWorkspaces, mark: ScheduleFingerprint, deps: Deps, workspace: Workspace, now: datetime
) -> None:
    with deps.database.read() as conn:
        until = idle_until(list_weekly_slots(deps, conn, workspace), workspace, now)
    idle.note_idle(workspace.id, mark, now, until)


@dataclass(frozen=True, slots=True)
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


def idle_until(slots: Iterable[tuple[WeeklySlot, ZoneInfo]], workspace: Workspace, now: datetime) -> datetime:
    """Return when something may fall due next: at a weekly time, or in the morning for what quiet hours held back."""
    known = set(slots)
    weekly = (schedule.next_occurrence(slot, zone, now)[1] for slot, zone in known)
    mornings = (_next_morning(zone, now) for zone in {workspace.zone, *(zone for _, zone in known)})
    return min([*weekly, *mornings])


def _next_morning(zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    near = (datetime.combine(today + timedelta(days=days), QUIET_UNTIL, tzinfo=zone) for days in range(3))
    return next(moment for each in near if (moment := each.astimezone(UTC)) > now)
