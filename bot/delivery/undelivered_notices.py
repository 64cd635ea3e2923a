"""Telling the admins of a message that did not arrive: each of them, once for the same cause in a week."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.calendar import quiet_hours, weeks
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.people.workspace import Workspace
from bot.db.engine import Connection
from bot.delivery import outbox, undelivered_view
from bot.delivery.occurrences import Kind
from bot.delivery.outbox import Letter, People
from bot.delivery.undelivered import Missed, copies
from bot.delivery.undelivered_decisions import TOLD
from bot.deps import Deps
from bot.features.sessions import jobs as sessions_jobs
from bot.slack.failures import Cause
from bot.slack.message import Message

log = logging.getLogger(__name__)

WORTH: Final = timedelta(hours=48)  # after which a notice is no news any more


def tell(
    deps: Deps, session: Connection, letter: Letter, cause: Cause, reason: str, *, now: datetime, trying: bool = False
) -> int:
    """Put a notice to each admin into the outbox; returns how many are new. `trying`: it may still arrive by itself.

    Of a session that was not announced its host is told. Who is gone is taken off the list instead, and of a token that
    is gone nobody can be told but the log.
    """
    if cause is Cause.PERSON:
        _forget(session, letter)
    if cause is Cause.TOKEN:
        log.error("token not accepted workspace=%s reason=%s: nobody can be told", letter.workspace, reason)
    if letter.kind == Kind.SESSION and cause not in (Cause.PERSON, Cause.TOKEN):
        return sessions_jobs.not_posted(deps, session, letter, cause, now)
    if cause in (Cause.PERSON, Cause.TOKEN) or letter.kind not in TOLD or (letter.follows and cause is not Cause.LOST):
        return 0
    place = workspaces.find(session, workspace=letter.workspace, settings=deps.settings)
    readers = members.admins(session, workspace=letter.workspace, settings=deps.settings) if place else ()
    if not place or not readers:
        log.warning("no admin to tell workspace=%s kind=%s reason=%s", letter.workspace, letter.kind, reason)
        return 0
    what = _missed(deps, session, letter, place, trying=trying)
    period = period_of(what, cause, weeks.local_week(now, place.zone))
    say = partial(undelivered_view.missed, what, cause, reason, prefix=deps.settings.command_prefix)
    names = {} if letter.kind == Kind.DIGEST else {letter.recipient: what.to}
    return sum(_put(session, reader, period, say, names=names, now=now) for reader in readers)


def period_of(what: Missed, cause: Cause, week: str) -> str:
    """What keeps a notice from being written twice; a copy that people had sent once more has notices of its own."""
    again = copies(what.period)
    return f"{week}{what.kind[:2]}{cause}{again if 0 < again < 1000 else ''}"


def _missed(deps: Deps, session: Connection, letter: Letter, place: Workspace, *, trying: bool) -> Missed:
    return Missed(
        letter=letter.id,
        kind=letter.kind,
        period=letter.period,
        to=letter.recipient if letter.kind == Kind.DIGEST else _name(deps, session, letter),
        is_details=letter.follows is not None,
        until=letter.expires_at.astimezone(place.zone) if trying else None,
    )


def _put(
    session: Connection, reader: Member, period: str, say: Callable[..., Message], *, names: People, now: datetime
) -> bool:
    """Write a notice to one admin; False where it is there already."""
    due_at = quiet_hours.awake(now, reader.zone)
    written = outbox.put(
        session,
        workspace=reader.workspace,
        kind=Kind.NOTICE,
        period=period,
        recipient=reader.id,
        message=say(today=reader.today(due_at)).payload(),
        due_at=due_at,
        expires_at=due_at + WORTH,
        now=now,
        names=names,
    )
    return written is not None


def _forget(session: Connection, letter: Letter) -> None:
    """The person gets nothing more; Slack is soon asked about them again, and has the last word."""
    log.warning("recipient is gone workspace=%s member=%s", letter.workspace, letter.recipient)
    whose = {"workspace": letter.workspace, "member": letter.recipient}
    members.change(session, **whose, is_active=False, profile_at=None)


def _name(deps: Deps, session: Connection, letter: Letter) -> str:
    whose = {"workspace": letter.workspace, "member": letter.recipient}
    found = members.find(session, **whose, default=deps.settings.timezone)
    return found.name if found else letter.recipient
