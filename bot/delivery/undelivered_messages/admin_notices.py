"""Notices to the admins about messages that did not arrive: one to each for the same cause in a week."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.calendar import quiet_hours, weeks
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import NamesById, OutboxMessage
from bot.delivery.undelivered_messages import views
from bot.delivery.undelivered_messages.rules import UndeliveredMessage, copy_number
from bot.delivery.undelivered_messages.service import REPORTED_KINDS
from bot.deps import Deps
from bot.slack.failures import FailureCause
from bot.slack.message import Message

log = logging.getLogger(__name__)

NOTICE_LIFETIME: Final = timedelta(hours=48)  # after which a notice is out of date


def notify_admins(
    deps: Deps,
    conn: Connection,
    queued: OutboxMessage,
    cause: FailureCause,
    reason: str,
    *,
    now: datetime,
    is_retrying: bool = False,
) -> int:
    """Queue a notice to each admin; returns how many are new. `is_retrying`: the message may still arrive by itself.

    Some kinds notify somebody else instead, as their feature declares. A person who is gone is deactivated instead, and
    a refused token is only logged, since no message can be sent.
    """
    if cause is FailureCause.PERSON_GONE:
        _deactivate_recipient(conn, queued)
    if cause is FailureCause.TOKEN_REFUSED:
        log.error("token not accepted workspace=%s reason=%s: nobody can be told", queued.workspace, reason)
    others = {each.kind: each.on_failure for feature in deps.features for each in feature.deliveries}
    notify_others = others.get(queued.kind)
    if notify_others and cause not in (FailureCause.PERSON_GONE, FailureCause.TOKEN_REFUSED):
        return notify_others(deps, conn, queued, cause, now)
    if (
        cause in (FailureCause.PERSON_GONE, FailureCause.TOKEN_REFUSED)
        or queued.kind not in REPORTED_KINDS
        or (queued.follows and cause is not FailureCause.RESPONSE_LOST)
    ):
        return 0
    workspace = workspaces.find_workspace(conn, workspace=queued.workspace, settings=deps.settings)
    readers = members.list_admins(conn, workspace=queued.workspace, settings=deps.settings) if workspace else ()
    if not workspace or not readers:
        log.warning("no admin to tell workspace=%s kind=%s reason=%s", queued.workspace, queued.kind, reason)
        return 0
    undelivered = _undelivered_message(deps, conn, queued, workspace, is_retrying=is_retrying)
    period = notice_period(undelivered, cause, weeks.local_week(now, workspace.zone))
    render = partial(views.render_notice, undelivered, cause, reason)
    names = {} if queued.kind == DeliveryKind.DIGEST else {queued.recipient: undelivered.recipient_name}
    return sum(_put_notice(conn, reader, period, render, names=names, now=now) for reader in readers)


def notice_period(undelivered: UndeliveredMessage, cause: FailureCause, week: str) -> str:
    """Return the period under which a notice is written once; a copy that was sent again has its own."""
    copy = copy_number(undelivered.period)
    return f"{week}{undelivered.kind[:2]}{cause}{copy if 0 < copy < 1000 else ''}"


def _undelivered_message(
    deps: Deps, conn: Connection, queued: OutboxMessage, workspace: Workspace, *, is_retrying: bool
) -> UndeliveredMessage:
    return UndeliveredMessage(
        message_id=queued.id,
        kind=queued.kind,
        period=queued.period,
        recipient_name=queued.recipient if queued.kind == DeliveryKind.DIGEST else _recipient_name(deps, conn, queued),
        is_thread=queued.follows is not None,
        retried_until=queued.expires_at.astimezone(workspace.zone) if is_retrying else None,
    )


def _put_notice(
    conn: Connection, reader: Member, period: str, render: Callable[..., Message], *, names: NamesById, now: datetime
) -> bool:
    """Queue a notice to one admin; False where it is queued already."""
    due_at = quiet_hours.next_awake_moment(now, reader.zone)
    written = outbox.put_message(
        conn,
        workspace=reader.workspace,
        kind=DeliveryKind.UNDELIVERED_NOTICE,
        period=period,
        recipient=reader.id,
        message=render(today=reader.today(due_at)).post_arguments(),
        due_at=due_at,
        expires_at=due_at + NOTICE_LIFETIME,
        now=now,
        names=names,
    )
    return written is not None


def _deactivate_recipient(conn: Connection, queued: OutboxMessage) -> None:
    """Deactivate a member who is gone; their profile is soon refreshed, and Slack decides then."""
    log.warning("recipient is gone workspace=%s member=%s", queued.workspace, queued.recipient)
    members.update_member(conn, workspace=queued.workspace, member=queued.recipient, is_active=False, profile_at=None)


def _recipient_name(deps: Deps, conn: Connection, queued: OutboxMessage) -> str:
    found = members.find_member(
        conn, workspace=queued.workspace, member=queued.recipient, default_zone=deps.settings.timezone
    )
    return found.name if found else queued.recipient
