"""What has fallen due: find in which workspaces, by few statements for many of them, and put its messages into the
outbox, workspace by workspace.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from bot.calendar.schedule import WeeklySlot
from bot.core.people import workspaces
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection, DatabaseUnavailable
from bot.delivery.decided_occurrence import DecidedOccurrence, claim_and_queue
from bot.deps import Deps
from bot.feature import Schedule
from bot.frozen import frozen
from bot.request_context import BROKEN

log = logging.getLogger(__name__)
Looked = TypeVar("Looked")  # a workspace, or its id

PEOPLE_PER_TRANSACTION: Final = (
    100  # people of one zone decided on in one transaction, so that no booking waits long for it
)
WORKSPACES_PER_LOOK: Final = 250  # looked at by the same statements, each far from PostgreSQL's time limit


@frozen
class ReadyWorkspace:
    """A workspace in which something is due, by the schedules of these features."""

    workspace: Workspace
    schedules: tuple[Schedule, ...]

    def find_due(self, deps: Deps, conn: Connection, now: datetime, limit: int | None) -> list[DecidedOccurrence]:
        """Return what is due; at most about `limit` of each feature."""
        return [due for each in self.schedules for due in each.find_due(deps, conn, self.workspace, now, limit)]


def queue_due(deps: Deps, now: datetime) -> int:
    """Claim and queue everything due at `now`, once even beside other processes; returns the number of messages.

    Raises:
        DatabaseUnavailable: the database could not do it; what was written stays, the rest is still due.
    """
    with deps.database.read() as conn:
        found = workspaces.list_workspaces(conn, settings=deps.settings)
    ready = []
    for share in split_for_look(found):
        with deps.database.read() as conn:
            ready += list_ready(deps, conn, share, now)
    return sum(queue_workspace(deps, each, now) or 0 for each in ready)


def split_for_look(found: Sequence[Looked]) -> Iterator[Sequence[Looked]]:
    """Split workspaces into as many as one transaction looks at."""
    return (found[start : start + WORKSPACES_PER_LOOK] for start in range(0, len(found), WORKSPACES_PER_LOOK))


def list_ready(deps: Deps, conn: Connection, found: Sequence[Workspace], now: datetime) -> list[ReadyWorkspace]:
    """List those of the workspaces in which something is due and not dealt with."""
    ready = [(each, each.find_ready(deps, conn, found, now)) for each in _schedules(deps)]
    return [
        ReadyWorkspace(workspace, theirs)
        for workspace in found
        if (theirs := tuple(each for each, ids in ready if workspace.id in ids))
    ]


def find_due(deps: Deps, conn: Connection, workspace: Workspace, now: datetime) -> list[DecidedOccurrence]:
    """Return what is due and not dealt with in a workspace. Writes nothing; costs few queries if nothing is due."""
    return [due for each in list_ready(deps, conn, [workspace], now) for due in each.find_due(deps, conn, now, None)]


def list_weekly_slots(
    deps: Deps, conn: Connection, found: Sequence[Workspace]
) -> list[tuple[str, WeeklySlot, ZoneInfo]]:
    """Return the weekly times at which anything falls due in the workspaces, each with its workspace and zone."""
    return [slot for each in _schedules(deps) for slot in each.list_slots(deps, conn, found)]


def queue_workspace(deps: Deps, ready: ReadyWorkspace, now: datetime) -> int | None:
    """Queue what is due in one workspace; return the number of messages, or None where that broke, which is logged, so
    that the others get theirs.

    Raises:
        DatabaseUnavailable: the database could not do it; what was written stays, the rest is still due.
    """
    written = 0
    try:
        while batch := _read_due(deps, ready, now):
            with deps.database.begin() as conn:
                written += claim_and_queue(conn, batch, now)
    except DatabaseUnavailable:
        raise
    except Exception:
        log.exception("due failed workspace=%s", ready.workspace.id)
        deps.metrics.jobs.count_run("workspace", BROKEN)
        return None
    if written:
        log.info("queued workspace=%s messages=%d", ready.workspace.id, written)
    return written


def _read_due(deps: Deps, ready: ReadyWorkspace, now: datetime) -> list[DecidedOccurrence]:
    with deps.database.read() as conn:
        return ready.find_due(deps, conn, now, PEOPLE_PER_TRANSACTION)


def _schedules(deps: Deps) -> list[Schedule]:
    return [feature.schedule for feature in deps.features if feature.schedule]
