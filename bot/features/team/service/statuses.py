"""How everybody in a team is doing, read from the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select, union

from bot.calendar.weeks import week_of
from bot.core.goals import goals
from bot.core.people import members as people_members
from bot.core.people.member import Member
from bot.core.people.workspace import Workspace
from bot.core.people.workspaces import USUAL_GOAL
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM
from bot.db.tables import HOLDS, advice, entries, members, pairs, targets, works
from bot.db.tables import goals as set_goals
from bot.features.help_requests.rules.request import Stuck
from bot.features.help_requests.service import requests as help_requests_requests
from bot.features.team.rules import status
from bot.features.team.rules.status import Facts, State, Trouble

_AHEAD: Final = timedelta(days=731)  # in which days away may follow one another


@dataclass(frozen=True, slots=True)
class Known:
    """A member, their own day, and what their state follows from on it; the goals are those of the running week too."""

    member: Member
    day: date
    facts: Facts


def of_team(
    session: Connection, *, workspace: Workspace, at: datetime, only: Collection[str] | None = None
) -> tuple[tuple[Member, State], ...]:
    """Every active member by name, or `only` those, with their state on their own day at that moment.

    A day that has passed is looked at with the entries as they were corrected since, and with what is assigned now.
    """
    found = known(session, workspace=workspace, at=at, only=only)
    return tuple((each.member, status.of(each.facts, each.day)) for each in found)


def known(
    session: Connection, *, workspace: Workspace, at: datetime, only: Collection[str] | None = None
) -> tuple[Known, ...]:
    """What the states of all active members, or `only` of those, follow from, by name; of guests there is none.

    Eight statements for any number, one more for each other day that it is where some of them live.
    """
    everyone = people_members.everyone(session, workspace=workspace.id, default=workspace.zone)
    active = [each for each in everyone if not each.is_guest and (only is None or each.id in only)]
    days = {member.id: member.today(at) for member in active}
    if not days:
        return ()
    first, last = min(days.values()), max(days.values())
    away = absences.everyones(session, workspace=workspace.id, since=first - status.SPAN, until=last + _AHEAD)
    weeks = {week for day in {*days.values()} for week in (*status.weeks(day), week_of(day))}
    wanted = goals.of_people(session, workspace=workspace.id, people=days.keys(), weeks=weeks)
    booked = {day: _booked(session, workspace.id, day, only) for day in {*days.values()}}
    assigned = _assigned(session, workspace.id)
    stuck = _stuck(session, workspace, at)
    found = []
    for member in sorted(active, key=lambda each: (each.name.casefold(), each.id)):
        day = days[member.id]
        latest, minutes = booked[day][member.id]
        facts = Facts(
            first=member.today(member.created_at),
            last=latest,
            minutes=minutes,
            goals=wanted[member.id],
            away=away.of(member.id),
            assigned=member.has_own_goal
            or member.id in assigned
            or (latest is not None and (TEAM in assigned or workspace.goal != USUAL_GOAL)),
            stuck=tuple(Trouble(member.today(each.at), each.subject or each.words) for each in stuck[member.id]),
        )
        found.append(Known(member, day, facts))
    return tuple(found)


def _stuck(session: Connection, workspace: Workspace, at: datetime) -> Mapping[str, list[Stuck]]:
    """Where people were stuck by then and still are, the latest first."""
    found: defaultdict[str, list[Stuck]] = defaultdict(list)
    for each in help_requests_requests.open_ones(session, workspace=workspace.id):
        if each.at <= at:
            found[each.member].append(each)
    return found


def _assigned(session: Connection, workspace: str) -> frozenset[str]:
    """Who has a target day, has begun an assignment, or has a mentor or a mentor's next step; `TEAM` has a set goal."""
    rows = session.execute(
        union(
            *(select(table.c.member).where(table.c.workspace == workspace) for table in (targets, works, advice)),
            select(pairs.c.mentee).where(pairs.c.workspace == workspace, *HOLDS),
            select(set_goals.c.member).where(set_goals.c.workspace == workspace, set_goals.c.member == TEAM),
        )
    )
    return frozenset(member for (member,) in rows)


def _booked(
    session: Connection, workspace: str, today: date, only: Collection[str] | None
) -> dict[str, tuple[date | None, int]]:
    """The last day with an entry in force and the minutes of the span: two looks into the index for each member."""
    undone = entries.alias("undone")
    taken_back = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    theirs = (entries.c.workspace == members.c.workspace, entries.c.member == members.c.id)
    last = (
        select(entries.c.day)
        # A booking; `reverses IS NULL` says so too, but lures SQLite to the wrong index.
        .where(*theirs, entries.c.day <= today, entries.c.minutes > 0, ~taken_back)
        .order_by(entries.c.day.desc())
        .limit(1)
        .correlate(members)
        .scalar_subquery()
    )
    minutes = (
        select(func.coalesce(func.sum(entries.c.minutes), 0))
        .where(*theirs, entries.c.day.between(today - status.SPAN, today))
        .correlate(members)
        .scalar_subquery()
    )
    wanted = select(members.c.id, last, minutes).where(members.c.workspace == workspace, members.c.is_active)
    if only is not None:
        wanted = wanted.where(members.c.id.in_(sorted(only)))
    return {member: (day, int(total)) for member, day, total in session.execute(wanted)}
