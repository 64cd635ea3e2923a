"""Installations: the workspaces that Roadmate serves, and whose people are at home in each."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, exists, false, or_, select

from bot.db.tables import installations, workspaces
from bot.frozen import frozen
from bot.settings import Settings
from bot.slack.home_team import HomeTeam


@frozen
class Installation:
    """A workspace that Roadmate is installed in; with `is_org` it stands for all workspaces of its organisation."""

    workspace: str
    enterprise: str = ""
    is_org: bool = False
    bot_user: str = ""

    def is_home_of(self, home: HomeTeam, *, is_full: bool) -> bool | None:
        """Tell whether somebody with this home is one of us; None where it says too little to tell.

        A request names one team of a person, who on a grid may have several: only a user object has them all, which
        `is_full` says.
        """
        own = {self.enterprise} - {""}
        if self.workspace in {home.team, *home.teams} or (self.is_org and own & {home.team, home.enterprise}):
            return True
        may_be_sibling = bool(own) and not is_full and home.enterprise in {"", *own}
        return False if home.is_told and not may_be_sibling else None


_SINGLE_TOKENS: Final = select(  # each workspace, and whether it has the token of SLACK_BOT_TOKEN
    installations.c.workspace, or_(installations.c.secret.is_(None), installations.c.token_hash.is_not(None))
)
_INSTALLED: Final = select(
    installations.c.workspace, installations.c.enterprise, installations.c.is_org, workspaces.c.bot_user
).join(workspaces, workspaces.c.id == installations.c.workspace)


def is_installed(workspace: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that Roadmate is installed in the workspace of a row."""
    return exists().where(installations.c.workspace == workspace)


def find_installation(conn: Connection, *, team: str, enterprise: str = "") -> Installation | None:
    """Return the installation for a team, or the one of its whole organisation; None where there is none."""
    by_org = and_(installations.c.is_org, installations.c.enterprise == enterprise) if enterprise else false()
    rows = conn.execute(_INSTALLED.where(or_(installations.c.workspace == team, by_org))).all()
    found = [_installation_from_row(row) for row in rows]
    return next((each for each in found if each.workspace == team), next(iter(found), None))


def find_installation_of_bot(conn: Connection, *, bot_user: str) -> Installation | None:
    """Return the installation in which we have this user id; ids of users are unique over all workspaces."""
    row = conn.execute(_INSTALLED.where(workspaces.c.bot_user == bot_user)).first()
    return _installation_from_row(row) if row else None


def list_installed(conn: Connection) -> tuple[str, ...]:
    """Return the workspaces that Roadmate is installed in."""
    return tuple(conn.execute(select(installations.c.workspace).order_by(installations.c.workspace)).scalars())


def operator_ids(conn: Connection, *, workspace: str, settings: Settings) -> frozenset[str]:
    """Return the user ids in ROADMATE_ADMINS that count in a workspace.

    `T0TEAM:U0ANA` counts in T0TEAM; a bare id in the workspace of SLACK_BOT_TOKEN, or in the only one there is.
    """
    if not settings.admins:
        return frozenset()
    bare = frozenset(each for each in settings.admins if ":" not in each)
    named = frozenset(user for team, _, user in (each.rpartition(":") for each in settings.admins) if team == workspace)
    return named | bare if bare and _is_main(conn, workspace) else named


def _is_main(conn: Connection, workspace: str) -> bool:
    rows = conn.execute(_SINGLE_TOKENS).all()
    is_single = any(row[0] == workspace and row[1] for row in rows)
    return is_single or [row[0] for row in rows] == [workspace]


def _installation_from_row(row: Any) -> Installation:
    return Installation(row.workspace, row.enterprise or "", row.is_org, row.bot_user or "")
