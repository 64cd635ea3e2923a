"""What has fallen due, decided but not yet claimed: values that a dry run shows and a real one writes down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.engine import Connection
from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import EVERYBODY, Kind, Outcome
from bot.delivery.outbox import People
from bot.slack.message import Message


@dataclass(frozen=True, slots=True)
class Occasion:
    """One occurrence and what becomes of it. `recipient` claims it; `address` is where its message goes, if any."""

    workspace: str
    kind: Kind
    period: str
    outcome: Outcome
    due_at: datetime
    recipient: str = EVERYBODY
    address: str = ""
    message: Message | None = None
    expires_at: datetime | None = None
    thread: tuple[Message, ...] = ()  # what follows the message, in its thread
    about: People | None = None  # whom the message tells of, by name, to who may know it
    names: People | None = None  # whom it names to everybody


def settle(session: Connection, occasion: Occasion, now: datetime) -> bool:
    """Claim the occurrence and, having won it, write its messages in the same transaction; True if it has any."""
    won = occurrences.claim(
        session,
        workspace=occasion.workspace,
        kind=occasion.kind,
        period=occasion.period,
        recipient=occasion.recipient,
        now=now,
        outcome=occasion.outcome,
    )
    if not won or occasion.message is None or occasion.expires_at is None:
        return False
    first = _put(session, occasion, occasion.message, now)
    for number, message in enumerate(occasion.thread if first else (), start=1):
        _put(session, occasion, message, now, number=number, follows=first)
    return True


def _put(
    session: Connection,
    occasion: Occasion,
    message: Message,
    now: datetime,
    *,
    number: int = 0,
    follows: int | None = None,
) -> int | None:
    """Write one of its messages; those in the thread are numbered, since there is one of each period."""
    assert occasion.expires_at is not None
    return outbox.put(
        session,
        workspace=occasion.workspace,
        kind=occasion.kind,
        period=f"{occasion.period}.{number}" if number else occasion.period,
        recipient=occasion.address,
        message=message.payload(),
        due_at=occasion.due_at,
        expires_at=occasion.expires_at,
        now=now,
        follows=follows,
        about=occasion.about,
        names=occasion.names,
    )
