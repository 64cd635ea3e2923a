"""Who is stuck, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from bot.core.people import members
from bot.db.tables import stucks
from bot.features.help_requests.rules.request import MOST, Stuck, adds, is_same

_COLUMNS: Final = tuple(stucks.c[name] for name in Stuck.__slots__)


@dataclass(frozen=True, slots=True)
class Said:
    """Where somebody is stuck now; `is_news` where it was not said, or in other words `before`."""

    stuck: Stuck
    is_news: bool
    before: str = ""


def open_ones(session: Connection, *, workspace: str, member: str | None = None) -> tuple[Stuck, ...]:
    """Who is stuck, or where one member is: the latest first."""
    query = select(*_COLUMNS).where(stucks.c.workspace == workspace, stucks.c.over_at.is_(None))
    if member is not None:
        query = query.where(stucks.c.member == member)
    return tuple(Stuck(**row._mapping) for row in session.execute(query.order_by(stucks.c.id.desc())))


def find(session: Connection, *, workspace: str, stuck: int) -> Stuck | None:
    """One by its number, over or not."""
    row = session.execute(select(*_COLUMNS).where(stucks.c.workspace == workspace, stucks.c.id == stuck)).first()
    return Stuck(**row._mapping) if row else None


def say(session: Connection, *, workspace: str, member: str, subject: str, words: str, now: datetime) -> Said | None:
    """Write down where a member is stuck: once for a subject, whose words change when it is said in others.

    None where they are stuck in so many places that one more helps nobody. Two requests of one person at the same
    moment come one after the other. Raises Gone.
    """
    members.hold(session, workspace=workspace, people=[member])
    mine = open_ones(session, workspace=workspace, member=member)
    known = next((each for each in mine if is_same(each, subject, words)), None)
    if known and not adds(known, words):
        return Said(known, is_news=False)
    if known:
        session.execute(update(stucks).where(stucks.c.id == known.id).values(words=words))
        return Said(replace(known, words=words), is_news=True, before=known.words)
    if len(mine) >= MOST:
        return None
    row = {"workspace": workspace, "member": member, "subject": subject, "words": words, "at": now}
    number = session.execute(insert(stucks).values(**row).returning(stucks.c.id)).scalar_one()
    return Said(Stuck(number, member, subject, words, now), is_news=True)


def finish(session: Connection, *, workspace: str, stuck: int, by: str, now: datetime) -> bool:
    """They are through; False where that was known. Raises Gone."""
    members.hold(session, workspace=workspace, people=[by])
    done = session.execute(
        update(stucks)
        .where(stucks.c.workspace == workspace, stucks.c.id == stuck, stucks.c.over_at.is_(None))
        .values(over_at=now, over_by=by)
    )
    return done.rowcount == 1
