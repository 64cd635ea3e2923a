"""How far what became of a message was followed: its edits and its deletion can arrive late, twice or out of order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.db.tables import answered
from bot.db.upsert import insert


@dataclass(frozen=True, slots=True)
class Edition:
    """A message in the form that it took at a moment."""

    message: str
    at: datetime


class Overtaken(Exception):
    """The message was changed or deleted since, so what it said no longer holds."""


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


def hold(session: Connection, edition: Edition | None) -> None:
    """Keep what a message says from being booked in an outdated form: ask in the booking's own transaction, after it.

    Raises:
        Overtaken: a later change is known; roll back.
    """
    changed = last(session, message=edition.message) if edition else None
    if edition and changed and changed > edition.at:
        raise Overtaken(edition.message)


def _key(message: str) -> str:
    return f"changed:{message}"[:200]
