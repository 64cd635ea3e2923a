"""Events that were answered: Slack delivers some more than once, and nobody should read an answer twice."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete

from bot.db.tables import answered
from bot.db.upsert import insert

KEPT: Final = timedelta(hours=25)  # Slack can deliver an event again for 24 hours
LONGEST: Final = 200


def claim(session: Connection, *, event: str, now: datetime) -> bool:
    """Take the right to answer an event; True for exactly one of all who ask."""
    taken = session.execute(
        insert(session, answered)
        .values(event=_key(event), at=now)
        .on_conflict_do_nothing(index_elements=["event"])
        .returning(answered.c.event)
    ).first()
    return taken is not None


def release(session: Connection, *, event: str) -> None:
    """Give the right back, because nothing was said after all."""
    session.execute(delete(answered).where(answered.c.event == _key(event)))


def purge(session: Connection, *, now: datetime) -> int:
    """Forget events that can no longer come again; returns how many."""
    return session.execute(delete(answered).where(answered.c.at < now - KEPT)).rowcount


def _key(event: str) -> str:
    return event if len(event) <= LONGEST else hashlib.sha256(event.encode("utf-8", "replace")).hexdigest()
