"""What members choose for themselves, in one way from every door; goals are chosen in `goals`, nudges in `snoozes`."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.core.people import members


def start_day(session: Connection, *, workspace: str, member: str, minutes: int | None) -> None:
    """The time at which a day begins, in minutes after midnight; None for the usual one."""
    members.change(session, workspace=workspace, member=member, day_starts=minutes)


def be_seen(session: Connection, *, workspace: str, member: str, on: bool) -> None:
    """Stand on the leaderboard, or not."""
    members.change(session, workspace=workspace, member=member, hidden=not on)
