"""Levels in roadmaps, as members say and mentors confirm."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.db.tables import levels
from bot.db.upsert import insert
from bot.domain.levels import Level

_COLUMNS = tuple(levels.c[name] for name in Level.__slots__)
_UNCONFIRMED = {"confirmed": None, "confirmed_by": None, "confirmed_at": None}


def of_member(session: Connection, *, workspace: str, member: str) -> tuple[Level, ...]:
    """All of a member's."""
    rows = session.execute(
        select(*_COLUMNS).where(levels.c.workspace == workspace, levels.c.member == member).order_by(levels.c.roadmap)
    )
    return tuple(Level(**row._mapping) for row in rows)


def confirmed(session: Connection, *, workspace: str) -> tuple[Level, ...]:
    """All that a mentor has confirmed."""
    rows = session.execute(select(*_COLUMNS).where(levels.c.workspace == workspace, levels.c.confirmed.is_not(None)))
    return tuple(Level(**row._mapping) for row in rows)


def find(session: Connection, *, workspace: str, member: str, roadmap: str) -> Level | None:
    """A member's level in one roadmap, held until the transaction ends; None where they say nothing of it."""
    row = session.execute(
        select(*_COLUMNS)
        .where(levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
        .with_for_update()
    ).first()
    return Level(**row._mapping) if row else None


def claim(session: Connection, *, workspace: str, member: str, roadmap: str, level: str, now: datetime) -> bool:
    """Say one's own level, which no mentor has confirmed yet; False where just that was said and nobody contradicts."""
    known = find(session, workspace=workspace, member=member, roadmap=roadmap)
    if known and known.claimed == level and known.confirmed in (None, level):
        return False
    said = {"claimed": level, "claimed_at": now, **_UNCONFIRMED}
    session.execute(
        insert(session, levels)
        .values(workspace=workspace, member=member, roadmap=roadmap, **said)
        .on_conflict_do_update(index_elements=["workspace", "member", "roadmap"], set_=said)
    )
    return True


def drop(session: Connection, *, workspace: str, member: str, roadmap: str) -> bool:
    """Say nothing of one's level any more; False where nothing was said."""
    theirs = (levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
    return session.execute(delete(levels).where(*theirs)).rowcount == 1


def confirm(
    session: Connection, *, workspace: str, member: str, roadmap: str, level: str, by: str, now: datetime
) -> None:
    """A mentor's word to a member's level, in place of the one before."""
    session.execute(
        update(levels)
        .where(levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
        .values(confirmed=level, confirmed_by=by, confirmed_at=now)
    )
