"""The ticker's one step: find what has fallen due, claim it, and put its messages into the outbox."""

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
    """Deal with everything that is due at `now`, each once whoever else is doing it; returns the messages written.

    Raises:
        Unavailable: the database could not do it; what was written stays, the rest is due still.
    """
    with deps.database.read() as conn:
        places = workspaces.list_workspaces(conn, settings=deps.settings)
    return sum(_queue_workspace(deps, place, now) for place in places)


def run_tick(deps: Deps, now: datetime, idle: IdleWorkspaces) -> int:
    """The same for who does it again and again, and so need not look where nothing can have fallen due since.

    Raises:
        Unavailable: as above.
    """
    with deps.database.read() as conn:
        marks = workspaces.read_schedule_fingerprints(conn)
        stirring = [each for each, mark in marks.items() if not idle.is_idle(each, mark, now)]
        places = [workspaces.read_workspace(conn, workspace=each, settings=deps.settings) for each in stirring]
    return sum(_queue_workspace(deps, place, now, partial(_note_idle, idle, marks[place.id])) for place in places)


def find_due(
    deps: Deps, conn: Connection, workspace: Workspace, now: datetime, limit: int | None = None
) -> list[DecidedOccurrence]:
    """What is due in a workspace and not dealt with. Nothing is written; an idle look costs a few small queries."""
    schedules = (feature.schedule for feature in deps.features if feature.schedule)
    return [occurrence for each in schedules for occurrence in each.find_due(deps, conn, workspace, now, limit)]


def list_weekly_slots(deps: Deps, conn: Connection, workspace: Workspace) -> list[tuple[WeeklySlot, ZoneInfo]]:
    """The weekly times at which anything of a workspace falls due, each in the zone it counts in."""
    schedules = (feature.schedule for feature in deps.features if feature.schedule)
    return [slot for each in schedules for slot in each.list_slots(deps, conn, workspace)]


def _queue_workspace(
    deps: Deps, workspace: Workspace, now: datetime, on_nothing_left: Callable[..., None] | None = None
) -> int:
    """One workspace; what is wrong with it keeps no other from its messages. `note` is told when nothing is left."""
    written = 0
    try:
        while occasions := _read_due(deps, workspace, now):
            with deps.database.begin() as conn:
                written += sum(claim_and_queue(conn, occasion, now) for occasion in occasions)
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
    """The workspace's mark when nothing was found to be due, and how long that holds while the mark stays the same."""

    mark: ScheduleFingerprint
    since: datetime
    until: datetime


class IdleWorkspaces:
    """What one process has seen. That nothing is sent twice rests on the claims alone, never on this."""

    def __init__(self) -> None:
        self._idle: dict[str, IdleWorkspace] = {}

    def is_idle(self, workspace: str, mark: ScheduleFingerprint, now: datetime) -> bool:
        """Whether nothing can be due; any change of the settings, or of the people, ends a lull."""
        lull = self._idle.get(workspace)
        return lull is not None and lull.since <= now < lull.until and lull.mark == mark

    def note_idle(self, workspace: str, mark: ScheduleFingerprint, now: datetime, until: datetime) -> None:
        """Nothing was due at `now`; the mark was read before that look."""
        self._idle[workspace] = IdleWorkspace(mark, now, until)


def idle_until(slots: Iterable[tuple[WeeklySlot, ZoneInfo]], workspace: Workspace, now: datetime) -> datetime:
    """When something may fall due next: at a weekly time or, as what the night keeps back does, in a morning."""
    known = set(slots)
    weekly = (schedule.next_occurrence(slot, zone, now)[1] for slot, zone in known)
    mornings = (_next_morning(zone, now) for zone in {workspace.zone, *(zone for _, zone in known)})
    return min([*weekly, *mornings])


def _next_morning(zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    near = (datetime.combine(today + timedelta(days=days), QUIET_UNTIL, tzinfo=zone) for days in range(3))
    return next(moment for each in near if (moment := each.astimezone(UTC)) > now)
