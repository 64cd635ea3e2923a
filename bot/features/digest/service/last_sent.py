"""The last digest and how it ended."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.delivery import occurrences, records
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.delivery.outbox import MessageState
from bot.delivery.undelivered_messages.rules import week_of_period
from bot.features.digest.rules import LastDigest


def find_last_digest(conn: Connection, *, workspace: str) -> LastDigest | None:
    """Find the newest digest that was decided on, or sent again since; None if there was never one."""
    decided = occurrences.find_newest(conn, workspace=workspace, kind=DeliveryKind.DIGEST)
    last = find_last_message(conn, workspace=workspace)
    if decided and decided.outcome != OccurrenceOutcome.QUEUED and (last is None or decided.period > last.week):
        return LastDigest(decided.period, decided.outcome, decided.decided_at)
    return last


def find_last_message(conn: Connection, *, workspace: str, message_id: int | None = None) -> LastDigest | None:
    """Find the newest digest with a message; None if a `message_id` is given that is not its own."""
    record = records.find_last_record(conn, workspace=workspace, kind=DeliveryKind.DIGEST)
    if record is None or message_id not in (None, record.id):
        return None
    return LastDigest(
        week=week_of_period(record.period) or record.period,
        ending=record.state,
        due_at=record.due_at,
        message_id=record.id,
        channel=record.recipient,
        error=record.error or "",
        is_on_its_way=record.state in (MessageState.WAITING, MessageState.SENDING),
    )
