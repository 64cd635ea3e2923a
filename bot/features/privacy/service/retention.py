"""What is kept no longer than it is needed: found and deleted a little at a time, by whoever comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, or_, select, tuple_, update

from bot.core.audit.log import ACT
from bot.core.ledger.periods import ALL, EVERYTHING
from bot.db.tables import (
    absences,
    audit,
    entries,
    gatherings,
    guests,
    installations,
    members,
    metadata,
    occurrences,
    outbox,
    pairs,
    remarks,
    stucks,
    totals,
    work_steps,
    workspaces,
)
from bot.delivery.occurrences import ASKED, EVERYBODY, Kind
from bot.delivery.outbox import State
from bot.features.privacy.rules.privacy import AWAY_DAYS, LETTERS

BATCH: Final = 500  # rows in one transaction, so that no booking waits long for it
_DONE: Final = [State.SENT.value, State.FAILED.value, State.EXPIRED.value, State.UNKNOWN.value]


def sweep(session: Connection, *, workspace: str, before: datetime, limit: int = BATCH) -> int:
    """Delete what is older than that, at most so many rows of each kind; returns how many there were."""
    _blank(session, workspace, before, limit)
    return sum(_take(session, table, limit, table.c.workspace == workspace, old) for table, old in _old(before).items())


def letters(session: Connection, *, now: datetime, limit: int = BATCH) -> int:
    """Delete messages that are long done with; what was announced for a coming day stays until that has passed."""
    kept = and_(outbox.c.kind == Kind.SESSION.value, _is_coming(now))
    return _take(session, outbox, limit, outbox.c.state.in_(_DONE), outbox.c.due_at < now - LETTERS, ~kept)


def leavers(session: Connection, *, workspace: str, before: datetime, limit: int) -> tuple[str, ...]:
    """Members of whom Slack has said since before that moment that they have left."""
    gone = (members.c.workspace == workspace, ~members.c.is_active, members.c.gone_at < before)
    rows = session.execute(select(members.c.id).where(*gone).order_by(members.c.gone_at, members.c.id).limit(limit))
    return tuple(rows.scalars())


def is_new(session: Connection, *, workspace: str, since: datetime) -> bool:
    """Whether an admin has changed the retention since that moment, and may still think better of it."""
    changed = (audit.c.workspace == workspace, audit.c.at > since, audit.c.act == ACT, audit.c.subject == "retention")
    return session.execute(select(audit.c.id).where(*changed).limit(1)).first() is not None


def strays(session: Connection, *, limit: int) -> tuple[tuple[str, str], ...]:
    """People (workspace, id) with hours whom we have not met: forgotten in one process, they wrote to another."""
    met = exists().where(members.c.workspace == totals.c.workspace, members.c.id == totals.c.member)
    whole = (totals.c.period == ALL, totals.c.subject == EVERYTHING)  # one row for each who has hours
    theirs = select(totals.c.workspace, totals.c.member).join(workspaces, workspaces.c.id == totals.c.workspace)
    rows = session.execute(theirs.where(*whole, ~met).limit(limit))
    return tuple((row.workspace, row.member) for row in rows)


def leave(session: Connection, *, workspace: str, at: datetime) -> None:
    """Write down that a workspace has thrown us out, unless it has let us in again since."""
    let_in = exists().where(installations.c.workspace == workspace)
    row = (workspaces.c.id == workspace, workspaces.c.gone_at.is_(None), ~let_in)
    session.execute(update(workspaces).where(*row).values(gone_at=at))


def come_back(session: Connection, *, workspace: str) -> None:
    """A workspace has let us in again."""
    session.execute(update(workspaces).where(workspaces.c.id == workspace).values(gone_at=None))


def abandoned(session: Connection, *, before: datetime) -> tuple[str, ...]:
    """Workspaces that threw us out before that moment."""
    rows = session.execute(select(workspaces.c.id).where(workspaces.c.gone_at < before).order_by(workspaces.c.id))
    return tuple(rows.scalars())


def erase(session: Connection, *, workspace: str, limit: int = BATCH) -> int:
    """Delete what there is of a workspace, at most so many rows of each kind; its own row when nothing else is left."""
    there = select(workspaces.c.id).where(workspaces.c.id == workspace, workspaces.c.gone_at.is_not(None))
    if session.execute(there.with_for_update()).first() is None:
        return 0
    reversals = _take(session, entries, limit, entries.c.workspace == workspace, entries.c.reverses.is_not(None))
    if reversals:
        return reversals
    tables = [table for table in reversed(metadata.sorted_tables) if "workspace" in table.c]
    if taken := sum(_take(session, table, limit, table.c.workspace == workspace) for table in tables):
        return taken
    return session.execute(delete(workspaces).where(workspaces.c.id == workspace)).rowcount


def _old(before: datetime) -> Mapping[Table, ColumnElement[bool]]:
    """What of each table is old enough to go; who joined goes before what they joined."""
    past = select(gatherings.c.id).where(gatherings.c.starts_at < before)
    empty = ~exists().where(guests.c.gathering == gatherings.c.id)
    personal = and_(occurrences.c.recipient != EVERYBODY, occurrences.c.period != ASKED)
    return {
        guests: guests.c.gathering.in_(past),
        gatherings: and_(gatherings.c.starts_at < before, empty),
        audit: audit.c.at < before,
        remarks: and_(remarks.c.at < before, ~remarks.c.shared),
        pairs: pairs.c.ended_at < before,
        stucks: stucks.c.over_at < before,
        absences: and_(absences.c.member != "", absences.c.last < (before - AWAY_DAYS).date()),
        occurrences: and_(occurrences.c.claimed_at < before, personal),
    }


def _blank(session: Connection, workspace: str, before: datetime, limit: int) -> None:
    """The words and links of old steps; that they were taken stays."""
    said = or_(work_steps.c.words != "", work_steps.c.link != "")
    old = select(work_steps.c.id).where(work_steps.c.workspace == workspace, work_steps.c.at < before, said)
    session.execute(update(work_steps).where(work_steps.c.id.in_(old.limit(limit))).values(words="", link=""))


def _is_coming(now: datetime) -> ColumnElement[bool]:
    """Whether the workspace has a session ahead that was planned before the letter was written."""
    ahead = (gatherings.c.workspace == outbox.c.workspace, gatherings.c.starts_at > now - LETTERS)
    its = (gatherings.c.channel == outbox.c.recipient, gatherings.c.created_at <= outbox.c.created_at)
    return exists().where(*ahead, *its)


def _take(session: Connection, table: Table, limit: int, *which: ColumnElement[bool]) -> int:
    """Delete a few such rows."""
    keys = tuple(table.primary_key.columns)
    some = select(*keys).where(*which).limit(limit)
    wanted = keys[0].in_(some) if len(keys) == 1 else tuple_(*keys).in_(some)
    return session.execute(delete(table).where(wanted)).rowcount
