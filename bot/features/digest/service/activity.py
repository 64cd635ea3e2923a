"""Activity of members in a week, by name: only of members who may be shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, partial
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from bot.calendar.weeks import shift_week, week_bounds
from bot.core import time_off
from bot.core.assignments.workflow import AssignmentStage
from bot.core.goals import goals
from bot.core.goals.goals import reduce_goal
from bot.core.goals.streaks import StreakWeek
from bot.core.ledger.activity import Activity
from bot.core.ledger.rollups import ALL_SUBJECTS, split_into_batches
from bot.core.people.digest_scope import DigestScope
from bot.db.statements import PreparedStatement
from bot.db.tables import assignment_progress, entries, members, ticks, totals
from bot.features.digest.rules import (
    MILESTONE_WEEKS,
    DigestLearner,
    FinishedAssignment,
    SharedTalk,
    StreakMilestone,
    reached_milestone,
)

STREAK_WEEKS: Final = 2 * MILESTONE_WEEKS[-1]  # how far back a run is followed, with weeks away in it
_REVERSAL: Final = entries.alias("reversal")
_WEEK_MINUTES: Final = PreparedStatement(
    lambda _: select(totals.c.member, totals.c.minutes).where(
        totals.c.workspace == bindparam("workspace"),
        totals.c.period == bindparam("week"),
        totals.c.subject == ALL_SUBJECTS,
    )
)


def list_learners(conn: Connection, *, scope: DigestScope, member_ids: Collection[str]) -> tuple[DigestLearner, ...]:
    """List who learned what, by name, so that the order says nothing of the hours."""
    minutes = func.sum(entries.c.minutes)
    subjects: dict[str, list[tuple[str, str | None]]] = {member: [] for member in member_ids}
    for batch in split_into_batches(member_ids):
        rows = conn.execute(
            select(entries.c.member, entries.c.area, entries.c.topic)
            .where(
                entries.c.workspace == scope.workspace,
                entries.c.member.in_(batch),
                entries.c.day.between(*week_bounds(scope.week)),
            )
            .group_by(entries.c.member, entries.c.area, entries.c.topic)
            .having(minutes > 0)
            .order_by(entries.c.member, minutes.desc(), entries.c.area, entries.c.topic)
        )
        for member, area, topic in rows:
            subjects[member].append((area, topic))
    by_name = sorted(member_ids, key=scope.name_sort_key)
    return tuple(DigestLearner(scope.names[member], tuple(subjects[member])) for member in by_name)


def list_finished_assignments(conn: Connection, *, scope: DigestScope) -> tuple[FinishedAssignment, ...]:
    """List assignments finished in the week, most people first; the names of those signed off come first."""
    names: dict[str, list[str]] = {}
    signed_off: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for assignment, member, is_signed_off in (*_read_signed_off(conn, scope), *_read_ticked(conn, scope)):
        if member in scope.names and (assignment, member) not in seen:
            seen.add((assignment, member))
            names.setdefault(assignment, []).append(scope.names[member])
            signed_off[assignment] = signed_off.get(assignment, 0) + is_signed_off
    order = sorted(names, key=lambda assignment: (-len(names[assignment]), assignment))
    return tuple(FinishedAssignment(each, tuple(names[each]), signed_off[each]) for each in order)


def _read_signed_off(conn: Connection, scope: DigestScope) -> list[tuple[str, str, bool]]:
    start, end = scope.week_bounds
    rows = conn.execute(
        select(assignment_progress.c.assignment, assignment_progress.c.member)
        .where(
            assignment_progress.c.workspace == scope.workspace,
            assignment_progress.c.state == AssignmentStage.SIGNED_OFF.value,
        )
        .where(assignment_progress.c.changed_at >= start, assignment_progress.c.changed_at < end)
        .order_by(assignment_progress.c.assignment, assignment_progress.c.changed_at, assignment_progress.c.member)
    )
    return [(row.assignment, row.member, True) for row in rows]


def _read_ticked(conn: Connection, scope: DigestScope) -> list[tuple[str, str, bool]]:
    start, end = scope.week_bounds
    rows = conn.execute(
        select(ticks.c.assignment, ticks.c.member)
        .where(ticks.c.workspace == scope.workspace, ticks.c.ticked_at >= start, ticks.c.ticked_at < end)
        .order_by(ticks.c.assignment, ticks.c.ticked_at, ticks.c.member)
    )
    return [(row.assignment, row.member, False) for row in rows]


def list_new_mentors(conn: Connection, *, scope: DigestScope) -> tuple[str, ...]:
    """List the names of members who became mentors in the week and still are."""
    start, end = scope.week_bounds
    rows = conn.execute(
        select(members.c.id).where(
            members.c.workspace == scope.workspace,
            members.c.is_mentor,
            members.c.mentor_since >= start,
            members.c.mentor_since < end,
        )
    )
    shown = {row.id for row in rows} & scope.names.keys()
    return tuple(scope.names[member] for member in sorted(shown, key=scope.name_sort_key))


def read_talks_and_mentoring(
    conn: Connection, *, scope: DigestScope, member_ids: Collection[str]
) -> tuple[tuple[SharedTalk, ...], int]:
    """Read the talks that were given, and the minutes of mentoring."""
    talks: list[SharedTalk] = []
    mentoring = 0
    for batch in split_into_batches(member_ids):
        rows = conn.execute(
            select(entries.c.member, entries.c.activity, entries.c.minutes, entries.c.note, entries.c.topic)
            .where(
                entries.c.workspace == scope.workspace,
                entries.c.member.in_(batch),
                entries.c.day.between(*week_bounds(scope.week)),
                entries.c.activity.in_([Activity.TALK.value, Activity.MENTORING.value]),
                ~select(_REVERSAL.c.id).where(_REVERSAL.c.reverses == entries.c.id).exists(),
            )
            .order_by(entries.c.day, entries.c.id)
        )
        for member, activity, minutes, note, topic in rows:
            if activity == Activity.TALK:
                talks.append(SharedTalk(scope.names[member], note, topic))
            else:
                mentoring += minutes
    return tuple(talks), mentoring


def list_milestones(
    conn: Connection, *, scope: DigestScope, minutes_by_member: Mapping[str, int]
) -> tuple[StreakMilestone, ...]:
    """List milestones, the longest runs first, in a number of statements that does not grow with the members."""
    weeks = [shift_week(scope.week, -back) for back in range(STREAK_WEEKS)]
    since, until = week_bounds(weeks[-1])[0], week_bounds(weeks[0])[1]
    away = time_off.read_team_time_off(conn, workspace=scope.workspace, since=since, until=until)
    full = goals.read_goals_by_member(conn, workspace=scope.workspace, member_ids=minutes_by_member, weeks=weeks)
    lowered = cache(reduce_goal)  # most people have the goal and the days away of many others
    met = {
        member
        for member, minutes in minutes_by_member.items()
        if minutes >= lowered(full[member][scope.week], scope.week, away.for_member(member)) > 0
    }
    read_minutes = cache(partial(_read_week_minutes, conn, scope.workspace))  # no more weeks than the longest run has
    reached: dict[str, int] = {}
    for member in met:
        days, goal = away.for_member(member), full[member]
        run = (StreakWeek(lowered(goal[week], week, days), read_minutes(week).get(member, 0)) for week in weeks)
        reached[member] = reached_milestone(run) or 0
    order = sorted(filter(reached.get, reached), key=lambda member: (-reached[member], scope.name_sort_key(member)))
    return tuple(StreakMilestone(scope.names[member], reached[member]) for member in order)


def _read_week_minutes(conn: Connection, workspace: str, week: str) -> dict[str, int]:
    return dict(_WEEK_MINUTES.run(conn, {"workspace": workspace, "week": week}))
