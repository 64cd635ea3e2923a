"""How the last digest ended."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.delivery import occurrences, records
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.delivery.outbox import MessageState
from bot.delivery.records import DeliveryRecord
from bot.delivery.undelivered_messages.rules import week_of_period
from bot.features.digest.rules import LastDigest


def find_last_digest(conn: Connection, *, workspace: str) -> LastDigest | None:
    """The newest week that was dealt with, or whose message was sent again since; None where there was never one."""
    decided = occurrences.find_newest(conn, workspace=workspace, kind=DeliveryKind.DIGEST)
    found = find_last_message(conn, workspace=workspace)
    if decided and decided.outcome != OccurrenceOutcome.QUEUED and (found is None or decided.period > found.week):
        return LastDigest(decided.period, decided.outcome, decided.decided_at)
    return found


def find_last_message(conn: Connection, *, workspace: str, message_id: int | None = None) -> LastDigest | None:
    """The newest digest of which there is a message, or the one of this number if it is that one."""
    trace = records.find_last_record(conn, workspace=workspace, kind=DeliveryKind.DIGEST)
    return _last_digest(trace) if trace and message_id in (None, trace.id) else None


def _last_digest(record: DeliveryRecord) -> LastDigest:
    return LastDigest(
        week=week_of_period(record.period) or record.period,
        ending=record.state,
        due_at=record.due_at,
        message_id=record.id,
        channel=record.recipient,
        error=record.error or "",
        is_on_its_way=record.state in (MessageState.WAITING, MessageState.SENDING),
    )
