"""The facts on a one-to-one card, read from the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select

from bot.calendar.weeks import local_day
from bot.catalog.catalog import Catalog
from bot.core import levels
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction, AssignmentProgress, AssignmentStep
from bot.core.ledger import queries
from bot.core.ledger.activity import Activity
from bot.core.levels import MemberLevel
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.core.plan import member_plan, next_moves, progress, refreshers
from bot.core.plan.progress import LearningRecord
from bot.db.tables import assignment_steps, entries, ticks
from bot.features.help_requests import service as help_requests_service
from bot.features.one_on_one.rules import card
from bot.features.one_on_one.rules.card import CardFacts, OneOnOneCard, RecentProgress, find_unpractised_area, step_id
from bot.features.one_on_one.rules.questions import PRACTICE_MINUTES
from bot.features.one_on_one.service import next_step
from bot.features.team.service import team_table

RECENT_ENTRIES: Final = 3  # shown one by one


def read_card(
    conn: Connection, *, workspace: Workspace, catalog: Catalog, member: Member, viewer_id: str, now: datetime
) -> OneOnOneCard:
    """Return the card of a member; the viewer decides which one-to-one was the last, and nothing else."""
    today = member.today(now)
    last_met = find_last_meeting_day(conn, workspace=workspace.id, one=viewer_id, other=member.id)
    standings = team_table.read_standings(conn, workspace=workspace, at=now, member_ids={member.id})
    lines = team_table.read_team_lines(conn, workspace=workspace, catalog=catalog, standings=standings)
    line = lines[0] if lines else None
    since, status = card.lookback_start(last_met, today), line.standing.status if line else None
    facts = _with_recent_progress(conn, member, CardFacts(today=today, since=since, last_met=last_met, status=status))
    record = member_plan.read_learning_record(conn, workspace=workspace.id, member=member.id, now=now)
    step = next_moves.choose_next_step(catalog, refreshers.hide_refresher(record))
    facts = _with_plan(conn, member, facts, catalog=catalog, record=record, step=step)
    recent = queries.list_entries(
        conn, workspace=workspace.id, member=member.id, since=facts.since, until=facts.today, limit=RECENT_ENTRIES
    )
    names = members.read_names(conn, workspace=workspace.id, member_ids=_mentioned_people(facts))
    return OneOnOneCard(member, replace(facts, entry_count=recent.count), step, names, recent.entries, line)


def find_last_meeting_day(conn: Connection, *, workspace: str, one: str, other: str) -> date | None:
    """Return the day of the newest mentoring between two people that either has booked and not deleted."""
    undone = entries.alias("undone")
    is_undone = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    return conn.execute(
        select(func.max(entries.c.day)).where(
            entries.c.workspace == workspace,
            entries.c.activity == Activity.MENTORING.value,
            entries.c.minutes > 0,
            or_(_booked_with(one, other), _booked_with(other, one)),
            ~is_undone,
        )
    ).scalar_one_or_none()


def _with_recent_progress(conn: Connection, member: Member, facts: CardFacts) -> CardFacts:
    """Add what was booked, finished and claimed since then, and the open help requests."""
    return replace(
        facts,
        minutes_by_area=_minutes_by_area(conn, member, facts.since, facts.today),
        progress=_recent_progress(conn, member, facts.since),
        help_requests=help_requests_service.list_open_help_requests(conn, workspace=member.workspace, member=member.id),
    )


def _with_plan(
    conn: Connection,
    member: Member,
    facts: CardFacts,
    *,
    catalog: Catalog,
    record: LearningRecord,
    step: progress.NextStep | None,
) -> CardFacts:
    """Add what is started and what comes next; an assigned step counts only while it is the next one."""
    started = assignments.list_started(conn, workspace=member.workspace, member=member.id)
    assigned = next_step.find_assigned_step(conn, workspace=member.workspace, member=member.id)
    return replace(
        facts,
        open_assignments=card.list_open_assignments(
            started, record.ticked_assignments, {each.assignment: _changed_on(member, each) for each in started}
        ),
        plan_share=progress.plan_share(progress.list_area_progress(catalog, record)),
        next_step_id=step_id(step),
        assigned_step=assigned if step and step.reason is progress.StepReason.SET_BY_MENTOR else None,
        unpractised_area=find_unpractised_area(
            catalog,
            dict(facts.minutes_by_area),
            record,
            frozenset(each.assignment for each in started),
            PRACTICE_MINUTES,
        ),
    )


def _booked_with(member: str, partner: str) -> ColumnElement[bool]:
    """Match entries of a member with the partner among the people; ids hold no wildcards and no spaces."""
    is_with_partner = (literal(" ") + entries.c.people + literal(" ")).contains(f" {partner} ", autoescape=True)
    return and_(entries.c.member == member, is_with_partner)


def _minutes_by_area(conn: Connection, member: Member, since: date, until: date) -> tuple[tuple[str, int], ...]:
    minutes = func.sum(entries.c.minutes)
    rows = conn.execute(
        select(entries.c.area, minutes)
        .where(
            entries.c.workspace == member.workspace,
            entries.c.member == member.id,
            entries.c.day.between(since, until),
        )
        .group_by(entries.c.area)
        .having(minutes > 0)
        .order_by(minutes.desc(), entries.c.area)
    )
    return tuple((area, int(total)) for area, total in rows)


def _recent_progress(conn: Connection, member: Member, since: date) -> RecentProgress:
    start = datetime.combine(since, member.day_starts, tzinfo=member.zone)
    own_ticks = (ticks.c.workspace == member.workspace, ticks.c.member == member.id)
    ticked = conn.execute(select(ticks.c.assignment).where(*own_ticks, ticks.c.ticked_at >= start)).scalars()
    claimed = levels.list_member_levels(conn, workspace=member.workspace, member=member.id)
    return card.summarize_progress(
        _last_reviews(conn, member, start),
        frozenset(ticked),
        tuple(each for each in claimed if _level_changed_at(each) >= start),
    )


def _last_reviews(conn: Connection, member: Member, start: datetime) -> dict[str, AssignmentStep]:
    """Return the last review of each assignment since that moment."""
    rows = conn.execute(
        select(assignment_steps)
        .where(
            assignment_steps.c.workspace == member.workspace,
            assignment_steps.c.member == member.id,
            assignment_steps.c.at >= start,
            assignment_steps.c.act.in_([act.value for act in card.REVIEW_ACTIONS]),
        )
        .order_by(assignment_steps.c.id)
    )
    return {
        row.assignment: AssignmentStep(row.id, row.at, row.actor, AssignmentAction(row.act), row.link, row.words)
        for row in rows
    }


def _level_changed_at(level: MemberLevel) -> datetime:
    return max(level.claimed_at, level.confirmed_at or level.claimed_at)


def _changed_on(member: Member, assignment: AssignmentProgress) -> date:
    return local_day(assignment.changed_at, member.zone, member.day_starts)


def _mentioned_people(facts: CardFacts) -> Collection[str]:
    """Return the people whom a card names besides its member."""
    confirmers = {each.confirmed_by for each in facts.progress.levels if each.confirmed_by}
    return confirmers | ({facts.assigned_step.mentor} if facts.assigned_step else set())
