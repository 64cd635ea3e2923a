"""Occurrences that are due and decided but not yet claimed: a dry run shows them, a real one writes them down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.db.engine import Connection
from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import WHOLE_WORKSPACE, Claim, OccurrenceOutcome
from bot.delivery.outbox import NamesById, NewMessage
from bot.frozen import frozen
from bot.slack.message import Message


@frozen
class DecidedOccurrence:
    """One occurrence and what becomes of it, claimed for `recipient`; its message goes to `recipient_address`."""

    workspace: str
    kind: str
    period: str
    outcome: OccurrenceOutcome
    due_at: datetime
    recipient: str = WHOLE_WORKSPACE
    recipient_address: str = ""
    message: Message | None = None
    expires_at: datetime | None = None
    thread: tuple[Message, ...] = ()  # messages that follow it in its thread
    about: NamesById | None = None  # people it tells of, which not everybody may read
    names: NamesById | None = None  # people it names to everybody
    record: Callable[[Connection], None] | None = None  # writes down what else came with it, once it is claimed

    @property
    def claim(self) -> Claim:
        """Return what is claimed for it."""
        return Claim(self.workspace, self.kind, self.period, self.recipient, self.outcome)

    def messages(self) -> tuple[Message, ...]:
        """Return what is sent of it: the message and those in its thread, if any."""
        return (self.message, *self.thread) if self.message and self.expires_at else ()


def claim_and_queue(conn: Connection, decided: Sequence[DecidedOccurrence], now: datetime) -> int:
    """Claim the occurrences and queue the messages of those that were won in the same transaction; return how many were
    won that have any.
    """
    won = occurrences.claim_occurrences(conn, [each.claim for each in decided], now=now)
    sent = [each for each in decided if each.claim in won and each.messages()]
    for each in sent:
        if each.record:
            each.record(conn)
    firsts = outbox.put_messages(conn, [_message_to_queue(each, each.messages()[0]) for each in sent], now=now)
    threads = [
        _message_to_queue(each, message, number=number, follows=first)
        for each, first in zip(sent, firsts, strict=True)
        if first
        for number, message in enumerate(each.thread, start=1)
    ]
    outbox.put_messages(conn, threads, now=now)
    return len(sent)


def _message_to_queue(
    occurrence: DecidedOccurrence, message: Message, *, number: int = 0, follows: int | None = None
) -> NewMessage:
    """Return one of its messages; those in the thread are numbered, since a period has one message only."""
    assert occurrence.expires_at is not None
    return NewMessage(
        workspace=occurrence.workspace,
        kind=occurrence.kind,
        period=f"{occurrence.period}.{number}" if number else occurrence.period,
        recipient=occurrence.recipient_address,
        message=message.post_arguments(),
        due_at=occurrence.due_at,
        expires_at=occurrence.expires_at,
        follows=follows,
        about=occurrence.about,
        names=occurrence.names,
    )
