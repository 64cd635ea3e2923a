"""What members choose for themselves, in one way from every door; the weekly goal is chosen in `goals`."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from bot.services import members, outbox
from bot.services.occurrences import Kind


def nudge(session: Connection, *, workspace: str, member: str, on: bool) -> None:
    """Be nudged each week, with no snooze left to wait for; or not, which also takes back a nudge on its way."""
    values = {"nudged": True, "snoozed_until": None} if on else {"nudged": False}
    members.change(session, workspace=workspace, member=member, **values)
    if not on:
        outbox.withdraw(session, workspace=workspace, kind=Kind.NUDGE, recipient=member)


def snooze(session: Connection, *, workspace: str, member: str, until: date) -> None:
    """No nudge before that day, not even one on its way."""
    members.change(session, workspace=workspace, member=member, snoozed_until=until)
    outbox.withdraw(session, workspace=workspace, kind=Kind.NUDGE, recipient=member)


def start_day(session: Connection, *, workspace: str, member: str, minutes: int | None) -> None:
    """The time at which a day begins, in minutes after midnight; None for the usual one."""
    members.change(session, workspace=workspace, member=member, day_starts=minutes)


def be_seen(session: Connection, *, workspace: str, member: str, on: bool) -> None:
    """Stand on the leaderboard, or not."""
    members.change(session, workspace=workspace, member=member, hidden=not on)
