"""May this letter still leave for the person it is addressed to: are they still here, and is it theirs to read?"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select

from bot.core.people import members
from bot.db import tables
from bot.db.engine import Connection
from bot.delivery import outbox
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.slack.client import SlackClient
from bot.slack.failures import FailureCause, FailureKind, SlackFailure

log = logging.getLogger(__name__)

MAX_PROFILE_AGE: Final = timedelta(hours=24)  # who is written to was asked about within this time


def refresh_recipient(deps: Deps, slack: SlackClient, queued: OutboxMessage) -> SlackFailure | None:
    """Ask Slack about a person who is new or whose profile is old; return a failure that passes by itself.

    What it tells is stored, but of somebody who is at home elsewhere, who gets nothing.
    """
    if not _is_profile_old(deps, queued, deps.clock.now()):
        return None
    try:
        deps.directory.save_profile(queued.workspace, slack.fetch_profile(queued.workspace, queued.recipient))
    except SlackFailure as failure:
        log.info("no profile workspace=%s member=%s reason=%s", queued.workspace, queued.recipient, failure.reason)
        if failure.cause is FailureCause.PERSON_GONE:
            _mark_gone(deps, queued)
        passes = failure.kind in (FailureKind.RETRY, FailureKind.RESPONSE_LOST)
        return failure if passes else None
    return None


def may_still_receive(deps: Deps, conn: Connection, queued: OutboxMessage) -> bool:
    """Return whether the recipient is still here and may still see everybody the message is about."""
    if _has_left(conn, queued) or deps.directory.is_outsider(queued.workspace, queued.recipient):
        return False
    about = queued.message.get(outbox.ABOUT_KEY)
    if about is None:
        return True
    try:
        reader = members.read_requester(
            conn, workspace=queued.workspace, member=queued.recipient, settings=deps.settings
        )
    except LookupError:
        return False
    return reader.may_see_anyone and all(reader.may_see(each) for each in about)


def _is_profile_old(deps: Deps, queued: OutboxMessage, now: datetime) -> bool:
    """Return whether a person was not asked about for a day; a moment to come is a wrong clock's."""
    if not outbox.is_to_person(queued.recipient):
        return False
    with deps.database.glance() as conn:
        row = conn.execute(select(tables.members.c.profile_at).where(*_is_recipient(queued))).first()
    if row is None:
        return True
    return row.profile_at is None or not now - MAX_PROFILE_AGE <= row.profile_at <= now


def _has_left(conn: Connection, queued: OutboxMessage) -> bool:
    if not outbox.is_to_person(queued.recipient):
        return False
    row = conn.execute(select(tables.members.c.is_active).where(*_is_recipient(queued))).first()
    return row is not None and not row.is_active


def _mark_gone(deps: Deps, queued: OutboxMessage) -> None:
    with deps.database.begin() as conn:
        members.update_member(
            conn, workspace=queued.workspace, member=queued.recipient, is_active=False, profile_at=None
        )


def _is_recipient(queued: OutboxMessage) -> tuple[ColumnElement[bool], ...]:
    return (tables.members.c.workspace == queued.workspace, tables.members.c.id == queued.recipient)
