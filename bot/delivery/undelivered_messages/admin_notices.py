"""Notices to the admins about messages that did not arrive: one letter names all that failed for the same cause."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bot.core.people import members, workspaces
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection
from bot.delivery import outbox, records
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState, OutboxMessage
from bot.delivery.records import DeliveryRecord
from bot.delivery.undelivered_messages import service, views
from bot.delivery.undelivered_messages.rules import UndeliveredMessage
from bot.delivery.undelivered_messages.service import REPORTED_KINDS, TOLD_FOR
from bot.deps import Deps
from bot.slack.failures import FailureCause

log = logging.getLogger(__name__)

NOTICE_LIFETIME: Final = timedelta(hours=48)  # after which a notice is out of date
LETTERS_KEY: Final = "letters"  # in a notice beside what is sent of it: the numbers of the messages that it names
_STATES_TOLD: Final = (MessageState.WAITING, MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN)


def notify_admins(
    deps: Deps,
    conn: Connection,
    queued: OutboxMessage,
    cause: FailureCause,
    reason: str,
    *,
    now: datetime,
) -> int:
    """Queue what the admins have not been told yet, this message among it; return how many notices are new.

    Some kinds notify somebody else instead, as their feature declares. A person who is gone is deactivated instead, and
    a refused token is only logged, since no message can be sent.
    """
    if cause is FailureCause.PERSON_GONE:
        _deactivate_recipient(conn, queued)
    if cause is FailureCause.TOKEN_REFUSED:
        log.error("token not accepted workspace=%s reason=%s: nobody can be told", queued.workspace, reason)
    if cause in (FailureCause.PERSON_GONE, FailureCause.TOKEN_REFUSED):
        return 0
    others = {each.kind: each.on_failure for feature in deps.features for each in feature.deliveries}
    if notify_others := others.get(queued.kind):
        return notify_others(deps, conn, queued, cause, now)
    return queue_notices(deps, conn, queued.workspace, now) if queued.kind in REPORTED_KINDS else 0


def queue_missing_notices(deps: Deps, now: datetime) -> int:
    """Tell admins who came later what did not arrive before; return how many notices are new."""
    with deps.database.read() as conn:
        found = records.list_workspaces_with_undelivered(conn, kinds=REPORTED_KINDS, since=now - TOLD_FOR)
    queued = 0
    for workspace in found:
        with deps.database.begin() as conn:
            queued += queue_notices(deps, conn, workspace, now)
    return queued


def queue_notices(deps: Deps, conn: Connection, workspace_id: str, now: datetime) -> int:
    """Queue a notice to each admin for each cause with messages that they were not told of; return how many are new.

    It names all that is open for the cause, and takes the place of one that has not left yet.
    """
    workspace = workspaces.find_workspace(conn, workspace=workspace_id, settings=deps.settings)
    open_by_cause = service.list_open_by_cause(conn, workspace=workspace_id, now=now)
    if workspace is None or not open_by_cause:
        return 0
    readers = members.list_admins_to_tell(conn, workspace=workspace_id, settings=deps.settings)
    if not readers:
        kinds = sorted({record.kind for found in open_by_cause.values() for record in found})
        log.warning("no admin to tell workspace=%s kind=%s", workspace_id, ",".join(kinds))
    return sum(
        _queue_notice(deps, conn, workspace, reader=reader, cause=cause, found=found, now=now)
        for reader in readers
        for cause, found in open_by_cause.items()
    )


def is_moot(_deps: Deps, conn: Connection, queued: OutboxMessage) -> bool:
    """Return whether all that a notice names has arrived or was decided on meanwhile."""
    numbers = queued.message.get(LETTERS_KEY)
    return bool(numbers) and not records.list_undelivered(
        conn, workspace=queued.workspace, kinds=REPORTED_KINDS, message_ids=numbers
    )


def _queue_notice(
    deps: Deps,
    conn: Connection,
    workspace: Workspace,
    *,
    reader: str,
    cause: FailureCause,
    found: Sequence[DeliveryRecord],
    now: datetime,
) -> bool:
    """Queue a notice to one admin; False where they were told of all of it."""
    queued = records.list_messages_to(
        conn,
        workspace=workspace.id,
        kind=DeliveryKind.UNDELIVERED_NOTICE,
        recipient=reader,
        since=now - TOLD_FOR - NOTICE_LIFETIME,
    )
    notices = [each for each in queued if each[0].startswith(cause)]
    told = {number for _, state, message in notices if state in _STATES_TOLD for number in message.get(LETTERS_KEY, ())}
    untold = [record.id for record in found if record.id not in told]
    if not untold:
        return False
    for period, state, _ in notices:
        if state is MessageState.WAITING:
            outbox.delete_waiting(
                conn, workspace=workspace.id, kind=DeliveryKind.UNDELIVERED_NOTICE, period=period, recipient=reader
            )
    written = outbox.put_message(
        conn,
        workspace=workspace.id,
        kind=DeliveryKind.UNDELIVERED_NOTICE,
        period=f"{cause}{max(untold)}",
        recipient=reader,
        message=_render_notice(deps, conn, workspace, reader=reader, cause=cause, found=found, now=now),
        due_at=now,
        expires_at=now + NOTICE_LIFETIME,
        now=now,
        names=_names_in(conn, found),
    )
    return written is not None


def _render_notice(
    deps: Deps,
    conn: Connection,
    workspace: Workspace,
    *,
    reader: str,
    cause: FailureCause,
    found: Sequence[DeliveryRecord],
    now: datetime,
) -> Mapping[str, Any]:
    member = members.find_member(conn, workspace=workspace.id, member=reader, default_zone=deps.settings.timezone)
    zone = member.zone if member else workspace.zone
    names = _names_in(conn, found)
    undelivered = [
        UndeliveredMessage(
            message_id=record.id,
            kind=record.kind,
            period=record.period,
            recipient_name=names.get(record.recipient, record.recipient),
            at=record.due_at.astimezone(zone),
            is_thread=record.follows is not None,
            retried_until=record.expires_at.astimezone(workspace.zone)
            if record.state is MessageState.WAITING
            else None,
        )
        for record in found
    ]
    reason = found[-1].error or ""
    message = views.render_notice(undelivered, cause, reason, today=now.astimezone(zone).date()).post_arguments()
    return {**message, LETTERS_KEY: [record.id for record in found]}


def _names_in(conn: Connection, found: Sequence[DeliveryRecord]) -> dict[str, str]:
    """Return the names of the people to whom these messages were written, by id."""
    people = {record.recipient for record in found if record.kind != DeliveryKind.DIGEST}
    workspace = found[0].workspace
    return {each: each for each in people} | members.read_names(conn, workspace=workspace, member_ids=people)


def _deactivate_recipient(conn: Connection, queued: OutboxMessage) -> None:
    """Deactivate a member who is gone; their profile is soon refreshed, and Slack decides then."""
    log.warning("recipient is gone workspace=%s member=%s", queued.workspace, queued.recipient)
    members.update_member(conn, workspace=queued.workspace, member=queued.recipient, is_active=False, profile_at=None)
