"""Store messages on their way out. A row says what is known of its message, also after a crash at any moment.

`waiting` (perhaps leased by a sender) -> `sending`, written before the call -> `sent`, `failed`, `unknown` or
`waiting` again. From `sending` on `due_at` is the moment of the call. A row that a crash left in `sending` may have
arrived, so it becomes `unknown` and is never sent again but by people.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, and_, delete, select, update

from bot import request_context
from bot.db.statements import dialect_insert
from bot.db.tables import outbox
from bot.frozen import frozen

log = logging.getLogger(__name__)

WITHDRAWN: Final = "withdrawn"
PARENT_NOT_SENT: Final = "lapsed"  # what it follows has not arrived
RESENT: Final = "resent"  # somebody had it sent once more
NOT_RESENT: Final = "left"  # somebody decided that it is not sent once more
# Kept in a message beside what is sent of it: people by id, each with the name that stands in it.
ABOUT_KEY: Final = "about"  # people it tells of, which not everybody may read
NAMES_KEY: Final = "names"  # others who are named in it
CHANNEL_KEY: Final = "channel"  # of a person's conversation that it arrived in, without which it cannot be rewritten
NamesById = Mapping[str, str]


class MessageState(StrEnum):
    """State of a message, as far as is known."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # it can never arrive like this
    UNKNOWN = "unknown"  # it may have arrived
    EXPIRED = "expired"  # it was not sent while it was still worth reading


@frozen
class OutboxMessage:
    """Message with its address: `recipient` is a channel or a person. `message` is the JSON of text and blocks.

    `follows` is the id of the message in whose thread it goes, and `thread` is that one's ts.
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
    created_at: datetime | None = None
    request: str | None = None  # the id of the work that queued it


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to be queued."""

    workspace: str
    kind: str
    period: str
    recipient: str
    message: Mapping[str, Any]
    due_at: datetime
    expires_at: datetime
    follows: int | None = None
    about: NamesById | None = None
    names: NamesById | None = None

    def values(self, now: datetime) -> dict[str, Any]:
        """Return the row."""
        named = ((ABOUT_KEY, self.about), (NAMES_KEY, self.names))
        people = {key: dict(names_by_id) for key, names_by_id in named if names_by_id is not None}
        return {
            "workspace": self.workspace,
            "kind": self.kind,
            "period": self.period,
            "recipient": self.recipient,
            "message": {**self.message, **people},
            "state": MessageState.WAITING.value,
            "due_at": self.due_at,
            "expires_at": self.expires_at,
            "follows": self.follows,
            "created_at": now,
            "request": request_context.current_id(),
        }


MESSAGE_COLUMNS: Final[tuple[Column[Any], ...]] = tuple(
    outbox.c[name] for name in OutboxMessage.__match_args__ if name != "thread"
)


def is_to_person(recipient: str) -> bool:
    """Return whether a recipient is a person; the ids of channels begin with C or G."""
    return not recipient.startswith(("C", "G"))


def put_message(
    conn: Connection,
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
    about: NamesById | None = None,
    names: NamesById | None = None,
) -> int | None:
    """Queue a message, once per kind, period and recipient; return its id, None where it is there already.

    One that `follows` another is sent after that one, into its thread, and only if that one arrives. What it is
    `about` is sent only to who may still see all of them then.
    """
    queued = NewMessage(
        workspace=workspace,
        kind=kind,
        period=period,
        recipient=recipient,
        message=message,
        due_at=due_at,
        expires_at=expires_at,
        follows=follows,
        about=about,
        names=names,
    )
    [message_id] = put_messages(conn, [queued], now=now)
    if message_id is not None:
        log.info("queued kind=%s period=%s workspace=%s recipient=%s", kind, period, workspace, recipient)
    return message_id


def put_messages(conn: Connection, messages: Sequence[NewMessage], *, now: datetime) -> list[int | None]:
    """Queue messages as `put_message` does, by one statement; return their ids."""
    if not messages:
        return []
    key = (outbox.c.workspace, outbox.c.kind, outbox.c.period, outbox.c.recipient)
    rows = conn.execute(
        dialect_insert(conn, outbox).on_conflict_do_nothing().returning(outbox.c.id, *key),
        [each.values(now) for each in messages],
    )
    ids = {tuple(theirs): number for number, *theirs in rows}
    return [ids.get((each.workspace, each.kind, each.period, each.recipient)) for each in messages]


def list_waiting(conn: Connection, *, at: datetime) -> tuple[OutboxMessage, ...]:
    """List what would be sent at the moment `at`, in order."""
    waiting = and_(outbox.c.state == MessageState.WAITING.value, outbox.c.due_at <= at, outbox.c.expires_at > at)
    rows = conn.execute(select(*MESSAGE_COLUMNS).where(waiting).order_by(outbox.c.due_at, outbox.c.id))
    return tuple(OutboxMessage(**row._mapping) for row in rows)


def record_result(
    conn: Connection,
    *,
    queued: OutboxMessage,
    state: MessageState,
    sent_ts: str | None = None,
    error: str | None = None,
    called_at: datetime | None = None,
) -> None:
    """Record how the sending ended, and when the call began: the next one of any process is a second after that."""
    called = {"due_at": called_at} if called_at else {}
    values = {"state": state.value, "sent_ts": sent_ts, "error": error and error[:200], "leased_until": None}
    conn.execute(update(outbox).where(outbox.c.id == queued.id).values(**values, **called))


def record_channel(conn: Connection, *, message_id: int, channel: str) -> None:
    """Record in which conversation a message to a person arrived, beside what is kept of it by now."""
    stored = select(outbox.c.message).where(outbox.c.id == message_id).with_for_update()
    if (message := conn.execute(stored).scalar_one_or_none()) is not None:
        conn.execute(update(outbox).where(outbox.c.id == message_id).values(message={**message, CHANNEL_KEY: channel}))


def reschedule(conn: Connection, *, queued: OutboxMessage, due_at: datetime, error: str) -> MessageState:
    """Put a message that was not sent back for that moment, or expire it where that is too late; return its state."""
    if due_at >= queued.expires_at:
        record_result(conn, queued=queued, state=MessageState.EXPIRED, error=error)
        return MessageState.EXPIRED
    record_result(conn, queued=queued, state=MessageState.WAITING, error=error)
    conn.execute(update(outbox).where(outbox.c.id == queued.id).values(due_at=due_at))
    return MessageState.WAITING


def withdraw_for_recipient(conn: Connection, *, workspace: str, kinds: Collection[str], recipient: str) -> None:
    """Expire what waits of these kinds for a recipient, who does not want it any more."""
    _withdraw(conn, outbox.c.workspace == workspace, outbox.c.kind.in_(kinds), outbox.c.recipient == recipient)


def withdraw_kind(conn: Connection, *, workspace: str, kind: str) -> None:
    """Expire what waits of this kind in the workspace: nobody gets any of it any more."""
    _withdraw(conn, outbox.c.workspace == workspace, outbox.c.kind == kind)


def _withdraw(conn: Connection, *conditions: ColumnElement[bool]) -> None:
    waiting = update(outbox).where(*conditions, outbox.c.state == MessageState.WAITING.value)
    conn.execute(waiting.values(state=MessageState.EXPIRED.value, error=WITHDRAWN, leased_until=None))


def delete_waiting(
    conn: Connection,
    *,
    workspace: str,
    kind: str,
    period: str,
    recipient: str | None = None,
    exclude: Collection[str] = (),
) -> frozenset[str]:
    """Delete what waits of a period, for one recipient or for all but those in `exclude`; return whose it was.

    It can be queued again.
    """
    recipients = outbox.c.recipient.not_in(exclude) if recipient is None else outbox.c.recipient == recipient
    deleted = conn.execute(
        delete(outbox)
        .where(
            outbox.c.workspace == workspace,
            outbox.c.kind == kind,
            outbox.c.period == period,
            outbox.c.state == MessageState.WAITING.value,
            recipients,
        )
        .returning(outbox.c.recipient)
    )
    return frozenset(row.recipient for row in deleted)


def list_reached(conn: Connection, *, workspace: str, kind: str, period: str) -> frozenset[str]:
    """Return who was sent a message of a period, or perhaps was."""
    states = (MessageState.SENDING.value, MessageState.SENT.value, MessageState.UNKNOWN.value)
    of_period = (outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.period == period)
    rows = conn.execute(select(outbox.c.recipient).where(*of_period, outbox.c.state.in_(states)))
    return frozenset(row.recipient for row in rows)


def read_states(
    conn: Connection, *, workspace: str, kind: str, periods: Collection[str]
) -> dict[str, dict[str, MessageState]]:
    """Return by period the states of its messages, by recipient."""
    of_periods = (outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.period.in_(periods))
    states: defaultdict[str, dict[str, MessageState]] = defaultdict(dict)
    for row in conn.execute(select(outbox.c.period, outbox.c.recipient, outbox.c.state).where(*of_periods)):
        states[row.period][row.recipient] = MessageState(row.state)
    return states


def find_sent_ts(conn: Connection, *, workspace: str, kind: str, period: str, recipient: str) -> str:
    """Return the timestamp of a message that was sent; empty where none was, or it is unknown."""
    row = conn.execute(
        select(outbox.c.sent_ts).where(
            outbox.c.workspace == workspace,
            outbox.c.kind == kind,
            outbox.c.period == period,
            outbox.c.recipient == recipient,
        )
    ).first()
    return row.sent_ts or "" if row else ""


def redirect_waiting(conn: Connection, *, workspace: str, kind: str, recipient: str) -> None:
    """Send what waits of this kind to another recipient instead, at once, whoever has it leased."""
    conn.execute(
        update(outbox)
        .where(outbox.c.workspace == workspace, outbox.c.kind == kind, outbox.c.state == MessageState.WAITING.value)
        .values(recipient=recipient, leased_until=None)
    )


def list_due_times(conn: Connection, *, after: datetime, until: datetime) -> tuple[datetime, ...]:
    """List when waiting messages fall due after one moment and until another."""
    rows = conn.execute(
        select(outbox.c.due_at)
        .where(outbox.c.state == MessageState.WAITING.value, outbox.c.due_at > after, outbox.c.due_at <= until)
        .distinct()
    )
    return tuple(row.due_at for row in rows)
