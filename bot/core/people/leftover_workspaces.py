"""Workspaces that have rows in the database and no installation: nobody is served there, and nothing is due."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, exists, func, select

from bot.core.people.installation import is_installed
from bot.db.tables import entries, members, workspaces
from bot.frozen import frozen

_IS_LEFT: Final = ~is_installed(workspaces.c.id)


@frozen
class LeftoverWorkspace:
    """A workspace without an installation, and how much of it is kept."""

    id: str
    members: int
    entries: int


def list_workspace_ids(conn: Connection) -> tuple[str, ...]:
    """Return every workspace that has a row, installed or not."""
    return tuple(conn.execute(select(workspaces.c.id).order_by(workspaces.c.id)).scalars())


def list_leftovers(conn: Connection) -> tuple[LeftoverWorkspace, ...]:
    """Return the workspaces that are not installed; one that removed Roadmate is deleted in time and is not named."""
    left = select(workspaces.c.id).where(_IS_LEFT, workspaces.c.gone_at.is_(None)).order_by(workspaces.c.id)
    return tuple(count_rows(conn, workspace=each) for each in conn.execute(left).scalars().all())


def count_rows(conn: Connection, *, workspace: str) -> LeftoverWorkspace:
    """Return how many members and entries of a workspace are kept."""
    people = select(func.count()).select_from(members).where(members.c.workspace == workspace)
    hours = select(func.count()).select_from(entries).where(entries.c.workspace == workspace)
    return LeftoverWorkspace(workspace, conn.execute(people).scalar_one(), conn.execute(hours).scalar_one())


def list_with_entries(conn: Connection) -> tuple[str, ...]:
    """Return the workspaces that are not installed and have entries, those among them that removed Roadmate."""
    left = select(workspaces.c.id).where(_IS_LEFT, exists().where(entries.c.workspace == workspaces.c.id))
    return tuple(conn.execute(left.order_by(workspaces.c.id)).scalars())
