"""What members choose for themselves, in one way from every door; goals are chosen in `goals`, nudges in `snoozes`."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.core.people import members


def set_day_start(conn: Connection, *, workspace: str, member: str, minutes: int | None) -> None:
    """The time at which a day begins, in minutes after midnight; None for the usual one."""
    members.update_member(conn, workspace=workspace, member=member, day_starts=minutes)


def set_leaderboard_visibility(conn: Connection, *, workspace: str, member: str, is_visible: bool) -> None:
    """Stand on the leaderboard, or not."""
    members.update_member(conn, workspace=workspace, member=member, hidden=not is_visible)
