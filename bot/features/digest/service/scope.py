"""What a digest is about: a week of a workspace, and the people who may be named in it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.core.people.digest_scope import Scope
from bot.db.tables import members


def read(session: Connection, *, workspace: str, week: str, zone: ZoneInfo) -> Scope:
    """The scope of a week as people have chosen by now: who hides today is not named in any week."""
    rows = session.execute(
        select(members.c.id, members.c.name).where(
            members.c.workspace == workspace, members.c.is_active, ~members.c.hidden
        )
    )
    return Scope(workspace, week, zone, {row.id: row.name for row in rows})
