"""Send a rewriting of a message that has arrived; what is rewritten is decided in `rewrites`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from bot.db.tables import outbox as rows
from bot.delivery import outbox
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.slack.client import SlackClient
from bot.slack.failures import FailureKind, SlackFailure
from bot.slack.message import Message

log = logging.getLogger(__name__)


def same_for_all(message: Message) -> Callable[[str], Mapping[str, Any]]:
    """Return what renders one message for every recipient."""
    return lambda _recipient: message.post_arguments()


def send_rewrite(deps: Deps, slack: SlackClient, queued: OutboxMessage, message: Message) -> str:
    """Rewrite one message; return its ts. Raises SlackFailure where it can be tried again, which does no harm."""
    with deps.database.read() as conn:
        stored = conn.execute(select(rows.c.message).where(rows.c.id == queued.follows)).scalar_one_or_none()
    is_personal = queued.recipient.startswith(("U", "W"))
    channel = str((stored or {}).get(outbox.CHANNEL_KEY, "")) if is_personal else queued.recipient
    if not channel or not queued.thread:
        return ""
    try:
        slack.update_message(queued.workspace, channel, queued.thread, message)
    except SlackFailure as failure:
        if failure.kind in (FailureKind.RETRY, FailureKind.RESPONSE_LOST):
            raise SlackFailure(FailureKind.RETRY, failure.reason, failure.retry_after) from failure
        log.info("message not rewritten id=%s reason=%s", queued.follows, failure.reason)
    return queued.thread
