"""Read the team as its mentors and admins see it, and queue its table as a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Final

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import week_bounds, week_of
from bot.catalog.catalog import Catalog
from bot.core import levels
from bot.core.assignments.workflow import AssignmentStage
from bot.core.goals.goals import count_workdays_by_week, sum_reduced_goals
from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_SUBJECTS, ALL_TIME, split_into_batches
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.core.plan import stored_choices
from bot.core.plan.plan_choices import PlanChoices, list_chosen_areas
from bot.db.tables import assignment_progress, entries, outbox, totals
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState, put_message
from bot.features.team.rules import status
from bot.features.team.rules.status import StatusFacts
from bot.features.team.rules.team_table import MemberStanding, TeamLine
from bot.features.team.service.status import read_member_facts

EXPORT_EXPIRES_AFTER: Final = timedelta(days=1)  # after which nobody waits for it any more
_WAITING, _SIGNED_OFF = AssignmentStage.HANDED_IN.value, AssignmentStage.SIGNED_OFF.value


def read_standings(
    conn: Connection,
    *,
    workspace: Workspace,
    at: datetime,
    member_ids: Collection[str] | None = None,
    area: str = "",
    subject_ids: Collection[str] = (),
) -> tuple[MemberStanding, ...]:
    """Return how every active member except guests, or only these, is doing, by name, each on their own day.

    With an area, what they did there; `subject_ids` are the ids of all that one may be stuck with or hand in there.
    Ten statements for any number of members, one more for each other day somewhere and for hours in one area.
    """
    members = read_member_facts(conn, workspace=workspace, at=at, member_ids=member_ids)
    counts = _assignment_counts(conn, workspace.id, subject_ids if area else None)
    pending_levels = {} if area else levels.count_pending_by_member(conn, workspace=workspace.id)
    area_minutes = (
        rollups.read_minutes_by_member(conn, workspace=workspace.id, periods=[ALL_TIME], subject=area) if area else {}
    )
    return tuple(
        MemberStanding(
            member,
            each.day,
            each.facts,
            status.decide_status(each.facts, each.day),
            handed_in_count=counts.get((member.id, _WAITING), 0),
            pending_level_count=pending_levels.get(member.id, 0),
            signed_off_count=counts.get((member.id, _SIGNED_OFF), 0),
            area_minutes=area_minutes.get(member.id, 0),
            is_stuck_in_area=any(request.about in subject_ids for request in each.facts.help_requests),
        )
        for each in members
        if (member := each.member)
    )


def read_team_lines(
    conn: Connection,
    *,
    workspace: Workspace,
    catalog: Catalog,
    standings: Sequence[MemberStanding],
    area: str = "",
) -> tuple[TeamLine, ...]:
    """Return the figures of these members: three statements, one more for one area, more where days differ."""
    ids, days = [each.member.id for each in standings], {each.day for each in standings}
    areas = _minutes_by_subject(conn, workspace.id, ids, ALL_TIME, [each.id for each in catalog.areas])
    weeks = {
        week: _minutes_by_subject(conn, workspace.id, ids, week, [area or ALL_SUBJECTS]) for week in map(week_of, days)
    }
    recent = {day: _recent_area_minutes(conn, workspace.id, ids, area, day) for day in days} if area else {}
    chosen, team_choices = stored_choices.read_choices_by_member(
        conn, workspace=workspace.id, today=max(days, default=date.min)
    )
    teams_plan = _planned_minutes(catalog, area, team_choices)
    planned = {member: _planned_minutes(catalog, area, choices) for member, choices in chosen.items()}
    lines = []
    for each in standings:
        member, week = each.member.id, week_of(each.day)
        hours, minutes_by_area = status.hours_reason(each.facts, each.day), areas.get(member, {})
        has_goal = not area and each.status.kind is not status.StatusKind.UNASSIGNED
        lines.append(
            TeamLine(
                each,
                week_minutes=weeks[week].get(member, {}).get(area or ALL_SUBJECTS, 0),
                week_goal=_week_goal(each.facts, week) if has_goal else 0,
                four_weeks_minutes=recent[each.day].get(member, 0) if area else hours.minutes,
                four_weeks_goal=hours.goal if has_goal else 0,
                plan_share=_plan_share(minutes_by_area, planned.get(member, teams_plan)),
                minutes_by_area=minutes_by_area,
            )
        )
    return tuple(lines)


def _week_goal(facts: StatusFacts, week: str) -> int:
    """Return what days away leave of the week's goal."""
    return sum_reduced_goals(facts.goals, count_workdays_by_week(*week_bounds(week), facts.absences))


def _planned_minutes(catalog: Catalog, area: str, choices: PlanChoices) -> dict[str, int]:
    """Return the low end of a plan's estimates in minutes: of one area, or of all areas that are not optional."""
    if area:
        chosen = [choices.adjust(each) for each in catalog.areas if each.id == area]
    else:
        chosen = [each for each in list_chosen_areas(catalog, choices) if not each.optional]
    return {each.id: each.hours.low * 60 for each in chosen if each.hours}


def _plan_share(minutes_by_area: Mapping[str, int], planned_minutes: Mapping[str, int]) -> float | None:
    """Return the same as `progress.plan_share`, without building everybody's plan; None where there is no estimate."""
    whole = sum(planned_minutes.values())
    done = sum(min(minutes_by_area.get(area, 0), planned) for area, planned in planned_minutes.items())
    return done / whole if whole else None


def _minutes_by_subject(
    conn: Connection, workspace: str, ids: Collection[str], period: str, subjects: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Return the minutes of these members in a period by subject."""
    minutes_by_member: dict[str, dict[str, int]] = {}
    for batch in split_into_batches(ids):
        rows = conn.execute(
            select(totals.c.member, totals.c.subject, totals.c.minutes).where(
                totals.c.workspace == workspace,
                totals.c.member.in_(batch),
                totals.c.period == period,
                totals.c.subject.in_(subjects),
                totals.c.minutes > 0,
            )
        )
        for member, subject, minutes in rows:
            minutes_by_member.setdefault(member, {})[subject] = minutes
    return minutes_by_member


def _recent_area_minutes(
    conn: Connection, workspace: str, ids: Collection[str], area: str, today: date
) -> dict[str, int]:
    """Return the minutes of these members in 28 days in one area."""
    minutes_by_member: dict[str, int] = {}
    for batch in split_into_batches(ids):
        rows = conn.execute(
            select(entries.c.member, func.sum(entries.c.minutes))
            .where(entries.c.workspace == workspace, entries.c.member.in_(batch), entries.c.area == area)
            .where(entries.c.day.between(today - status.HOURS_SPAN, today))
            .group_by(entries.c.member)
        )
        minutes_by_member |= {member: int(minutes) for member, minutes in rows}
    return minutes_by_member


def _assignment_counts(
    conn: Connection, workspace: str, assignment_ids: Collection[str] | None
) -> dict[tuple[str, str], int]:
    """Return how many assignments of each member, or only of these, are handed in, and how many signed off."""
    groups = (assignment_progress.c.member, assignment_progress.c.state)
    query = select(*groups, func.count()).where(
        assignment_progress.c.workspace == workspace, assignment_progress.c.state.in_([_WAITING, _SIGNED_OFF])
    )
    if assignment_ids is not None:
        query = query.where(assignment_progress.c.assignment.in_(assignment_ids))
    return {(member, state): int(count) for member, state, count in conn.execute(query.group_by(*groups))}


class ExportOutcome(Enum):
    """The outcome of a request for the table."""

    QUEUED = "written"
    REPEATED = "again"  # the same request has been taken before
    ALREADY_WAITING = "waits"  # another one is on its way


def request_team_export(
    conn: Connection, *, reader: Member, period: str, message: Mapping[str, Any], now: datetime
) -> ExportOutcome:
    """Have the table sent at once, in quiet hours too, because the reader waits for it. `period` is the request."""
    waiting = conn.execute(
        select(outbox.c.id)
        .where(outbox.c.workspace == reader.workspace, outbox.c.kind == DeliveryKind.TEAM_EXPORT.value)
        .where(outbox.c.recipient == reader.id, outbox.c.period != period)
        .where(outbox.c.state.in_([MessageState.WAITING.value, MessageState.SENDING.value]), outbox.c.expires_at > now)
        .limit(1)
    ).first()
    if waiting:
        return ExportOutcome.ALREADY_WAITING
    message_id = put_message(
        conn,
        workspace=reader.workspace,
        kind=DeliveryKind.TEAM_EXPORT.value,
        period=period,
        recipient=reader.id,
        message=message,
        due_at=now,
        expires_at=now + EXPORT_EXPIRES_AFTER,
        now=now,
    )
    return ExportOutcome.REPEATED if message_id is None else ExportOutcome.QUEUED
