"""The rows of who keeps which pack, and so gets suggestions to change it."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from bot.core.people import members
from bot.core.people.member import Member
from bot.db.statements import dialect_insert
from bot.db.tables import content_keepers as rows
from bot.settings import Settings


def list_keepers(conn: Connection, *, workspace: str, settings: Settings) -> dict[str, tuple[Member, ...]]:
    """Return who keeps each pack, by name; left out is who has left or is a guest by now."""
    found = conn.execute(select(rows.c.pack, rows.c.member).where(rows.c.workspace == workspace)).all()
    if not found:
        return {}
    active = members.list_active_members(conn, workspace=workspace, default_zone=settings.timezone)
    keepers: dict[str, tuple[Member, ...]] = {}
    for each in active:
        for row in found:
            if row.member == each.id and each.is_colleague:
                keepers[row.pack] = (*keepers.get(row.pack, ()), each)
    return keepers


def list_recipients(conn: Connection, *, workspace: str, pack: str, settings: Settings) -> tuple[Member, ...]:
    """Return who gets suggestions for a pack: its keepers, or the admins where nobody keeps it."""
    keepers = list_keepers(conn, workspace=workspace, settings=settings).get(pack)
    return keepers or members.list_admins(conn, workspace=workspace, settings=settings)


def packs_of(conn: Connection, *, member: Member) -> frozenset[str]:
    """Return the packs that a member keeps."""
    own = (rows.c.workspace == member.workspace, rows.c.member == member.id)
    return frozenset(conn.execute(select(rows.c.pack).where(*own)).scalars())


def add_keeper(conn: Connection, *, workspace: str, pack: str, member: str) -> bool:
    """Make a member a keeper of a pack; False where they are already."""
    row = conn.execute(
        dialect_insert(conn, rows)
        .values(workspace=workspace, pack=pack, member=member)
        .on_conflict_do_nothing()
        .returning(rows.c.pack)
    ).first()
    return row is not None


def remove_keeper(conn: Connection, *, workspace: str, pack: str, member: str) -> bool:
    """Let a member keep a pack no longer; False where they don't."""
    own = (rows.c.workspace == workspace, rows.c.pack == pack, rows.c.member == member)
    return conn.execute(delete(rows).where(*own).returning(rows.c.pack)).first() is not None
