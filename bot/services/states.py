"""How everybody in a team is doing, read from the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from bot.db.tables import entries, members
from bot.domain import states
from bot.domain.member import Member
from bot.domain.states import Facts, State
from bot.domain.weeks import local_day
from bot.domain.workspace import Workspace
from bot.services import absences, goals
from bot.services import members as people

_AHEAD: Final = timedelta(days=731)  # in which days away may follow one another


def of_team(session: Connection, *, workspace: Workspace, today: date) -> tuple[tuple[Member, State], ...]:
    """Every active member by name with their state on that day, in six statements however many there are.

    A day that has passed is looked at with the entries as they have been corrected since.
    """
    active = people.everyone(session, workspace=workspace.id, default=workspace.zone)
    away = absences.everyones(session, workspace=workspace.id, since=today - states.SPAN, until=today + _AHEAD)
    ids = {member.id for member in active}
    wanted = goals.of_people(session, workspace=workspace.id, people=ids, weeks=states.weeks(today))
    booked = _booked(session, workspace.id, today)
    found = []
    for member in sorted(active, key=lambda each: (each.name.casefold(), each.id)):
        last, minutes = booked[member.id]
        first = local_day(member.created_at, member.zone, member.day_starts)
        facts = Facts(first, last, minutes, wanted[member.id], away.of(member.id))
        found.append((member, states.of(facts, today)))
    return tuple(found)


def _booked(session: Connection, workspace: str, today: date) -> dict[str, tuple[date | None, int]]:
    """The last day with an entry in force and the minutes of the span: two looks into the index for each member."""
    undone = entries.alias("undone")
    taken_back = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    theirs = (entries.c.workspace == members.c.workspace, entries.c.member == members.c.id)
    last = (
        select(entries.c.day)
        .where(*theirs, entries.c.day <= today, entries.c.minutes > 0, ~taken_back)
        .order_by(entries.c.day.desc())
        .limit(1)
        .correlate(members)
        .scalar_subquery()
    )
    minutes = (
        select(func.coalesce(func.sum(entries.c.minutes), 0))
        .where(*theirs, entries.c.day.between(today - states.SPAN, today))
        .correlate(members)
        .scalar_subquery()
    )
    rows = session.execute(
        select(members.c.id, last, minutes).where(members.c.workspace == workspace, members.c.is_active)
    )
    return {member: (day, int(total)) for member, day, total in rows}
