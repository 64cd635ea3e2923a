"""Rewrite messages that have arrived, once what they are about has moved on: through the outbox, at Slack's pace.

A rewriting follows its message: it waits until that has arrived, and lapses where it has not. What cannot be rewritten
stays as it is: its buttons then tell how things are.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from bot.db.tables import outbox as rows
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState

REWRITE_LIFETIME: Final = timedelta(days=1)
_REACHED: Final = (MessageState.SENDING.value, MessageState.SENT.value)


def queue_rewrites(
    conn: Connection,
    *,
    workspace: str,
    kind: str,
    period: str,
    render: Callable[[str], Mapping[str, Any] | None],
    now: datetime,
    pressed_ts: str = "",
) -> None:
    """Rewrite what was sent of a kind and period, to each recipient as `render` makes it; None leaves theirs.

    The message with `pressed_ts` is left: who pressed on it is answered in its place.
    """
    of_period = (rows.c.workspace == workspace, rows.c.kind == kind, rows.c.period == period)
    found = conn.execute(
        select(rows.c.id, rows.c.recipient, rows.c.message, rows.c.sent_ts).where(
            *of_period, rows.c.state.in_(_REACHED)
        )
    ).all()
    for row in found:
        _withdraw_earlier(conn, row.id)
        message = None if pressed_ts and row.sent_ts == pressed_ts else render(row.recipient)
        if message is not None:
            outbox.put_message(
                conn,
                workspace=workspace,
                kind=DeliveryKind.REWRITE,
                period=secrets.token_hex(8),
                recipient=row.recipient,
                message=message,
                due_at=now,
                expires_at=now + REWRITE_LIFETIME,
                now=now,
                follows=row.id,
                about=row.message.get(outbox.ABOUT_KEY),
                names=row.message.get(outbox.NAMES_KEY),
            )


def _withdraw_earlier(conn: Connection, message_id: int) -> None:
    """Delete what an earlier change wanted to make of a message and has not yet."""
    waiting = (rows.c.kind == DeliveryKind.REWRITE.value, rows.c.state == MessageState.WAITING.value)
    conn.execute(delete(rows).where(rows.c.follows == message_id, *waiting))
