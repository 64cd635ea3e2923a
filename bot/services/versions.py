"""How far what became of a message was followed: its edits and its deletion can arrive late, twice or out of order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.db.tables import answered
from bot.db.upsert import insert


def advance(session: Connection, *, message: str, to: datetime) -> bool:
    """Remember that the message was changed at that moment; False where a later change is known already."""
    taken = session.execute(
        insert(session, answered)
        .values(event=_key(message), at=to)
        .on_conflict_do_update(index_elements=["event"], set_={"at": to}, where=answered.c.at <= to)
        .returning(answered.c.event)
    ).first()
    return taken is not None


def last(session: Connection, *, message: str) -> datetime | None:
    """When the message was changed last, as far as is known; it is forgotten after a day, as events are."""
    row = session.execute(select(answered.c.at).where(answered.c.event == _key(message))).first()
    return row[0] if row else None


def _key(message: str) -> str:
    return f"changed:{message}"[:200]
