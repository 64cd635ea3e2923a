"""Events that were answered: Slack delivers some more than once, and nobody should read an answer twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select

from bot.db.statements import dialect_insert
from bot.db.tables import handled_events

EVENT_RETENTION: Final = timedelta(hours=25)  # Slack can deliver an event again for 24 hours


MAX_EVENT_KEY: Final = 200


def claim_event(conn: Connection, *, event_key: str, now: datetime) -> bool:
    """Take the right to answer an event; True for exactly one of all who ask."""
    taken = conn.execute(
        dialect_insert(conn, handled_events)
        .values(event=_stored_event_key(event_key), at=now)
        .on_conflict_do_nothing(index_elements=["event"])
        .returning(handled_events.c.event)
    ).first()
    return taken is not None


def release_event(conn: Connection, *, event_key: str) -> None:
    """Give the right back, because nothing was said after all."""
    conn.execute(delete(handled_events).where(handled_events.c.event == _stored_event_key(event_key)))


def purge_events(conn: Connection, *, now: datetime) -> int:
    """Forget events that can no longer come again; returns how many."""
    return conn.execute(delete(handled_events).where(handled_events.c.at < now - EVENT_RETENTION)).rowcount


def _stored_event_key(event_key: str) -> str:
    return (
        event_key
        if len(event_key) <= MAX_EVENT_KEY
        else hashlib.sha256(event_key.encode("utf-8", "replace")).hexdigest()
    )


@dataclass(frozen=True, slots=True)
class MessageVersion:
    """A message in the form that it took at a moment."""

    message_key: str
    changed_at: datetime


class StaleVersion(Exception):
    """The message was changed or deleted since, so what it said no longer holds."""


def record_change(conn: Connection, *, message_key: str, changed_at: datetime) -> bool:
    """Remember that the message was changed at that moment; False where a later change is known already."""
    taken = conn.execute(
        dialect_insert(conn, handled_events)
        .values(event=_change_key(message_key), at=changed_at)
        .on_conflict_do_update(
            index_elements=["event"], set_={"at": changed_at}, where=handled_events.c.at <= changed_at
        )
        .returning(handled_events.c.event)
    ).first()
    return taken is not None


def last_change(conn: Connection, *, message_key: str) -> datetime | None:
    """When the message was changed last, as far as is known; it is forgotten after a day, as events are."""
    row = conn.execute(select(handled_events.c.at).where(handled_events.c.event == _change_key(message_key))).first()
    return row[0] if row else None


def check_version(conn: Connection, version: MessageVersion | None) -> None:
    """Keep what a message says from being booked in an outdated form: ask in the booking's own transaction, after it.

    Raises:
        Overtaken: a later change is known; roll back.
    """
    changed = last_change(conn, message_key=version.message_key) if version else None
    if version and changed and changed > version.changed_at:
        raise StaleVersion(version.message_key)


def _change_key(message_key: str) -> str:
    return f"changed:{message_key}"[:200]
