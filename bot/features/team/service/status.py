"""Read how everybody in a team is doing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import week_of
from bot.core import time_off
from bot.core.assigned import list_assigned
from bot.core.goals import goals
from bot.core.people import members as people_members
from bot.core.people.member import Member
from bot.core.people.workspaces import DEFAULT_GOAL_MINUTES, Workspace
from bot.core.time_off import WHOLE_TEAM
from bot.db.tables import entries, members
from bot.features.help_requests import service as help_requests_service
from bot.features.help_requests.rules import HelpRequest
from bot.features.team.rules import status
from bot.features.team.rules.status import MemberStatus, OpenHelpRequest, StatusFacts
from bot.frozen import frozen

_ABSENCE_LOOKAHEAD: Final = timedelta(days=731)  # as far as stretches of days away are read


@frozen
class MemberFacts:
    """A member, their own day, and what their status on it follows from; the goals include that of the running week."""

    member: Member
    day: date
    facts: StatusFacts


def read_statuses(
    conn: Connection, *, workspace: Workspace, at: datetime, member_ids: Collection[str] | None = None
) -> tuple[tuple[Member, MemberStatus], ...]:
    """Return every active member by name, or only these, with their status on their own day at that moment.

    For a day that has passed, entries count as they were corrected since, and assignments as they are now.
    """
    facts = read_member_facts(conn, workspace=workspace, at=at, member_ids=member_ids)
    return tuple((each.member, status.decide_status(each.facts, each.day)) for each in facts)


def read_member_facts(
    conn: Connection, *, workspace: Workspace, at: datetime, member_ids: Collection[str] | None = None
) -> tuple[MemberFacts, ...]:
    """Return what the statuses of all active members, or only of these, follow from, by name; guests have none.

    Eight statements for any number of members, one more for each other day that it is where some of them live.
    """
    everyone = people_members.list_active_members(conn, workspace=workspace.id, default_zone=workspace.zone)
    active = [each for each in everyone if not each.is_guest and (member_ids is None or each.id in member_ids)]
    days = {member.id: member.today(at) for member in active}
    if not days:
        return ()
    first, last = min(days.values()), max(days.values())
    absences = time_off.read_team_time_off(
        conn, workspace=workspace.id, since=first - status.HOURS_SPAN, until=last + _ABSENCE_LOOKAHEAD
    )
    weeks = {week for day in {*days.values()} for week in (*status.goal_weeks(day), week_of(day))}
    weekly_goals = goals.read_goals_by_member(conn, workspace=workspace.id, member_ids=days.keys(), weeks=weeks)
    booked = {day: _last_entries_and_minutes(conn, workspace.id, day, member_ids) for day in {*days.values()}}
    assigned = list_assigned(conn, workspace=workspace.id)
    requests = _open_help_requests(conn, workspace, at)
    member_facts = []
    for member in sorted(active, key=lambda each: (each.name.casefold(), each.id)):
        day = days[member.id]
        last_entry, minutes = booked[day][member.id]
        facts = StatusFacts(
            first_seen=member.today(member.created_at),
            last_entry=last_entry,
            minutes=minutes,
            goals=weekly_goals[member.id],
            absences=absences.for_member(member.id),
            is_assigned=member.has_own_goal
            or member.id in assigned
            or (last_entry is not None and (WHOLE_TEAM in assigned or workspace.goal_minutes != DEFAULT_GOAL_MINUTES)),
            help_requests=tuple(
                OpenHelpRequest(member.today(each.at), each.subject or each.words) for each in requests[member.id]
            ),
        )
        member_facts.append(MemberFacts(member, day, facts))
    return tuple(member_facts)


def _open_help_requests(conn: Connection, workspace: Workspace, at: datetime) -> Mapping[str, list[HelpRequest]]:
    """Return the help requests by member that were open by then and still are, the latest first."""
    requests: defaultdict[str, list[HelpRequest]] = defaultdict(list)
    for each in help_requests_service.list_open_help_requests(conn, workspace=workspace.id):
        if each.at <= at:
            requests[each.member].append(each)
    return requests


def _last_entries_and_minutes(
    conn: Connection, workspace: str, today: date, member_ids: Collection[str] | None
) -> dict[str, tuple[date | None, int]]:
    """Return the last day with an entry in force and the minutes of 28 days: two index look-ups for each member."""
    undone = entries.alias("undone")
    is_undone = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    is_own = (entries.c.workspace == members.c.workspace, entries.c.member == members.c.id)
    last = (
        select(entries.c.day)
        # A booking; `reverses IS NULL` says so too, but lures SQLite to the wrong index.
        .where(*is_own, entries.c.day <= today, entries.c.minutes > 0, ~is_undone)
        .order_by(entries.c.day.desc())
        .limit(1)
        .correlate(members)
        .scalar_subquery()
    )
    minutes = (
        select(func.coalesce(func.sum(entries.c.minutes), 0))
        .where(*is_own, entries.c.day.between(today - status.HOURS_SPAN, today))
        .correlate(members)
        .scalar_subquery()
    )
    query = select(members.c.id, last, minutes).where(members.c.workspace == workspace, members.c.is_active)
    if member_ids is not None:
        query = query.where(members.c.id.in_(sorted(member_ids)))
    return {member: (day, int(total)) for member, day, total in conn.execute(query)}
