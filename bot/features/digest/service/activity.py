"""Activity of members in a week, by name: only of members who may be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import week_bounds
from bot.catalog.catalog import Catalog
from bot.core import milestones
from bot.core.assignments.workflow import AssignmentStage
from bot.core.ledger.activity import Activity
from bot.core.ledger.rollups import split_into_batches
from bot.core.milestones import MilestoneKind
from bot.core.people.digest_scope import DigestScope
from bot.db.tables import assignment_progress, entries, members, ticks
from bot.features.digest.rules import DigestLearner, PersonalWin, WinKind

_WEEK: Final = timedelta(weeks=1)
_REVERSAL: Final = entries.alias("reversal")
_OTHER_MILESTONES: Final = {  # sign-offs are read from where they can be taken back
    MilestoneKind.AREA_QUARTER: WinKind.AREA_QUARTER,
    MilestoneKind.AREA_HALF: WinKind.AREA_HALF,
    MilestoneKind.AREA_WHOLE: WinKind.AREA_WHOLE,
    MilestoneKind.LEVEL_CONFIRMED: WinKind.LEVEL,
}


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


def list_finished_assignments(conn: Connection, *, scope: DigestScope) -> list[PersonalWin]:
    """List what members had signed off in the week, and what they ticked."""
    signed_off = _read_progress(conn, scope, AssignmentStage.SIGNED_OFF)
    start, end = scope.week_bounds
    ticked = conn.execute(
        select(ticks.c.member, ticks.c.assignment).where(
            ticks.c.workspace == scope.workspace, ticks.c.ticked_at >= start, ticks.c.ticked_at < end
        )
    )
    return [
        *(PersonalWin(member, WinKind.SIGNED_OFF, assignment) for member, assignment in signed_off),
        *(PersonalWin(row.member, WinKind.FINISHED, row.assignment) for row in ticked),
    ]


def count_handed_in(conn: Connection, *, scope: DigestScope) -> int:
    """Return how many assignments members who may be shown handed in during the week and that wait for a sign-off."""
    return sum(member in scope.names for member, _ in _read_progress(conn, scope, AssignmentStage.HANDED_IN))


def _read_progress(conn: Connection, scope: DigestScope, stage: AssignmentStage) -> list[tuple[str, str]]:
    """Return members and assignments that came to a stage in the week and still are there."""
    start, end = scope.week_bounds
    rows = conn.execute(
        select(assignment_progress.c.member, assignment_progress.c.assignment).where(
            assignment_progress.c.workspace == scope.workspace,
            assignment_progress.c.state == stage.value,
            assignment_progress.c.changed_at >= start,
            assignment_progress.c.changed_at < end,
        )
    )
    return [(row.member, row.assignment) for row in rows]


def list_new_mentors(conn: Connection, *, scope: DigestScope) -> list[PersonalWin]:
    """List members who became mentors in the week and still are."""
    start, end = scope.week_bounds
    rows = conn.execute(
        select(members.c.id).where(
            members.c.workspace == scope.workspace,
            members.c.is_mentor,
            members.c.mentor_since >= start,
            members.c.mentor_since < end,
        )
    )
    return [PersonalWin(row.id, WinKind.MENTOR) for row in rows]


def read_talks_and_mentoring(
    conn: Connection, *, scope: DigestScope, catalog: Catalog, member_ids: Collection[str]
) -> tuple[list[PersonalWin], int]:
    """Read the talks that were given, by their titles or else their topics, and the minutes of mentoring."""
    talks: list[PersonalWin] = []
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
                talks.append(PersonalWin(member, WinKind.TALK, _talk_title(catalog, note, topic)))
            else:
                mentoring += minutes
    return talks, mentoring


def _talk_title(catalog: Catalog, note: str, topic: str | None) -> str:
    place = catalog.find_topic_or_part(topic) if topic else None
    return " ".join(note.split()) or (f"{place.roadmap.name} {place.name}" if place else "")


def list_milestones(conn: Connection, *, scope: DigestScope, talks: Iterable[PersonalWin]) -> list[PersonalWin]:
    """List what members reached for the first time; a goal is that of this week, a first talk has its title.

    Hours that were logged late, before the digest went out, may have met the goal after the week.
    """
    monday, sunday = week_bounds(scope.week)
    reached = milestones.milestones_between(conn, workspace=scope.workspace, first=monday, last=sunday + _WEEK)
    titles = {each.member: each.subject for each in reversed(list(talks))}
    found = []
    for each in reached:
        kind, subject = each.milestone.kind, each.milestone.subject
        if kind is MilestoneKind.GOAL_MET:
            found += [PersonalWin(each.member, WinKind.GOAL)] if subject == scope.week else []
        elif each.day > sunday:
            continue
        elif kind is MilestoneKind.STREAK_STEP:
            found.append(PersonalWin(each.member, WinKind.STREAK, number=int(subject)))
        elif kind is MilestoneKind.FIRST_SESSION:
            found.append(PersonalWin(each.member, WinKind.FIRST_TALK, titles.get(each.member, "")))
        elif kind in _OTHER_MILESTONES:
            found.append(PersonalWin(each.member, _OTHER_MILESTONES[kind], subject))
    return found
