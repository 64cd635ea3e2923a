"""What a person decides about their nudge: put off, paused, stopped, or wanted again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from bot.calendar.weeks import week_of
from bot.core.people import members as people_members
from bot.db.tables import members
from bot.delivery import occurrences, outbox
from bot.delivery.occurrences import NUDGES, Kind


def put_off(session: Connection, *, workspace: str, member: str, day: date) -> date | None:
    """Put this week's nudge off to that day; returns the day that counts, the first one that was asked for.

    None where the one that was put off has been decided on: that happens once in a week.
    """
    week = week_of(day)
    if occurrences.is_claimed(session, workspace=workspace, kind=Kind.AGAIN, period=week, recipient=member):
        return None
    was: date | None = session.execute(
        select(members.c.nudge_again).where(members.c.workspace == workspace, members.c.id == member)
    ).scalar_one()
    if was is not None and week_of(was) == week:
        return was
    people_members.change(session, workspace=workspace, member=member, nudge_again=day)
    return day


def pause(session: Connection, *, workspace: str, member: str, until: date) -> None:
    """No nudge before that day, neither one that waits to be sent nor one that was put off."""
    people_members.change(session, workspace=workspace, member=member, snoozed_until=until, nudge_again=None)
    outbox.withdraw(session, workspace=workspace, kinds=NUDGES, recipient=member)


def switch(session: Connection, *, workspace: str, member: str, on: bool) -> None:
    """No nudge any more, or nudges again, which then wait for no snooze to end."""
    values = {"nudged": True, "snoozed_until": None} if on else {"nudged": False, "nudge_again": None}
    people_members.change(session, workspace=workspace, member=member, **values)
    if not on:
        outbox.withdraw(session, workspace=workspace, kinds=NUDGES, recipient=member)
