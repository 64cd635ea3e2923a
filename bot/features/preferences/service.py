"""What members choose for themselves. Goals are kept in core/goals, snoozed nudges in features/nudge."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.core.people import members


def set_day_start(conn: Connection, *, workspace: str, member: str, minutes: int | None) -> None:
    """Set when a member's day begins, in minutes after midnight; None for the default."""
    members.update_member(conn, workspace=workspace, member=member, day_starts=minutes)


def set_leaderboard_visibility(conn: Connection, *, workspace: str, member: str, is_visible: bool) -> None:
    """Show a member on the leaderboard, or hide them."""
    members.update_member(conn, workspace=workspace, member=member, hidden=not is_visible)
