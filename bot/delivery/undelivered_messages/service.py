"""Carry out what people decide about a message that did not arrive: resend it, or leave it. Each is audited."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from bot.core import audit_log
from bot.core.people import members, workspaces
from bot.core.people.workspaces import DIGEST_GRACE
from bot.delivery import outbox, records
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState, is_to_person
from bot.delivery.records import DeliveryRecord
from bot.delivery.undelivered_messages.rules import ResendOutcome, next_copy_period
from bot.settings import Settings
from bot.slack.failures import STOP_CAUSES, FailureCause

_NUDGES: Final = frozenset({DeliveryKind.NUDGE, DeliveryKind.SNOOZED_NUDGE})
TOLD_FOR: Final = timedelta(days=7)  # later nobody needs to hear of it
# Kinds that admins are told of.
REPORTED_KINDS: Final = _NUDGES | {DeliveryKind.DIGEST, DeliveryKind.WEEKLY_SUMMARY, DeliveryKind.MENTOR_SUMMARY}


def list_open_by_cause(
    conn: Connection, *, workspace: str, now: datetime, last: int | None = None
) -> dict[FailureCause, list[DeliveryRecord]]:
    """Return what did not arrive lately and nobody has decided on, by cause, up to the number `last`.

    Of a thread only what may have arrived is told, since the message above it is.
    """
    found: defaultdict[FailureCause, list[DeliveryRecord]] = defaultdict(list)
    for record in records.list_undelivered(conn, workspace=workspace, kinds=REPORTED_KINDS, since=now - TOLD_FOR):
        cause = _undelivered_cause(record)
        is_told = cause not in (None, FailureCause.PERSON_GONE, FailureCause.TOKEN_REFUSED)
        is_above = record.follows is None or cause is FailureCause.RESPONSE_LOST
        if cause and is_told and is_above and (last is None or record.id <= last):
            found[cause].append(record)
    return dict(found)


def resend_all(
    conn: Connection, *, workspace: str, cause: FailureCause, last: int, actor: str, now: datetime, settings: Settings
) -> Counter[ResendOutcome]:
    """Send all that is open for a cause once more, each once at most; what nobody wants any more is left for good."""
    outcomes: Counter[ResendOutcome] = Counter()
    for record in list_open_by_cause(conn, workspace=workspace, now=now, last=last).get(cause, ()):
        outcome = resend_message(
            conn, workspace=workspace, message_id=record.id, actor=actor, now=now, settings=settings
        )
        outcomes[outcome] += 1
        if outcome is ResendOutcome.TOO_LATE:
            leave_unsent(conn, workspace=workspace, message_id=record.id, actor=actor, now=now)
    return outcomes


def leave_all(conn: Connection, *, workspace: str, cause: FailureCause, last: int, actor: str, now: datetime) -> int:
    """Decide that nothing of what is open for a cause is sent again; return how many messages that were."""
    found = list_open_by_cause(conn, workspace=workspace, now=now, last=last).get(cause, ())
    return sum(leave_unsent(conn, workspace=workspace, message_id=each.id, actor=actor, now=now) for each in found)


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
    """Queue a message and its thread once more, once however many people ask; with `is_repeat` also if it has arrived.

    A digest goes to the channel that is the learning channel now. A message for one person only goes out while it
    still would have by itself.
    """
    record = records.find_record(conn, workspace=workspace, message_id=message_id)
    if record is None or record.kind not in REPORTED_KINDS:
        return ResendOutcome.MISSING
    if record.state is MessageState.SENDING:
        return ResendOutcome.SENDING
    if record.state is MessageState.SENT and not is_repeat:
        return ResendOutcome.ARRIVED
    if record.kind != DeliveryKind.DIGEST and not _is_wanted(conn, record, now, settings):
        return ResendOutcome.TOO_LATE
    is_first = records.record_decision(conn, message_id=message_id, error=outbox.RESENT)
    if not is_first and not is_repeat:
        return ResendOutcome.ALREADY_DECIDED
    return _queue_copies(conn, record, actor, now, settings)


def _undelivered_cause(record: DeliveryRecord) -> FailureCause | None:
    """Return why a message did not arrive, by what was written down; None for what passes by itself."""
    if record.state is MessageState.UNKNOWN:
        return FailureCause.RESPONSE_LOST
    cause = STOP_CAUSES.get(record.error or "")
    if cause is FailureCause.NOT_IN_CHANNEL and is_to_person(record.recipient):
        return FailureCause.PERSON_GONE
    return FailureCause.OUR_FAULT if cause is None and record.state is MessageState.FAILED else cause


def leave_unsent(conn: Connection, *, workspace: str, message_id: int, actor: str, now: datetime) -> bool:
    """Decide that a message is not resent; False where it was decided on, or has arrived."""
    record = records.find_record(conn, workspace=workspace, message_id=message_id)
    if record is None or not records.record_decision(conn, message_id=message_id, error=outbox.NOT_RESENT):
        return False
    _audit_decision(conn, record, actor, "message.leave", now)
    return True


def _queue_copies(
    conn: Connection, record: DeliveryRecord, actor: str, now: datetime, settings: Settings
) -> ResendOutcome:
    copy = partial(
        records.copy_message,
        conn,
        recipient=_copy_recipient(conn, record, settings),
        expires_at=_copy_expiry(record, now),
        now=now,
    )
    first = copy(message_id=record.id, period=next_copy_period(record.period))
    if first is None:
        return ResendOutcome.ALREADY_DECIDED
    for each in records.list_thread_records(conn, message_id=record.id):
        copy(message_id=each.id, period=next_copy_period(each.period), follows=first)
    _audit_decision(conn, record, actor, "message.resend", now)
    return ResendOutcome.QUEUED


def _is_wanted(conn: Connection, record: DeliveryRecord, now: datetime, settings: Settings) -> bool:
    """Tell whether a message for one person may still be sent: in its time, to somebody who is there and wants it."""
    member = members.find_member(
        conn, workspace=record.workspace, member=record.recipient, default_zone=settings.timezone
    )
    if member is None or not member.is_active or now >= record.expires_at:
        return False
    return member.nudged or record.kind not in _NUDGES


def _copy_recipient(conn: Connection, record: DeliveryRecord, settings: Settings) -> str:
    if record.kind != DeliveryKind.DIGEST or record.follows is not None:
        return record.recipient
    workspace = workspaces.find_workspace(conn, workspace=record.workspace, settings=settings)
    return (workspace.learning_channel if workspace else None) or record.recipient


def _copy_expiry(record: DeliveryRecord, now: datetime) -> datetime:
    return now + DIGEST_GRACE if record.kind == DeliveryKind.DIGEST else record.expires_at


def _audit_decision(conn: Connection, record: DeliveryRecord, actor: str, act: str, now: datetime) -> None:
    detail = f"{record.kind} {record.period} to {record.recipient}"
    audit_log.record_act(
        conn, workspace=record.workspace, actor=actor, act=act, now=now, subject=str(record.id), detail=detail
    )
