"""Store which events were answered: Slack delivers some more than once, and nobody should read an answer twice."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, bindparam, delete, or_, select

from bot.db.statements import PreparedStatement, Step, dialect_insert, dialect_insert_for, run_together
from bot.db.tables import handled_events
from bot.frozen import frozen

EVENT_RETENTION: Final = timedelta(hours=25)  # Slack can deliver an event again for 24 hours
SIGNATURE_PREFIX: Final = "signature:"  # of signed requests, among the events
SIGNATURE_RETENTION: Final = timedelta(minutes=20)  # a signature is good for five minutes before and after its time
MAX_EVENT_KEY: Final = 200
_CLAIM: Final = PreparedStatement(
    lambda dialect: (
        dialect_insert_for(dialect, handled_events)
        .values({name: bindparam(name, type_=handled_events.c[name].type) for name in ("event", "at")})
        .on_conflict_do_nothing(index_elements=["event"])
        .returning(handled_events.c.event)
    )
)
_RELEASE: Final = PreparedStatement(
    lambda _: delete(handled_events).where(handled_events.c.event == bindparam("event"))
)


def claim_event(conn: Connection, *, event_key: str, now: datetime) -> bool:
    """Claim the right to answer an event; True for exactly one of all who ask."""
    step = claiming_step(event_key=event_key, now=now)
    run_together(conn, step)
    return bool(step.rows)


def claiming_step(*, event_key: str, now: datetime) -> Step:
    """Return the statement that claims an event; it has a row for exactly one of all who run it."""
    return Step(_CLAIM, {"event": _stored_event_key(event_key), "at": now})


def release_event(conn: Connection, *, event_key: str) -> None:
    """Give the right back, because nothing was answered after all."""
    run_together(conn, releasing_step(event_key=event_key))


def releasing_step(*, event_key: str) -> Step:
    """Return the statement that gives the right to answer an event back."""
    return Step(_RELEASE, {"event": _stored_event_key(event_key)})


def purge_events(conn: Connection, *, now: datetime) -> int:
    """Delete events and signatures that can no longer come again; return how many."""
    old = handled_events.c.at < now - EVENT_RETENTION
    signatures = handled_events.c.event.startswith(SIGNATURE_PREFIX, autoescape=True)
    old_signature = and_(handled_events.c.at < now - SIGNATURE_RETENTION, signatures)
    return conn.execute(delete(handled_events).where(or_(old, old_signature))).rowcount


def _stored_event_key(event_key: str) -> str:
    is_short = len(event_key) <= MAX_EVENT_KEY
    return event_key if is_short else hashlib.sha256(event_key.encode("utf-8", "replace")).hexdigest()


@frozen
class MessageVersion:
    """Message in the form that it took at a moment."""

    message_key: str
    changed_at: datetime


class StaleVersion(Exception):
    """Raised for a message that was changed or deleted since, so that what it said no longer holds."""


def record_change(conn: Connection, *, message_key: str, changed_at: datetime) -> bool:
    """Record that the message was changed at that moment; False where a later change is known already."""
    recorded = conn.execute(
        dialect_insert(conn, handled_events)
        .values(event=_change_key(message_key), at=changed_at)
        .on_conflict_do_update(
            index_elements=["event"], set_={"at": changed_at}, where=handled_events.c.at <= changed_at
        )
        .returning(handled_events.c.event)
    ).first()
    return recorded is not None


def last_change(conn: Connection, *, message_key: str) -> datetime | None:
    """Return when the message was changed last; None where that is unknown, or was over a day ago."""
    row = conn.execute(select(handled_events.c.at).where(handled_events.c.event == _change_key(message_key))).first()
    return row[0] if row else None


def check_version(conn: Connection, version: MessageVersion | None) -> None:
    """Refuse to book an outdated form of a message: called in the booking's own transaction, at its end.

    Raises:
        StaleVersion: a later change is known; roll back.
    """
    changed = last_change(conn, message_key=version.message_key) if version else None
    if version and changed and changed > version.changed_at:
        raise StaleVersion(version.message_key)


def _change_key(message_key: str) -> str:
    return f"changed:{message_key}"[:200]
