"""Occurrences that are due and decided but not yet claimed: a dry run shows them, a real one writes them down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.db.engine import Connection
from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import WHOLE_WORKSPACE, OccurrenceOutcome
from bot.delivery.outbox import NamesById
from bot.slack.message import Message


@dataclass(frozen=True, slots=True)
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


def claim_and_queue(conn: Connection, occurrence: DecidedOccurrence, now: datetime) -> bool:
    """Claim the occurrence and, having won it, queue its messages in the same transaction; True if it has any."""
    is_won = occurrences.claim_occurrence(
        conn,
        workspace=occurrence.workspace,
        kind=occurrence.kind,
        period=occurrence.period,
        recipient=occurrence.recipient,
        now=now,
        outcome=occurrence.outcome,
    )
    if not is_won or occurrence.message is None or occurrence.expires_at is None:
        return False
    if occurrence.record:
        occurrence.record(conn)
    first = _put_message(conn, occurrence, occurrence.message, now)
    for number, message in enumerate(occurrence.thread if first else (), start=1):
        _put_message(conn, occurrence, message, now, number=number, follows=first)
    return True


def _put_message(
    conn: Connection,
    occurrence: DecidedOccurrence,
    message: Message,
    now: datetime,
    *,
    number: int = 0,
    follows: int | None = None,
) -> int | None:
    """Queue one of its messages; those in the thread are numbered, since a period has one message only."""
    assert occurrence.expires_at is not None
    return outbox.put_message(
        conn,
        workspace=occurrence.workspace,
        kind=occurrence.kind,
        period=f"{occurrence.period}.{number}" if number else occurrence.period,
        recipient=occurrence.recipient_address,
        message=message.post_arguments(),
        due_at=occurrence.due_at,
        expires_at=occurrence.expires_at,
        now=now,
        follows=follows,
        about=occurrence.about,
        names=occurrence.names,
    )
