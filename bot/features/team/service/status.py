"""How everybody in a team is doing, read from the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select, union

from bot.calendar.weeks import week_of
from bot.core import time_off
from bot.core.goals import goals
from bot.core.people import members as people_members
from bot.core.people.member import Member
from bot.core.people.workspaces import DEFAULT_GOAL_MINUTES, Workspace
from bot.core.time_off import WHOLE_TEAM
from bot.db.tables import PAIR_IS_ACTIVE, assigned_next_steps, assignment_progress, entries, members, pairs, target_days
from bot.db.tables import goals as set_goals
from bot.features.help_requests import service as help_requests_service
from bot.features.help_requests.rules import HelpRequest
from bot.features.team.rules import status
from bot.features.team.rules.status import MemberStatus, OpenHelpRequest, StatusFacts

_ABSENCE_LOOKAHEAD: Final = timedelta(days=731)  # in which days away may follow one another


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member, their own day, and what their state follows from on it; the goals are those of the running week too."""

    member: Member
    day: date
    facts: StatusFacts


def read_statuses(
    conn: Connection, *, workspace: Workspace, at: datetime, member_ids: Collection[str] | None = None
) -> tuple[tuple[Member, MemberStatus], ...]:
    """Every active member by name, or `only` those, with their state on their own day at that moment.

    A day that has passed is looked at with the entries as they were corrected since, and with what is assigned now.
    """
    found = read_member_facts(conn, workspace=workspace, at=at, member_ids=member_ids)
    return tuple((each.member, status.decide_status(each.facts, each.day)) for each in found)


def read_member_facts(
    conn: Connection, *, workspace: Workspace, at: datetime, member_ids: Collection[str] | None = None
) -> tuple[MemberFacts, ...]:
    """What the states of all active members, or `only` of those, follow from, by name; of guests there is none.

    Eight statements for any number, one more for each other day that it is where some of them live.
    """
    everyone = people_members.list_active_members(conn, workspace=workspace.id, default_zone=workspace.zone)
    active = [each for each in everyone if not each.is_guest and (member_ids is None or each.id in member_ids)]
    days = {member.id: member.today(at) for member in active}
    if not days:
        return ()
    first, last = min(days.values()), max(days.values())
    away = time_off.read_team_time_off(
        conn, workspace=workspace.id, since=first - status.HOURS_SPAN, until=last + _ABSENCE_LOOKAHEAD
    )
    weeks = {week for day in {*days.values()} for week in (*status.goal_weeks(day), week_of(day))}
    wanted = goals.read_goals_by_member(conn, workspace=workspace.id, member_ids=days.keys(), weeks=weeks)
    booked = {day: _last_entries_and_minutes(conn, workspace.id, day, member_ids) for day in {*days.values()}}
    assigned = _assigned_members(conn, workspace.id)
    stuck = _open_help_requests(conn, workspace, at)
    found = []
    for member in sorted(active, key=lambda each: (each.name.casefold(), each.id)):
        day = days[member.id]
        latest, minutes = booked[day][member.id]
        facts = StatusFacts(
            first_seen=member.today(member.created_at),
            last_entry=latest,
            minutes=minutes,
            goals=wanted[member.id],
            absences=away.for_member(member.id),
            is_assigned=member.has_own_goal
            or member.id in assigned
            or (latest is not None and (WHOLE_TEAM in assigned or workspace.goal_minutes != DEFAULT_GOAL_MINUTES)),
            help_requests=tuple(
                OpenHelpRequest(member.today(each.at), each.subject or each.words) for each in stuck[member.id]
            ),
        )
        found.append(MemberFacts(member, day, facts))
    return tuple(found)


def _open_help_requests(conn: Connection, workspace: Workspace, at: datetime) -> Mapping[str, list[HelpRequest]]:
    """Where people were stuck by then and still are, the latest first."""
    found: defaultdict[str, list[HelpRequest]] = defaultdict(list)
    for each in help_requests_service.list_open_help_requests(conn, workspace=workspace.id):
        if each.at <= at:
            found[each.member].append(each)
    return found


def _assigned_members(conn: Connection, workspace: str) -> frozenset[str]:
    """Who has a target day, has begun an assignment, or has a mentor or a mentor's next step; `TEAM` has a set goal."""
    rows = conn.execute(
        union(
            *(
                select(table.c.member).where(table.c.workspace == workspace)
                for table in (target_days, assignment_progress, assigned_next_steps)
            ),
            select(pairs.c.mentee).where(pairs.c.workspace == workspace, *PAIR_IS_ACTIVE),
            select(set_goals.c.member).where(set_goals.c.workspace == workspace, set_goals.c.member == WHOLE_TEAM),
        )
    )
    return frozenset(member for (member,) in rows)


def _last_entries_and_minutes(
    conn: Connection, workspace: str, today: date, member_ids: Collection[str] | None
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
        .where(*theirs, entries.c.day.between(today - status.HOURS_SPAN, today))
        .correlate(members)
        .scalar_subquery()
    )
    wanted = select(members.c.id, last, minutes).where(members.c.workspace == workspace, members.c.is_active)
    if member_ids is not None:
        wanted = wanted.where(members.c.id.in_(sorted(member_ids)))
    return {member: (day, int(total)) for member, day, total in conn.execute(wanted)}
