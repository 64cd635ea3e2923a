"""Lease messages to senders: one sender at a time has a workspace, so that its messages keep order and Slack's pace.

While a lease of one of its messages is in force, no other sender takes any. A message leased to nobody holds the whole
workspace, which is how all senders keep to a pause that Slack asks for. Messages of other `kinds` than those given are
a newer release's: they stay for its senders as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)

from bot.core.people.installation import is_installed
from bot.db.tables import outbox
from bot.delivery.outbox import MESSAGE_COLUMNS, PARENT_NOT_SENT, MessageState, OutboxMessage
from bot.delivery.rate_limit import SECONDS_BETWEEN

MAX_LEASE: Final = timedelta(hours=1)  # a lease that would end later was taken by a clock that was wrong
_PARENT = outbox.alias("first")
_EARLIER = outbox.alias("earlier")
_THREAD_TS: Final = select(_PARENT.c.sent_ts).where(_PARENT.c.id == outbox.c.follows).scalar_subquery().label("thread")
_OPENED = outbox.alias("opened")
_LEFT = outbox.alias("departed")
_OPEN: Final = (MessageState.WAITING.value, MessageState.SENDING.value)
READY_AT_ONCE: Final = 64  # workspaces in a list of those that are ready
PACE: Final = timedelta(seconds=SECONDS_BETWEEN)
Kinds = Collection[str] | None  # None for all of them

# Statements are written once, with these: to build them takes longer than the database takes to answer.
_AT, _LAST_SECOND, _NEXT_SECOND, _NOW, _LATEST = (
    bindparam(name, type_=outbox.c.due_at.type) for name in ("at", "last_second", "next_second", "now", "latest")
)
_WORKSPACE: Final = bindparam("of_workspace", type_=outbox.c.workspace.type)
_LIMIT: Final = bindparam("most", type_=outbox.c.id.type)


def _values(at: datetime, now: datetime, kinds: Kinds = None, **more: Any) -> dict[str, Any]:
    """Return the values of a statement; `latest` is the last end of a lease that may be right."""
    moments = {"at": at, "last_second": at - PACE, "next_second": at + PACE, "now": now, "latest": now + MAX_LEASE}
    return {**moments, **({} if kinds is None else {"kinds": sorted(kinds)}), **more}


def has_work(conn: Connection, *, at: datetime, now: datetime, kinds: Kinds = None) -> bool:
    """Tell whether there may be anything to send at the moment `at`, or to clean up: one look at an index."""
    return conn.execute(_work_query(kinds is None), _values(at, now, kinds)).first() is not None


@cache
def _work_query(any_kind: bool) -> Select[Any]:
    return select(outbox.c.id).where(or_(_is_due(), _is_interrupted()), _is_of(any_kind)).limit(1)


def needs_cleanup(conn: Connection, *, at: datetime, now: datetime, kinds: Kinds = None) -> bool:
    """Tell whether `expire_messages` or `recover_interrupted` has anything to do."""
    for stale in (_is_expired(), _parent_failed(), _is_interrupted()):  # each by an index of its own
        found = select(outbox.c.id).where(stale, _is_of(kinds is None)).limit(1)
        if conn.execute(found, _values(at, now, kinds)).first() is not None:
            return True
    return False


def list_ready_workspaces(
    conn: Connection,
    *,
    at: datetime,
    now: datetime,
    kinds: Kinds = None,
    without: Collection[str] = (),
    after: str = "",
    limit: int = READY_AT_ONCE,
    rested_first: bool = True,
) -> tuple[str, ...]:
    """List installed workspaces `without` some, with something to send, that no sender has at work: the next ones after
    `after`, and then from the first on, so that each has its turn.

    Goes from workspace to workspace in an index of what is on its way, and only until there are enough. With
    `rested_first`, those that somebody sent to within the last second are listed only where there is nobody else: who
    leases there has to wait.
    """
    values = _values(at, now, kinds, without=sorted(without))
    any_kind, found = kinds is None, tuple[str, ...]()
    if rested_first:
        found = _list_in_turn(conn, _ready_query(any_kind, rested=True), values, after, limit)
    return found or _list_in_turn(conn, _ready_query(any_kind, rested=False), values, after, limit)


def find_last_departure(conn: Connection, *, workspace: str, at: datetime) -> datetime | None:
    """Return when a message left to a workspace within the last second, whoever sent it; None where none did."""
    last: datetime | None = conn.execute(_LAST_DEPARTURE, _values(at, at, of_workspace=workspace)).scalar_one()
    return last


def _list_in_turn(
    conn: Connection, query: Select[Any], values: Mapping[str, Any], after: str, limit: int
) -> tuple[str, ...]:
    found = list(conn.execute(query, {**values, "after": after, "most": limit}).scalars())
    if after and len(found) < limit:
        first = conn.execute(query, {**values, "after": "", "most": limit - len(found)}).scalars()
        found += [each for each in first if each <= after]
    return tuple(found)


@cache
def _ready_query(any_kind: bool, *, rested: bool) -> Select[Any]:
    smallest = select(func.min(_OPENED.c.workspace).label("id")).where(_is_open(_OPENED))
    after = bindparam("after", type_=outbox.c.workspace.type)
    walk = smallest.where(_OPENED.c.workspace > after).cte("walk", recursive=True)
    following = smallest.where(_OPENED.c.workspace > walk.c.id).correlate(walk).scalar_subquery()
    walk = walk.union_all(select(following).select_from(walk).where(walk.c.id.is_not(None)))
    sendable = (_is_open(outbox), outbox.c.workspace == walk.c.id, _is_sendable(), _is_of(any_kind))
    ready = (
        is_installed(walk.c.id),
        walk.c.id.not_in(bindparam("without", expanding=True)),
        walk.c.id.not_in(select(_LEFT.c.workspace).where(_has_just_left())) if rested else true(),
        ~select(outbox.c.id).where(outbox.c.workspace == walk.c.id, _lease_in_force()).correlate(walk).exists(),
        select(outbox.c.id).where(*sendable).correlate(walk).exists(),
    )
    return select(walk.c.id).where(walk.c.id.is_not(None), *ready).limit(_LIMIT)


def lease_messages(
    conn: Connection, *, workspace: str, at: datetime, now: datetime, until: datetime, limit: int, kinds: Kinds = None
) -> tuple[OutboxMessage, ...]:
    """Lease up to `limit` messages of a workspace until then; none where another sender has it."""
    first, rows_query = _lease_queries(kinds is None)
    values = _values(at, now, kinds, of_workspace=workspace, most=limit)
    if conn.execute(first, values).first() is None or conn.execute(_ACTIVE_LEASE, values).first() is not None:
        return ()  # of several senders that want the same first message, all but one wait for it and find it taken
    rows = conn.execute(rows_query, values).all()
    conn.execute(_LEASE, {"ids": [row.id for row in rows], "leased_until": until})
    return tuple(OutboxMessage(**{**row._mapping, "leased_until": until}) for row in rows)


@cache
def _lease_queries(any_kind: bool) -> tuple[Select[Any], Select[Any]]:
    free = (_is_open(outbox), outbox.c.workspace == _WORKSPACE, _is_sendable(), _is_of(any_kind))
    order = (outbox.c.due_at, outbox.c.id)
    return (
        select(outbox.c.id).where(*free).order_by(*order).limit(1).with_for_update(),
        select(*MESSAGE_COLUMNS, _THREAD_TS).where(*free).order_by(*order).limit(_LIMIT).with_for_update(of=outbox),
    )


def renew_leases(
    conn: Connection, *, ends_by_id: Mapping[int, Collection[datetime]], until: datetime
) -> frozenset[int]:
    """Give leases a new end, and return which: one with none of its ends has gone to somebody else."""
    if not ends_by_id:
        return frozenset()
    ours = or_(*(and_(outbox.c.id == number, outbox.c.leased_until.in_(ends)) for number, ends in ends_by_id.items()))
    renew = update(outbox).where(ours, outbox.c.state.in_(_OPEN)).values(leased_until=until)
    return frozenset(conn.execute(renew.returning(outbox.c.id)).scalars())


def mark_sending(
    conn: Connection, *, queued: OutboxMessage, at: datetime, until: datetime, ends: Collection[datetime] = ()
) -> bool:
    """Record that the call is made at the moment `at`; False where the message is not ours to send now, or too late.

    `ends` are those that the lease may have got by being renewed.
    """
    updated = conn.execute(
        update(outbox)
        .where(
            outbox.c.id == queued.id,
            _is_still_leased(queued, ends),
            outbox.c.due_at <= at,
            outbox.c.expires_at > at,
        )
        .values(state=MessageState.SENDING.value, leased_until=until, attempts=outbox.c.attempts + 1, due_at=at)
    )
    return updated.rowcount == 1


def postpone_message(
    conn: Connection, *, queued: OutboxMessage, due_at: datetime, ends: Collection[datetime] = ()
) -> None:
    """Put a leased message off, unsent, if it is still ours; it expires where nobody wants to read it by then."""
    ours = (outbox.c.id == queued.id, _is_still_leased(queued, ends))
    state = MessageState.EXPIRED if due_at >= queued.expires_at else MessageState.WAITING
    conn.execute(update(outbox).where(*ours).values(due_at=due_at, leased_until=None, state=state.value))


def release_leases(conn: Connection, *, batch: Sequence[OutboxMessage], ends: Collection[datetime] = ()) -> None:
    """Give leased messages back unsent, for the next sender."""
    for queued in batch:
        ours = (outbox.c.id == queued.id, _is_still_leased(queued, ends))
        conn.execute(update(outbox).where(*ours).values(leased_until=None))


def _is_still_leased(queued: OutboxMessage, ends: Collection[datetime]) -> ColumnElement[bool]:
    own = {*ends, queued.leased_until}
    return and_(outbox.c.state == MessageState.WAITING.value, outbox.c.leased_until.in_(own))


def pause_workspace(conn: Connection, *, workspace: str, until: datetime, now: datetime) -> None:
    """Keep all senders from this workspace until that moment, or for an hour at most."""
    waiting = (_is_open(outbox), outbox.c.workspace == workspace, outbox.c.state == MessageState.WAITING.value)
    first = select(outbox.c.id).where(*waiting).order_by(outbox.c.due_at).limit(1).scalar_subquery()
    conn.execute(update(outbox).where(outbox.c.id == first).values(leased_until=min(until, now + MAX_LEASE)))


def expire_messages(conn: Connection, *, at: datetime, now: datetime, kinds: Kinds = None) -> int:
    """Expire what was not sent in time, and what follows a message that did not arrive; return how many."""
    expire = update(outbox).where(_is_of(kinds is None)).values(state=MessageState.EXPIRED.value, leased_until=None)
    values = _values(at, now, kinds)
    late = conn.execute(expire.where(_is_expired()), values)
    orphaned = conn.execute(expire.where(_parent_failed()).values(error=PARENT_NOT_SENT), values)
    return late.rowcount + orphaned.rowcount


def recover_interrupted(
    conn: Connection, *, now: datetime, in_hand: Collection[int] = (), kinds: Kinds = None
) -> tuple[OutboxMessage, ...]:
    """Mark messages whose sender died during the call, and return them: they may have arrived, so none is resent.

    Those `in_hand` are being sent by the caller, whose clock may have jumped over the end of their leases.
    """
    updated = conn.execute(
        update(outbox)
        .where(_is_interrupted(), _is_of(kinds is None), outbox.c.id.not_in(in_hand))
        .values(state=MessageState.UNKNOWN.value, error="interrupted", leased_until=None)
        .returning(*MESSAGE_COLUMNS),
        _values(now, now, kinds),
    )
    return tuple(OutboxMessage(**row._mapping) for row in updated)


def _is_open(table: FromClause) -> ColumnElement[bool]:
    """Select what is on its way, in the words of the index `ix_outbox_open`."""
    return table.c.state.in_([literal_column(f"'{state}'") for state in _OPEN])


def _is_of(any_kind: bool) -> ColumnElement[bool]:
    return true() if any_kind else outbox.c.kind.in_(bindparam("kinds", expanding=True))


def _lease_in_force() -> ColumnElement[bool]:
    """Select by the index `ix_outbox_leased`: what has arrived, or never will, is leased to nobody."""
    return and_(outbox.c.leased_until > _NOW, outbox.c.leased_until <= _LATEST)


def _is_unleased() -> ColumnElement[bool]:
    ended = or_(outbox.c.leased_until <= _NOW, outbox.c.leased_until > _LATEST)
    return or_(outbox.c.leased_until.is_(None), ended)


def _has_just_left() -> ColumnElement[bool]:
    """Select what left within the last second, of all workspaces: few rows of the index `ix_outbox_state_due_at`.

    By the clock of another process that may be a little to come.
    """
    arrived = _LEFT.c.state.in_([MessageState.SENT.value, MessageState.UNKNOWN.value])
    return and_(arrived, _LEFT.c.due_at > _LAST_SECOND, _LEFT.c.due_at <= _NEXT_SECOND)


def _is_due() -> ColumnElement[bool]:
    return and_(outbox.c.state == MessageState.WAITING.value, outbox.c.due_at <= _AT, _is_unleased())


def _is_expired() -> ColumnElement[bool]:
    late = (outbox.c.due_at <= _AT, outbox.c.expires_at <= _AT)  # nothing expires before it is due
    return and_(outbox.c.state == MessageState.WAITING.value, *late, _is_unleased())


def _parent_failed() -> ColumnElement[bool]:
    return and_(_is_due(), outbox.c.follows.is_not(None), ~_parent_state_in([*_OPEN, MessageState.SENT.value]))


def _is_sendable() -> ColumnElement[bool]:
    """Select what can be sent now: a message in a thread comes after the thread's first and those before it."""
    is_next = and_(_parent_state_in([MessageState.SENT.value]), ~_earlier_in_thread())
    return and_(_is_due(), outbox.c.expires_at > _AT, or_(outbox.c.follows.is_(None), is_next))


def _parent_state_in(states: Sequence[str]) -> ColumnElement[bool]:
    """Select messages that follow one in one of these states."""
    parent = select(_PARENT.c.id).where(_PARENT.c.id == outbox.c.follows, _PARENT.c.state.in_(states))
    return parent.correlate(outbox).exists()


def _earlier_in_thread() -> ColumnElement[bool]:
    """Select messages with an earlier one of their thread still on its way; looked for among the few that are."""
    earlier = (_EARLIER.c.follows == outbox.c.follows, _EARLIER.c.id < outbox.c.id, _EARLIER.c.state.in_(_OPEN))
    return select(_EARLIER.c.id).where(*earlier).correlate(outbox).exists()


def _is_interrupted() -> ColumnElement[bool]:
    return and_(outbox.c.state == MessageState.SENDING.value, _is_unleased())


_ACTIVE_LEASE: Final = select(outbox.c.id).where(outbox.c.workspace == _WORKSPACE, _lease_in_force()).limit(1)
_NAME: Final = _LEFT.c.workspace.concat("")  # no column: by an index of it all that a workspace was sent would be read
_LAST_DEPARTURE: Final = select(func.max(_LEFT.c.due_at)).where(_NAME == _WORKSPACE, _has_just_left())
_LEASE: Final = update(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True)))
