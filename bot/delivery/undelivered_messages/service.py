"""What people decide about a message that did not arrive: sent once more, or left. Each is audited."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.core import audit_log
from bot.core.people import members, workspaces
from bot.core.people.workspaces import DIGEST_GRACE
from bot.delivery import outbox, records
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState
from bot.delivery.records import DeliveryRecord
from bot.delivery.undelivered_messages.rules import ResendOutcome, next_copy_period
from bot.settings import Settings

REPORTED_KINDS: Final = frozenset(
    {
        DeliveryKind.DIGEST,
        DeliveryKind.NUDGE,
        DeliveryKind.SNOOZED_NUDGE,
        DeliveryKind.WEEKLY_SUMMARY,
        DeliveryKind.MENTOR_SUMMARY,
    }
)  # what admins are told of
_NUDGES: Final = frozenset({DeliveryKind.NUDGE, DeliveryKind.SNOOZED_NUDGE})


def resend_message(
    conn: Connection,
    *,
    workspace: str,
    message_id: int,
    actor: str,
    now: datetime,
    settings: Settings,
    is_repeat: bool = False,
) -> ResendOutcome:
    """Put a message once more, with what follows it, once however many people ask; `repeat` also one that has arrived.

    A digest goes to the channel that is the learning channel now. What is for one person only goes out while it still
    would have by itself.
    """
    found = records.find_record(conn, workspace=workspace, message_id=message_id)
    if found is None or found.kind not in REPORTED_KINDS:
        return ResendOutcome.MISSING
    if found.state is MessageState.SENDING:
        return ResendOutcome.SENDING
    if found.state is MessageState.SENT and not is_repeat:
        return ResendOutcome.ARRIVED
    if found.kind != DeliveryKind.DIGEST and not _is_wanted(conn, found, now, settings):
        return ResendOutcome.TOO_LATE
    decided = records.record_decision(conn, message_id=message_id, error=outbox.RESENT)
    if not decided and not is_repeat:
        return ResendOutcome.ALREADY_DECIDED
    return _queue_copies(conn, found, actor, now, settings)


def leave_unsent(conn: Connection, *, workspace: str, message_id: int, actor: str, now: datetime) -> bool:
    """Decide that a message is not sent once more; False where it was decided on, or has arrived."""
    found = records.find_record(conn, workspace=workspace, message_id=message_id)
    if found is None or not records.record_decision(conn, message_id=message_id, error=outbox.NOT_RESENT):
        return False
    _audit_decision(conn, found, actor, "message.leave", now)
    return True


def _queue_copies(
    conn: Connection, record: DeliveryRecord, actor: str, now: datetime, settings: Settings
) -> ResendOutcome:
    address, ends = _copy_recipient(conn, record, settings), _copy_expiry(record, now)
    period = next_copy_period(record.period)
    first = records.copy_message(conn, message_id=record.id, period=period, recipient=address, expires_at=ends, now=now)
    if first is None:
        return ResendOutcome.ALREADY_DECIDED
    for each in records.list_thread_records(conn, message_id=record.id):
        period = next_copy_period(each.period)
        records.copy_message(
            conn, message_id=each.id, period=period, recipient=address, expires_at=ends, now=now, follows=first
        )
    _audit_decision(conn, record, actor, "message.resend", now)
    return ResendOutcome.QUEUED


def _is_wanted(conn: Connection, record: DeliveryRecord, now: datetime, settings: Settings) -> bool:
    """Whether a message for one person may still be sent: in its time, to somebody who is there and wants it."""
    whose = {"workspace": record.workspace, "member": record.recipient}
    member = members.find_member(conn, **whose, default_zone=settings.timezone)
    if member is None or not member.is_active or now >= record.expires_at:
        return False
    return member.nudged or record.kind not in _NUDGES


def _copy_recipient(conn: Connection, record: DeliveryRecord, settings: Settings) -> str:
    if record.kind != DeliveryKind.DIGEST or record.follows is not None:
        return record.recipient
    place = workspaces.find_workspace(conn, workspace=record.workspace, settings=settings)
    return (place.learning_channel if place else None) or record.recipient


def _copy_expiry(record: DeliveryRecord, now: datetime) -> datetime:
    return now + DIGEST_GRACE if record.kind == DeliveryKind.DIGEST else record.expires_at


def _audit_decision(conn: Connection, record: DeliveryRecord, actor: str, act: str, now: datetime) -> None:
    detail = f"{record.kind} {record.period} to {record.recipient}"
    audit_log.record_act(
        conn, workspace=record.workspace, actor=actor, act=act, now=now, subject=str(record.id), detail=detail
    )
