"""Messages on their way out. A row says what is known of its message, also after a crash at any moment.

`waiting` (perhaps leased by a sender) -> `sending`, written before the call -> `sent`, `failed`, `unknown` or
`waiting` again. A row that a crash left in `sending` may have arrived, so it becomes `unknown` and is never sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, and_, func, or_, select, update

from bot.db.tables import outbox
from bot.db.upsert import insert

WITHDRAWN: Final = "withdrawn"


class State(StrEnum):
    """What is known of a message."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # it can never arrive like this
    UNKNOWN = "unknown"  # it may have arrived
    EXPIRED = "expired"  # it was not sent while it was still worth reading


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with its address: `recipient` is a channel or a person. `message` is the JSON of text and blocks."""

    id: int
    workspace: str
    kind: str
    period: str
    recipient: str
    message: Mapping[str, Any]
    attempts: int
    due_at: datetime
    expires_at: datetime
    leased_until: datetime | None


_LETTER: Final[tuple[Column[Any], ...]] = tuple(outbox.c[name] for name in Letter.__slots__)


def put(
    session: Connection,
    *,
    workspace: str,
    kind: str,
    period: str,
    recipient: str,
    message: Mapping[str, Any],
    due_at: datetime,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Write a message to be sent, once per kind, period and recipient."""
    session.execute(
        insert(session, outbox)
        .values(
            workspace=workspace,
            kind=kind,
            period=period,
            recipient=recipient,
            message=dict(message),
            state=State.WAITING.value,
            due_at=due_at,
            expires_at=expires_at,
            created_at=now,
        )
        .on_conflict_do_nothing()
    )


def has_work(session: Connection, *, at: datetime, now: datetime) -> bool:
    """Whether there is anything to send at the moment `at`, or to clear up after a crash."""
    row = session.execute(select(outbox.c.id).where(or_(_free(at, now), _orphaned(now))).limit(1)).first()
    return row is not None


def waiting(session: Connection, *, at: datetime) -> tuple[Letter, ...]:
    """What would be sent at the moment `at`, in its order."""
    fresh = and_(outbox.c.state == State.WAITING.value, outbox.c.due_at <= at, outbox.c.expires_at > at)
    rows = session.execute(select(*_LETTER).where(fresh).order_by(outbox.c.due_at, outbox.c.id))
    return tuple(Letter(**row._mapping) for row in rows)


def lease(session: Connection, *, at: datetime, now: datetime, until: datetime, limit: int) -> tuple[Letter, ...]:
    """Take messages that are due at `at` for oneself until then; no other sender gets them meanwhile."""
    rows = session.execute(
        select(*_LETTER)
        .where(_free(at, now), outbox.c.expires_at > at)
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # on SQLite the write lock of the transaction does it
    ).all()
    if rows:
        taken = update(outbox).where(outbox.c.id.in_([row.id for row in rows]))
        session.execute(taken.values(leased_until=until))
    return tuple(Letter(**{**row._mapping, "leased_until": until}) for row in rows)


def start(session: Connection, *, letter: Letter, at: datetime, until: datetime) -> bool:
    """Write down that the call is about to be made; False where the message is no longer ours to send."""
    done = session.execute(
        update(outbox)
        .where(
            outbox.c.id == letter.id,
            outbox.c.state == State.WAITING.value,
            outbox.c.leased_until == letter.leased_until,
            outbox.c.due_at <= at,
        )
        .values(state=State.SENDING.value, leased_until=until, attempts=outbox.c.attempts + 1)
    )
    return done.rowcount == 1


def release(session: Connection, *, letter: Letter) -> None:
    """Give a leased message back unsent, for whoever comes next."""
    session.execute(
        update(outbox)
        .where(outbox.c.id == letter.id, outbox.c.leased_until == letter.leased_until)
        .where(outbox.c.state == State.WAITING.value)
        .values(leased_until=None)
    )


def settle(
    session: Connection, *, letter: Letter, state: State, ts: str | None = None, error: str | None = None
) -> None:
    """Write down how the sending ended."""
    values = {"state": state.value, "sent_ts": ts, "error": error and error[:200], "leased_until": None}
    session.execute(update(outbox).where(outbox.c.id == letter.id).values(**values))


def retry(session: Connection, *, letter: Letter, due_at: datetime, error: str) -> State:
    """Nothing was sent: put it back for that moment, or let it go where it would come too late."""
    if due_at >= letter.expires_at:
        settle(session, letter=letter, state=State.EXPIRED, error=error)
        return State.EXPIRED
    settle(session, letter=letter, state=State.WAITING, error=error)
    session.execute(update(outbox).where(outbox.c.id == letter.id).values(due_at=due_at))
    return State.WAITING


def hold(session: Connection, *, workspace: str, until: datetime) -> None:
    """Slack wants no more messages in this workspace before that moment, whichever sender has them."""
    session.execute(
        update(outbox)
        .where(outbox.c.workspace == workspace, outbox.c.state == State.WAITING.value, outbox.c.due_at < until)
        .values(due_at=until, leased_until=None)
    )


def withdraw(session: Connection, *, workspace: str, kind: str, recipient: str) -> None:
    """The recipient wants none of this kind: what has not left yet never does."""
    session.execute(
        update(outbox)
        .where(outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.recipient == recipient)
        .where(outbox.c.state == State.WAITING.value)
        .values(state=State.EXPIRED.value, error=WITHDRAWN, leased_until=None)
    )


def expire(session: Connection, *, at: datetime, now: datetime) -> int:
    """Let go of what nobody sent in time; returns how many messages that were."""
    done = session.execute(
        update(outbox)
        .where(outbox.c.state == State.WAITING.value, outbox.c.expires_at <= at, _unleased(now))
        .values(state=State.EXPIRED.value, leased_until=None)
    )
    return done.rowcount


def recover(session: Connection, *, now: datetime) -> tuple[Letter, ...]:
    """Messages whose sender died during the call: they may have arrived, so nobody sends them again."""
    done = session.execute(
        update(outbox)
        .where(_orphaned(now))
        .values(state=State.UNKNOWN.value, error="interrupted", leased_until=None)
        .returning(*_LETTER)
    )
    return tuple(Letter(**row._mapping) for row in done)


def moments(session: Connection, *, after: datetime, until: datetime) -> tuple[datetime, ...]:
    """When waiting messages fall due in that span."""
    rows = session.execute(
        select(outbox.c.due_at)
        .where(outbox.c.state == State.WAITING.value, outbox.c.due_at > after, outbox.c.due_at <= until)
        .distinct()
    )
    return tuple(row.due_at for row in rows)


def states(session: Connection) -> dict[tuple[str, str], int]:
    """How many messages there are of each kind in each state."""
    rows = session.execute(select(outbox.c.kind, outbox.c.state, func.count()).group_by(outbox.c.kind, outbox.c.state))
    return {(kind, state): number for kind, state, number in rows}


def troubles(session: Connection, *, since: datetime) -> dict[tuple[str, str, str], int]:
    """How many messages written since then did not arrive, or not yet, for which reason: by kind, state and error."""
    lost = outbox.c.state.in_([State.FAILED.value, State.UNKNOWN.value])
    refused = and_(outbox.c.state.in_([State.WAITING.value, State.EXPIRED.value]), outbox.c.error != WITHDRAWN)
    by = (outbox.c.kind, outbox.c.state, func.coalesce(outbox.c.error, ""))
    rows = session.execute(
        select(*by, func.count()).where(or_(lost, refused), outbox.c.created_at >= since).group_by(*by).order_by(*by)
    )
    return {(kind, state, error): number for kind, state, error, number in rows}


def _unleased(now: datetime) -> ColumnElement[bool]:
    return or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)


def _free(at: datetime, now: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.state == State.WAITING.value, outbox.c.due_at <= at, _unleased(now))


def _orphaned(now: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.state == State.SENDING.value, outbox.c.leased_until <= now)
