"""Messages on their way out. A row says what is known of its message, also after a crash at any moment.

`waiting` (perhaps leased by a sender) -> `sending`, written before the call -> `sent`, `failed`, `unknown` or
`waiting` again. A row that a crash left in `sending` may have arrived, so it becomes `unknown` and is never sent again
but by people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, Connection, and_, case, delete, func, or_, select, update

from bot.db.tables import outbox
from bot.db.upsert import insert

WITHDRAWN: Final = "withdrawn"
LAPSED: Final = "lapsed"  # what it follows has not arrived
RESENT: Final = "resent"  # somebody had it sent once more
LEFT: Final = "left"  # somebody decided that it is not sent once more
# What is kept in a message beside what is sent of it: people, each with the name that stands in it.
ABOUT: Final = "about"  # whose doings it tells of, which not everybody may know
NAMES: Final = "names"  # who else is named in it

People = Mapping[str, str]  # names by id


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
    """A message with its address: `recipient` is a channel or a person. `message` is the JSON of text and blocks.

    `follows` is the message that it comes after, in whose thread (its ts) it goes.
    """

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
    follows: int | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of a message without the message; `error` is why it is as it is, where that needs a reason."""

    id: int
    workspace: str
    kind: str
    period: str
    recipient: str
    state: State
    error: str | None
    due_at: datetime
    expires_at: datetime
    follows: int | None


COLUMNS: Final[tuple[Column[Any], ...]] = tuple(outbox.c[name] for name in Letter.__slots__ if name != "thread")
_TRACE: Final[tuple[Column[Any], ...]] = tuple(outbox.c[name] for name in Trace.__slots__)


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
    follows: int | None = None,
    about: People | None = None,
    names: People | None = None,
) -> int | None:
    """Write a message to be sent, once per kind, period and recipient; its number, None where it is there already.

    One that `follows` another is sent after that one, into its thread, and only if that one arrives. What it is
    `about` is sent only to who may still see all of them then.
    """
    kept = {key: dict(people) for key, people in ((ABOUT, about), (NAMES, names)) if people is not None}
    return session.execute(
        insert(session, outbox)
        .values(
            workspace=workspace,
            kind=kind,
            period=period,
            recipient=recipient,
            message={**message, **kept},
            state=State.WAITING.value,
            due_at=due_at,
            expires_at=expires_at,
            follows=follows,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(outbox.c.id)
    ).scalar_one_or_none()


def waiting(session: Connection, *, at: datetime) -> tuple[Letter, ...]:
    """What would be sent at the moment `at`, in its order."""
    fresh = and_(outbox.c.state == State.WAITING.value, outbox.c.due_at <= at, outbox.c.expires_at > at)
    rows = session.execute(select(*COLUMNS).where(fresh).order_by(outbox.c.due_at, outbox.c.id))
    return tuple(Letter(**row._mapping) for row in rows)


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


def withdraw(session: Connection, *, workspace: str, kinds: Collection[str], recipient: str) -> None:
    """The recipient wants none of these kinds: what has not left yet never does."""
    session.execute(
        update(outbox)
        .where(outbox.c.workspace == workspace, outbox.c.kind.in_(kinds), outbox.c.recipient == recipient)
        .where(outbox.c.state == State.WAITING.value)
        .values(state=State.EXPIRED.value, error=WITHDRAWN, leased_until=None)
    )


def drop(
    session: Connection,
    *,
    workspace: str,
    kind: str,
    period: str,
    recipient: str | None = None,
    but: Collection[str] = (),
) -> frozenset[str]:
    """What has not left yet of a period never does, for all `but` some or for one; it can be put again.

    Returns whose it was.
    """
    whose = (outbox.c.recipient.not_in(but),) if recipient is None else (outbox.c.recipient == recipient,)
    gone = session.execute(
        delete(outbox)
        .where(
            outbox.c.workspace == workspace,
            outbox.c.kind == kind,
            outbox.c.period == period,
            outbox.c.state == State.WAITING.value,
            *whose,
        )
        .returning(outbox.c.recipient)
    )
    return frozenset(row.recipient for row in gone)


def reached(session: Connection, *, workspace: str, kind: str, period: str) -> frozenset[str]:
    """Who was sent what was written of a period, or perhaps was."""
    left = (State.SENDING.value, State.SENT.value, State.UNKNOWN.value)
    theirs = (outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.period == period)
    rows = session.execute(select(outbox.c.recipient).where(*theirs, outbox.c.state.in_(left)))
    return frozenset(row.recipient for row in rows)


def addressed(
    session: Connection, *, workspace: str, kind: str, periods: Collection[str]
) -> dict[str, dict[str, State]]:
    """By period, to whom something was written of it, and what has become of that."""
    theirs = (outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.period.in_(periods))
    found: defaultdict[str, dict[str, State]] = defaultdict(dict)
    for row in session.execute(select(outbox.c.period, outbox.c.recipient, outbox.c.state).where(*theirs)):
        found[row.period][row.recipient] = State(row.state)
    return found


def arrived(session: Connection, *, workspace: str, kind: str, period: str, recipient: str) -> str:
    """The timestamp of a message that was sent; empty where none was, or nobody knows."""
    row = session.execute(
        select(outbox.c.sent_ts).where(
            outbox.c.workspace == workspace,
            outbox.c.kind == kind,
            outbox.c.period == period,
            outbox.c.recipient == recipient,
        )
    ).first()
    return row.sent_ts or "" if row else ""


def withdraw_all(session: Connection, *, workspace: str, kind: str) -> None:
    """Nobody in the workspace gets any of this kind any more: what has not left yet never does."""
    session.execute(
        update(outbox)
        .where(outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.state == State.WAITING.value)
        .values(state=State.EXPIRED.value, error=WITHDRAWN, leased_until=None)
    )


def redirect(session: Connection, *, workspace: str, kind: str, recipient: str) -> None:
    """What has not left yet of this kind goes there instead, at once, whoever has it leased."""
    session.execute(
        update(outbox)
        .where(outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.state == State.WAITING.value)
        .values(recipient=recipient, leased_until=None)
    )


def find(session: Connection, *, workspace: str, letter: int) -> Trace | None:
    """What is known of a message of a workspace."""
    return _first(session.execute(select(*_TRACE).where(outbox.c.workspace == workspace, outbox.c.id == letter)))


def last(session: Connection, *, workspace: str, kind: str) -> Trace | None:
    """The newest message of a kind, what follows it in its thread left out."""
    of_kind = select(*_TRACE).where(outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.follows.is_(None))
    return _first(session.execute(of_kind.order_by(outbox.c.id.desc()).limit(1)))


def unknowns(session: Connection, *, workspace: str) -> tuple[Trace, ...]:
    """Messages that may have arrived and that nobody has decided on, newest first."""
    open_ones = func.coalesce(outbox.c.error, "").not_in([RESENT, LEFT])
    rows = session.execute(
        select(*_TRACE)
        .where(outbox.c.workspace == workspace, outbox.c.state == State.UNKNOWN.value, open_ones)
        .order_by(outbox.c.id.desc())
    )
    return tuple(_trace(row) for row in rows)


def decide(session: Connection, *, letter: int, error: str) -> bool:
    """Write down what people decided about a message that has not arrived; True for the first decision.

    One that is still being tried is let go.
    """
    open_ones = [State.UNKNOWN.value, State.FAILED.value, State.EXPIRED.value, State.WAITING.value]
    fresh = func.coalesce(outbox.c.error, "").not_in([RESENT, LEFT, WITHDRAWN])
    state = case((outbox.c.state == State.WAITING.value, State.EXPIRED.value), else_=outbox.c.state)
    done = session.execute(
        update(outbox)
        .where(outbox.c.id == letter, outbox.c.state.in_(open_ones), fresh)
        .values(error=error, state=state, leased_until=None)
    )
    return done.rowcount == 1


def copy(
    session: Connection,
    *,
    letter: int,
    period: str,
    recipient: str,
    expires_at: datetime,
    now: datetime,
    follows: int | None = None,
) -> int | None:
    """Put the same message once more, due at once; None where that copy is there already."""
    row = session.execute(select(*COLUMNS).where(outbox.c.id == letter)).one()
    return put(
        session,
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


def followers(session: Connection, *, letter: int) -> tuple[Trace, ...]:
    """What follows a message in its thread, in order."""
    rows = session.execute(select(*_TRACE).where(outbox.c.follows == letter).order_by(outbox.c.id))
    return tuple(_trace(row) for row in rows)


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
    """How many messages written since then did not arrive, or not yet, for which reason: by kind, state and error.

    Left out is what nobody has to look at any more, because people decided on it or did not want it.
    """
    lost = outbox.c.state.in_([State.FAILED.value, State.UNKNOWN.value])
    refused = and_(outbox.c.state.in_([State.WAITING.value, State.EXPIRED.value]), outbox.c.error.is_not(None))
    error = func.coalesce(outbox.c.error, "")
    fresh = and_(outbox.c.created_at >= since, error.not_in([WITHDRAWN, LAPSED, RESENT, LEFT]))
    by = (outbox.c.kind, outbox.c.state, error)
    rows = session.execute(select(*by, func.count()).where(or_(lost, refused), fresh).group_by(*by).order_by(*by))
    return {(kind, state, error): number for kind, state, error, number in rows}


def overdue(session: Connection, *, before: datetime, now: datetime) -> int:
    """How many messages have been due since before that moment, and nobody has tried to send them."""
    untried = and_(outbox.c.state == State.WAITING.value, outbox.c.attempts == 0, outbox.c.follows.is_(None))
    late = select(func.count()).where(untried, outbox.c.due_at < before, outbox.c.expires_at > now)
    return session.execute(late).scalar_one()


def _first(rows: Any) -> Trace | None:
    row = rows.first()
    return _trace(row) if row else None


def _trace(row: Any) -> Trace:
    return Trace(**{**row._mapping, "state": State(row.state)})
