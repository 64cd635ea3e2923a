"""Levels in roadmaps, as members say and mentors confirm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.core.levels.level import Change, Level
from bot.core.people import members
from bot.db.tables import levels
from bot.db.upsert import insert

_COLUMNS = tuple(levels.c[name] for name in Level.__slots__)


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


def take(session: Connection, *, workspace: str, member: str, roadmap: str, by: str) -> Level | None:
    """The same, as somebody else is about to change it: neither of the two is forgotten meanwhile. Raises Gone."""
    if all(each.roadmap != roadmap for each in of_member(session, workspace=workspace, member=member)):
        return None
    members.hold(session, workspace=workspace, people=[member, by])
    return find(session, workspace=workspace, member=member, roadmap=roadmap)


def say(
    session: Connection, *, workspace: str, member: str, wanted: Mapping[str, str], now: datetime
) -> tuple[Change, ...]:
    """Say levels by roadmap, empty for none any more. Raises Gone."""
    members.hold(session, workspace=workspace, people=[member])
    changes = []
    for roadmap, level in wanted.items():
        before = find(session, workspace=workspace, member=member, roadmap=roadmap)
        if level:
            claim(session, workspace=workspace, member=member, roadmap=roadmap, level=level, now=now)
        else:
            drop(session, workspace=workspace, member=member, roadmap=roadmap)
        after = find(session, workspace=workspace, member=member, roadmap=roadmap)
        changes.append(Change(roadmap, before, after))
    return tuple(changes)


def claim(session: Connection, *, workspace: str, member: str, roadmap: str, level: str, now: datetime) -> bool:
    """Say one's own level; a mentor's word stays. False where just that was said and nobody contradicts."""
    known = find(session, workspace=workspace, member=member, roadmap=roadmap)
    if known and known.claimed == level and (known.waits or known.confirmed == level):
        return False
    if known and known.confirmed == level:
        return drop(session, workspace=workspace, member=member, roadmap=roadmap)
    said = {"claimed": level, "claimed_at": now}
    session.execute(
        insert(session, levels)
        .values(workspace=workspace, member=member, roadmap=roadmap, **said)
        .on_conflict_do_update(index_elements=["workspace", "member", "roadmap"], set_=said)
    )
    return True


def drop(session: Connection, *, workspace: str, member: str, roadmap: str) -> bool:
    """Say nothing of one's level any more, or nothing beside a mentor's word; False where nothing was said."""
    theirs = (levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
    back = {"claimed": levels.c.confirmed, "claimed_at": levels.c.confirmed_at}
    other = levels.c.confirmed != levels.c.claimed
    if session.execute(delete(levels).where(*theirs, levels.c.confirmed.is_(None))).rowcount:
        return True
    return session.execute(update(levels).where(*theirs, other).values(**back)).rowcount == 1


def confirm(
    session: Connection, *, workspace: str, member: str, roadmap: str, level: str, by: str, now: datetime
) -> None:
    """A mentor's word to a member's level, in place of the one before."""
    session.execute(
        update(levels)
        .where(levels.c.workspace == workspace, levels.c.member == member, levels.c.roadmap == roadmap)
        .values(confirmed=level, confirmed_by=by, confirmed_at=now)
    )
