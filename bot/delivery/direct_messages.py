"""Queue direct messages to members, each once: they wait for the end of the reader's quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection

from bot.calendar.quiet_hours import next_awake_moment
from bot.core.people.member import Member
from bot.delivery import outbox, rewrites
from bot.delivery.outbox import MessageState, NamesById

MESSAGE_LIFETIME: Final = timedelta(days=7)  # a message that could not be sent for so long is dropped


def write_message(
    conn: Connection,
    *,
    recipient: Member,
    kind: str,
    key: str,
    message: Mapping[str, Any],
    now: datetime,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    about_member: Member | None = None,
    author: Member | None = None,
    other_names: NamesById | None = None,
) -> bool:
    """Queue a direct message, once under a key of any length; False where it is there already, or the reader has left.

    It leaves at `not_before`, or now, or when the reader's quiet hours end, and never from `not_after` on. One
    `about_member` leaves only if the reader may still see that member then. `author` and `other_names` are who else is
    named in it.
    """
    if not recipient.is_active:
        return False
    due_at = not_before or next_awake_moment(now, recipient.zone)
    message_id = outbox.put_message(
        conn,
        workspace=recipient.workspace,
        kind=kind,
        period=_period_of_key(key),
        recipient=recipient.id,
        message=message,
        due_at=due_at,
        expires_at=min(due_at + MESSAGE_LIFETIME, not_after or datetime.max.replace(tzinfo=UTC)),
        now=now,
        about={about_member.id: about_member.name} if about_member else None,
        names={**(other_names or {}), author.id: author.name} if author else other_names,
    )
    return message_id is not None


def withdraw_unsent(
    conn: Connection, *, workspace: str, kind: str, key: str, exclude: Collection[str] = ()
) -> frozenset[str]:
    """Delete what waits under a key, save for those in `exclude`; return whose messages are gone."""
    return outbox.delete_waiting(conn, workspace=workspace, kind=kind, period=_period_of_key(key), exclude=exclude)


def list_reached(conn: Connection, *, workspace: str, kind: str, key: str) -> frozenset[str]:
    """Return who was sent a message under a key."""
    return outbox.list_reached(conn, workspace=workspace, kind=kind, period=_period_of_key(key))


def read_states(
    conn: Connection, *, workspace: str, kind: str, keys: Collection[str]
) -> dict[str, dict[str, MessageState]]:
    """Return by key the states of the messages under it, by recipient."""
    periods = {key: _period_of_key(key) for key in keys}
    states = outbox.read_states(conn, workspace=workspace, kind=kind, periods=list(periods.values()))
    return {key: states.get(period, {}) for key, period in periods.items()}


def rewrite_sent(
    conn: Connection,
    *,
    workspace: str,
    kind: str,
    key: str,
    render: Callable[[str], Mapping[str, Any] | None],
    now: datetime,
    pressed_ts: str = "",
) -> None:
    """Rewrite what was sent under a key, as `queue_rewrites` does."""
    period = _period_of_key(key)
    rewrites.queue_rewrites(
        conn, workspace=workspace, kind=kind, period=period, render=render, now=now, pressed_ts=pressed_ts
    )


def _period_of_key(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:16]
