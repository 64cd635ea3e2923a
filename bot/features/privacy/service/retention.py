"""Retention: find and delete in small batches what is no longer needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, or_, select, update

from bot.core.audit_log import SETTINGS_CHANGED
from bot.core.ledger.rollups import ALL_SUBJECTS, ALL_TIME
from bot.core.people.installation import is_installed
from bot.db.renamed_ids import AS_BOOKED
from bot.db.tables import (
    assignment_steps,
    audit_log,
    entries,
    erasures,
    help_requests,
    members,
    mentor_notes,
    metadata,
    occurrences,
    outbox,
    pairs,
    session_attendees,
    sessions,
    time_off,
    totals,
    workspaces,
)
from bot.delivery.occurrences import OPT_IN_PERIOD, WHOLE_WORKSPACE, DeliveryKind
from bot.delivery.outbox import MessageState
from bot.features.privacy.rules import MESSAGE_RETENTION, TIME_OFF_RETENTION

BATCH_SIZE: Final = 500  # rows in one transaction, so that no booking waits long for it
_FINAL_STATES: Final = [
    MessageState.SENT.value,
    MessageState.FAILED.value,
    MessageState.EXPIRED.value,
    MessageState.UNKNOWN.value,
]


def delete_old_rows(conn: Connection, *, workspace: str, before: datetime, limit: int = BATCH_SIZE) -> int:
    """Delete rows older than `before`, at most `limit` of each table; returns how many were deleted."""
    _blank_assignment_texts(conn, workspace, before, limit)
    return sum(
        _delete_batch(conn, table, limit, table.c.workspace == workspace, old)
        for table, old in _old_row_conditions(before).items()
    )


def delete_old_messages(conn: Connection, *, now: datetime, limit: int = BATCH_SIZE) -> int:
    """Delete messages finished long ago; the announcement of a coming session stays until the session is past."""
    kept = and_(outbox.c.kind == DeliveryKind.SESSION.value, _has_upcoming_session(now))
    return _delete_batch(
        conn, outbox, limit, outbox.c.state.in_(_FINAL_STATES), outbox.c.due_at < now - MESSAGE_RETENTION, ~kept
    )


def list_leavers(conn: Connection, *, workspace: str, before: datetime, limit: int) -> tuple[str, ...]:
    """Return the members who, as Slack says, left before that moment."""
    gone = (members.c.workspace == workspace, ~members.c.is_active, members.c.gone_at < before)
    rows = conn.execute(select(members.c.id).where(*gone).order_by(members.c.gone_at, members.c.id).limit(limit))
    return tuple(rows.scalars())


def was_retention_changed(conn: Connection, *, workspace: str, since: datetime) -> bool:
    """Return whether an admin has changed the retention since that moment, and so may still change it back."""
    changed = (
        audit_log.c.workspace == workspace,
        audit_log.c.at > since,
        audit_log.c.act == SETTINGS_CHANGED,
        audit_log.c.subject == "retention",
    )
    return conn.execute(select(audit_log.c.id).where(*changed).limit(1)).first() is not None


def list_unknown_members(conn: Connection, *, among: Collection[str], limit: int) -> tuple[tuple[str, str], ...]:
    """Return people (workspace, id) with hours but no row: erased by one process while they booked with another.

    `among` are the workspaces to look at: all of them in one statement may take longer than PostgreSQL gives it.
    """
    met = exists().where(members.c.workspace == totals.c.workspace, members.c.id == totals.c.member)
    whole = (totals.c.period == ALL_TIME, totals.c.subject == ALL_SUBJECTS)  # one row for each who has hours
    going = exists().where(erasures.c.workspace == totals.c.workspace, erasures.c.member == totals.c.member)
    theirs = select(totals.c.workspace, totals.c.member).where(totals.c.workspace.in_(among))
    rows = conn.execute(theirs.where(*whole, ~met, ~going).limit(limit))
    return tuple((row.workspace, row.member) for row in rows)


def mark_uninstalled(conn: Connection, *, workspace: str, at: datetime) -> None:
    """Mark a workspace as uninstalled, unless it has installed Roadmate again since."""
    row = (workspaces.c.id == workspace, workspaces.c.gone_at.is_(None), ~is_installed(workspaces.c.id))
    conn.execute(update(workspaces).where(*row).values(gone_at=at))


def mark_reinstalled(conn: Connection, *, workspace: str) -> None:
    """Mark a workspace as installed again."""
    conn.execute(update(workspaces).where(workspaces.c.id == workspace).values(gone_at=None))


def list_uninstalled(conn: Connection, *, before: datetime) -> tuple[str, ...]:
    """Return the workspaces that uninstalled Roadmate before that moment."""
    rows = conn.execute(select(workspaces.c.id).where(workspaces.c.gone_at < before).order_by(workspaces.c.id))
    return tuple(rows.scalars())


def erase_workspace(conn: Connection, *, workspace: str, limit: int = BATCH_SIZE) -> int:
    """Delete the rows of a workspace, at most `limit` of each table; its own row when nothing else is left."""
    uninstalled = select(workspaces.c.id).where(workspaces.c.id == workspace, workspaces.c.gone_at.is_not(None))
    if conn.execute(uninstalled.with_for_update()).first() is None:
        return 0
    reversals = _delete_batch(conn, entries, limit, entries.c.workspace == workspace, entries.c.reverses.is_not(None))
    if reversals:
        return reversals
    tables = [table for table in reversed(metadata.sorted_tables) if "workspace" in table.c]
    if deleted := sum(_delete_batch(conn, table, limit, table.c.workspace == workspace) for table in tables):
        return deleted
    return conn.execute(delete(workspaces).where(workspaces.c.id == workspace)).rowcount


def _old_row_conditions(before: datetime) -> Mapping[Table, ColumnElement[bool]]:
    """Return by table which rows are old enough to delete; attendees go before their sessions."""
    past = select(sessions.c.id).where(sessions.c.starts_at < before)
    empty = ~exists().where(session_attendees.c.session == sessions.c.id)
    personal = and_(occurrences.c.recipient != WHOLE_WORKSPACE, occurrences.c.period != OPT_IN_PERIOD)
    return {
        session_attendees: session_attendees.c.session.in_(past),
        sessions: and_(sessions.c.starts_at < before, empty),
        audit_log: audit_log.c.at < before,
        mentor_notes: and_(mentor_notes.c.at < before, ~mentor_notes.c.shared),
        pairs: pairs.c.ended_at < before,
        help_requests: help_requests.c.over_at < before,
        time_off: and_(time_off.c.member != "", time_off.c.last < (before - TIME_OFF_RETENTION).date()),
        occurrences: and_(occurrences.c.claimed_at < before, personal),
    }


def _blank_assignment_texts(conn: Connection, workspace: str, before: datetime, limit: int) -> None:
    """Blank the words and links of old assignment steps; the steps themselves stay."""
    has_text = or_(assignment_steps.c.words != "", assignment_steps.c.link != "")
    old = select(assignment_steps.c.id).where(
        assignment_steps.c.workspace == workspace, assignment_steps.c.at < before, has_text
    )
    conn.execute(update(assignment_steps).where(assignment_steps.c.id.in_(old.limit(limit))).values(words="", link=""))


def _has_upcoming_session(now: datetime) -> ColumnElement[bool]:
    """Match messages in whose channel a session is ahead that was planned before the message was written."""
    ahead = (sessions.c.workspace == outbox.c.workspace, sessions.c.starts_at > now - MESSAGE_RETENTION)
    its = (sessions.c.channel == outbox.c.recipient, sessions.c.created_at <= outbox.c.created_at)
    return exists().where(*ahead, *its)


def _delete_batch(conn: Connection, table: Table, limit: int, *conditions: ColumnElement[bool]) -> int:
    """Delete at most `limit` rows that meet the conditions."""
    keys = tuple(table.primary_key.columns)
    keys_to_delete = select(*keys).where(*conditions).limit(limit)
    if len(keys) == 1:
        return conn.execute(delete(table).where(keys[0].in_(keys_to_delete))).rowcount
    rows = [tuple(row) for row in conn.execute(keys_to_delete.execution_options(**AS_BOOKED))]
    for row in rows:  # each by itself: for a list of keys of several columns SQLite reads the whole table
        conn.execute(delete(table).where(*(key == value for key, value in zip(keys, row, strict=True))))
    return len(rows)
