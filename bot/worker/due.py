"""The ticker's one step: find what has fallen due, claim it, and put its messages into the outbox."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar.schedule import Slot
from bot.core.people import workspaces
from bot.core.people.workspace import Workspace
from bot.core.people.workspaces import Mark
from bot.db.engine import Connection, Unavailable
from bot.delivery.occurrence import Occasion, settle
from bot.deps import Deps
from bot.features.digest import jobs as digest_jobs
from bot.features.mentor_summary import jobs as mentor_summary_jobs
from bot.features.nudge import jobs as nudge_jobs
from bot.features.weekly_summary import jobs as weekly_summary_jobs
from bot.worker import idle_skip
from bot.worker.idle_skip import Lulls

log = logging.getLogger(__name__)

BATCH: Final = 100  # people of one zone decided on in one transaction, so that no booking waits long for it


def run_once(deps: Deps, now: datetime) -> int:
    """Deal with everything that is due at `now`, each once whoever else is doing it; returns the messages written.

    Raises:
        Unavailable: the database could not do it; what was written stays, the rest is due still.
    """
    with deps.sessions.read() as session:
        places = workspaces.everywhere(session, settings=deps.settings)
    return sum(_run(deps, place, now) for place in places)


def tick(deps: Deps, now: datetime, known: Lulls) -> int:
    """The same for who does it again and again, and so need not look where nothing can have fallen due since.

    Raises:
        Unavailable: as above.
    """
    with deps.sessions.read() as session:
        marks = workspaces.marks(session)
        stirring = [each for each, mark in marks.items() if not known.holds(each, mark, now)]
        places = [workspaces.get(session, workspace=each, settings=deps.settings) for each in stirring]
    return sum(_run(deps, place, now, partial(_note, known, marks[place.id])) for place in places)


def find(deps: Deps, session: Connection, place: Workspace, now: datetime, limit: int | None = None) -> list[Occasion]:
    """What is due in a workspace and not dealt with. Nothing is written; an idle look costs a few small queries."""
    digest = digest_jobs.due(deps, session, place, now)
    own = (
        each.due(deps, session, place, now, limit) for each in (nudge_jobs, weekly_summary_jobs, mentor_summary_jobs)
    )
    return [*([digest] if digest else []), *(occasion for found in own for occasion in found)]


def slots(deps: Deps, session: Connection, place: Workspace) -> list[tuple[Slot, ZoneInfo]]:
    """The weekly times at which anything of a workspace falls due, each in the zone it counts in."""
    digest = [(place.digest, place.zone)] if place.digest_on and place.learning_channel else []
    own = (each.slots(deps, session, place) for each in (nudge_jobs, weekly_summary_jobs, mentor_summary_jobs))
    return [*digest, *(slot for found in own for slot in found)]


def _run(deps: Deps, place: Workspace, now: datetime, note: Callable[..., None] | None = None) -> int:
    """One workspace; what is wrong with it keeps no other from its messages. `note` is told when nothing is left."""
    written = 0
    try:
        while occasions := _look(deps, place, now):
            with deps.sessions.begin() as session:
                written += sum(settle(session, occasion, now) for occasion in occasions)
        if note:
            note(deps, place, now)
    except Unavailable:
        raise
    except Exception:
        log.exception("due failed workspace=%s", place.id)
    if written:
        log.info("queued workspace=%s messages=%d", place.id, written)
    return written


def _look(deps: Deps, place: Workspace, now: datetime) -> list[Occasion]:
    with deps.sessions.read() as session:
        return find(deps, session, place, now, BATCH)


def _note(known: Lulls, mark: Mark, deps: Deps, place: Workspace, now: datetime) -> None:
    with deps.sessions.read() as session:
        until = idle_skip.end(slots(deps, session, place), place, now)
    known.note(place.id, mark, now, until)
