"""The ticker's one step: find what has fallen due, claim it, and put its messages into the outbox."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from bot.db.sessions import Session, Unavailable
from bot.deps import Deps
from bot.domain.workspace import Workspace
from bot.jobs import digests, reminders
from bot.jobs.occasion import Occasion, settle
from bot.services import workspaces

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


def find(deps: Deps, session: Session, place: Workspace, now: datetime, limit: int | None = None) -> list[Occasion]:
    """What is due in a workspace and not dealt with. Nothing is written; an idle look costs a few small queries."""
    digest = digests.due(deps, session, place, now)
    return [*([digest] if digest else []), *reminders.due(deps, session, place, now, limit)]


def _run(deps: Deps, place: Workspace, now: datetime) -> int:
    """One workspace; what is wrong with it keeps no other from its messages."""
    written = 0
    try:
        while occasions := _look(deps, place, now):
            with deps.sessions.begin() as session:
                written += sum(settle(session, occasion, now) for occasion in occasions)
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
