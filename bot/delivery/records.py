"""Read what is known of messages in the outbox, and record what people decide about those that did not arrive."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, and_, case, func, literal, or_, select, update

from bot.core.people.installation import is_installed
from bot.db.tables import outbox
from bot.delivery.outbox import (
    MESSAGE_COLUMNS,
    NOT_RESENT,
    PARENT_NOT_SENT,
    RESENT,
    WITHDRAWN,
    MessageState,
    put_message,
)
from bot.frozen import frozen
from bot.metrics.figures import OutboxDepth

MAX_COUNTED: Final = 100_000  # messages of a state
OLDEST_LOOKED_AT: Final = 1000


@frozen
class DeliveryRecord:
    """State of a message without the message; `error` is why it is so, where that needs a reason."""

    id: int
    workspace: str
    kind: str
    period: str
    recipient: str
    state: MessageState
    error: str | None
    due_at: datetime
    expires_at: datetime
    follows: int | None


_RECORD_COLUMNS: Final[tuple[Column[Any], ...]] = tuple(outbox.c[name] for name in DeliveryRecord.__match_args__)


def find_record(conn: Connection, *, workspace: str, message_id: int) -> DeliveryRecord | None:
    """Return the record of a message of a workspace."""
    by_id = select(*_RECORD_COLUMNS).where(outbox.c.workspace == workspace, outbox.c.id == message_id)
    return _first_record(conn.execute(by_id))


def find_last_record(conn: Connection, *, workspace: str, kind: str) -> DeliveryRecord | None:
    """Return the record of the newest message of a kind, those inside of threads left out."""
    of_kind = select(*_RECORD_COLUMNS).where(
        outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.follows.is_(None)
    )
    return _first_record(conn.execute(of_kind.order_by(outbox.c.id.desc()).limit(1)))


def record_decision(conn: Connection, *, message_id: int, error: str) -> bool:
    """Record what people decided about a message that has not arrived; True for the first decision.

    One that is still being tried expires.
    """
    not_arrived = [
        MessageState.UNKNOWN.value,
        MessageState.FAILED.value,
        MessageState.EXPIRED.value,
        MessageState.WAITING.value,
    ]
    is_undecided = func.coalesce(outbox.c.error, "").not_in([RESENT, NOT_RESENT, WITHDRAWN])
    state = case((outbox.c.state == MessageState.WAITING.value, MessageState.EXPIRED.value), else_=outbox.c.state)
    updated = conn.execute(
        update(outbox)
        .where(outbox.c.id == message_id, outbox.c.state.in_(not_arrived), is_undecided)
        .values(error=error, state=state, leased_until=None)
    )
    return updated.rowcount == 1


def copy_message(
    conn: Connection,
    *,
    message_id: int,
    period: str,
    recipient: str,
    expires_at: datetime,
    now: datetime,
    follows: int | None = None,
) -> int | None:
    """Queue the same message once more, due at once; return its id, None where that copy is there already."""
    row = conn.execute(select(*MESSAGE_COLUMNS).where(outbox.c.id == message_id)).one()
    return put_message(
        conn,
        workspace=row.workspace,
        kind=row.kind,
        period=period,
        recipient=recipient,
        message=row.message,
        due_at=now,
        expires_at=expires_at,
        now=now,
        follows=follows or row.follows,
    )


def list_undelivered(
    conn: Connection,
    *,
    workspace: str,
    kinds: Collection[str],
    since: datetime | None = None,
    message_ids: Collection[int] | None = None,
) -> tuple[DeliveryRecord, ...]:
    """List what did not arrive, or not yet, oldest first, since a moment or among some; decided or unwanted is not."""
    wanted = [outbox.c.workspace == workspace, outbox.c.kind.in_(kinds), _is_undelivered(), _is_open()]
    if since is not None:
        wanted.append(outbox.c.due_at >= since)
    if message_ids is not None:
        wanted.append(outbox.c.id.in_(message_ids))
    rows = conn.execute(select(*_RECORD_COLUMNS).where(*wanted).order_by(outbox.c.id))
    return tuple(_record(row) for row in rows)


def list_workspaces_with_undelivered(conn: Connection, *, kinds: Collection[str], since: datetime) -> tuple[str, ...]:
    """List the workspaces in which messages of these kinds did not arrive."""
    lost = (outbox.c.kind.in_(kinds), outbox.c.due_at >= since, _is_undelivered(), _is_open())
    rows = conn.execute(select(outbox.c.workspace).where(*lost).distinct().order_by(outbox.c.workspace))
    return tuple(row.workspace for row in rows)


def list_messages_to(
    conn: Connection, *, workspace: str, kind: str, recipient: str, since: datetime
) -> tuple[tuple[str, MessageState, Mapping[str, Any]], ...]:
    """List period, state and message of what was queued for a recipient since then, oldest first."""
    theirs = (outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.recipient == recipient)
    rows = conn.execute(
        select(outbox.c.period, outbox.c.state, outbox.c.message)
        .where(*theirs, outbox.c.created_at >= since)
        .order_by(outbox.c.id)
    )
    return tuple((row.period, MessageState(row.state), row.message) for row in rows)


def _is_undelivered() -> ColumnElement[bool]:
    """Select what was lost or refused."""
    refused = outbox.c.state.in_([MessageState.WAITING.value, MessageState.EXPIRED.value])
    return or_(
        outbox.c.state.in_([MessageState.FAILED.value, MessageState.UNKNOWN.value]),
        and_(refused, outbox.c.error.is_not(None)),
    )


def _is_open() -> ColumnElement[bool]:
    """Select what nobody has decided on, and somebody wanted."""
    return func.coalesce(outbox.c.error, "").not_in([WITHDRAWN, PARENT_NOT_SENT, RESENT, NOT_RESENT])


def list_thread_records(conn: Connection, *, message_id: int) -> tuple[DeliveryRecord, ...]:
    """List the records of what follows a message in its thread, in order."""
    rows = conn.execute(select(*_RECORD_COLUMNS).where(outbox.c.follows == message_id).order_by(outbox.c.id))
    return tuple(_record(row) for row in rows)


def read_depth(conn: Connection, *, now: datetime) -> OutboxDepth:
    """Read how much is on its way and how long the oldest of it waits, at a cost that is bounded."""
    is_due = and_(outbox.c.state == MessageState.WAITING.value, outbox.c.due_at <= now)
    is_scheduled = and_(outbox.c.state == MessageState.WAITING.value, outbox.c.due_at > now)
    is_sending = outbox.c.state == MessageState.SENDING.value
    return OutboxDepth(
        scheduled=_count_some(conn, is_scheduled),
        due=_count_some(conn, is_due),
        sending=_count_some(conn, is_sending),
        oldest_due=_oldest_due(conn, is_due, now),
    )


def _count_some(conn: Connection, condition: ColumnElement[bool]) -> int:
    """Count up to `MAX_COUNTED`; state and moment are in an index, so that no row is read."""
    some = select(literal(1)).select_from(outbox).where(condition).limit(MAX_COUNTED).subquery()
    return conn.execute(select(func.count()).select_from(some)).scalar_one()


def _oldest_due(conn: Connection, is_due: ColumnElement[bool], now: datetime) -> float:
    """Return for how many seconds the oldest message has been due that could be sent and whose workspace nobody holds.

    A lease holds a workspace, be it a sender's or a pause. Looked at are the oldest messages only.
    """
    free = (is_due, outbox.c.expires_at > now, outbox.c.follows.is_(None), is_installed(outbox.c.workspace))
    first = select(outbox.c.workspace, outbox.c.due_at).where(*free).order_by(outbox.c.due_at)
    oldest = conn.execute(first.limit(OLDEST_LOOKED_AT)).all()
    is_held = (outbox.c.leased_until.is_not(None), outbox.c.leased_until > now)
    held = set(conn.execute(select(outbox.c.workspace).where(*is_held).limit(MAX_COUNTED)).scalars()) if oldest else ()
    return next(((now - row.due_at).total_seconds() for row in oldest if row.workspace not in held), 0.0)


def count_undelivered(conn: Connection, *, since: datetime) -> dict[tuple[str, str, str], int]:
    """Count messages queued since then that did not arrive, or not yet, by kind, state and error.

    Those that people decided on or did not want are left out.
    """
    by = (outbox.c.kind, outbox.c.state, func.coalesce(outbox.c.error, ""))
    lost = (_is_undelivered(), outbox.c.created_at >= since, _is_open())
    rows = conn.execute(select(*by, func.count()).where(*lost).group_by(*by).order_by(*by))
    return {(kind, state, error): number for kind, state, error, number in rows}


def count_overdue(conn: Connection, *, before: datetime, now: datetime) -> int:
    """Count messages that were due before that moment and that nobody has tried to send."""
    untried = and_(outbox.c.state == MessageState.WAITING.value, outbox.c.attempts == 0, outbox.c.follows.is_(None))
    late = select(func.count()).where(untried, outbox.c.due_at < before, outbox.c.expires_at > now)
    return conn.execute(late).scalar_one()


def _first_record(rows: Any) -> DeliveryRecord | None:
    row = rows.first()
    return _record(row) if row else None


def _record(row: Any) -> DeliveryRecord:
    return DeliveryRecord(**{**row._mapping, "state": MessageState(row.state)})
