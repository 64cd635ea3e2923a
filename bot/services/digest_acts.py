"""What people did in a week, by name: of those alone who may be shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, func, select

from bot.db.tables import entries, members, ticks
from bot.domain.activity import Activity
from bot.domain.digest import Done, Learner, Talk
from bot.domain.weeks import days_of
from bot.services.digest_scope import Scope, batches

_REVERSAL: Final = entries.alias("reversal")


def learners(session: Connection, *, scope: Scope, people: Collection[str]) -> tuple[Learner, ...]:
    """Who learned what, by name, so that their order says nothing of their hours."""
    minutes = func.sum(entries.c.minutes)
    subjects: dict[str, list[tuple[str, str | None]]] = {member: [] for member in people}
    for some in batches(people):
        rows = session.execute(
            select(entries.c.member, entries.c.area, entries.c.topic)
            .where(
                entries.c.workspace == scope.workspace,
                entries.c.member.in_(some),
                entries.c.day.between(*days_of(scope.week)),
            )
            .group_by(entries.c.member, entries.c.area, entries.c.topic)
            .having(minutes > 0)
            .order_by(entries.c.member, minutes.desc(), entries.c.area, entries.c.topic)
        )
        for member, area, topic in rows:
            subjects[member].append((area, topic))
    return tuple(Learner(scope.names[who], tuple(subjects[who])) for who in sorted(people, key=scope.order))


def done(session: Connection, *, scope: Scope) -> tuple[Done, ...]:
    """Assignments ticked in the week, most people first."""
    start, end = scope.moments
    rows = session.execute(
        select(ticks.c.assignment, ticks.c.member)
        .where(ticks.c.workspace == scope.workspace, ticks.c.ticked_at >= start, ticks.c.ticked_at < end)
        .order_by(ticks.c.assignment, ticks.c.ticked_at, ticks.c.member)
    )
    names: dict[str, list[str]] = {}
    for assignment, member in rows:
        if member in scope.names:
            names.setdefault(assignment, []).append(scope.names[member])
    order = sorted(names, key=lambda assignment: (-len(names[assignment]), assignment))
    return tuple(Done(assignment, tuple(names[assignment])) for assignment in order)


def mentors(session: Connection, *, scope: Scope) -> tuple[str, ...]:
    """The names of those who became mentors in the week and still are."""
    start, end = scope.moments
    rows = session.execute(
        select(members.c.id).where(
            members.c.workspace == scope.workspace,
            members.c.is_mentor,
            members.c.mentor_since >= start,
            members.c.mentor_since < end,
        )
    )
    return tuple(scope.names[who] for who in sorted({row.id for row in rows} & scope.names.keys(), key=scope.order))


def shared(session: Connection, *, scope: Scope, people: Collection[str]) -> tuple[tuple[Talk, ...], int]:
    """The talks that were given, and how many minutes of mentoring."""
    talks: list[Talk] = []
    mentoring = 0
    for some in batches(people):
        rows = session.execute(
            select(entries.c.member, entries.c.activity, entries.c.minutes, entries.c.note, entries.c.topic)
            .where(
                entries.c.workspace == scope.workspace,
                entries.c.member.in_(some),
                entries.c.day.between(*days_of(scope.week)),
                entries.c.activity.in_([Activity.TALK.value, Activity.MENTORING.value]),
                ~select(_REVERSAL.c.id).where(_REVERSAL.c.reverses == entries.c.id).exists(),
            )
            .order_by(entries.c.day, entries.c.id)
        )
        for member, activity, minutes, note, topic in rows:
            if activity == Activity.TALK:
                talks.append(Talk(scope.names[member], note, topic))
            else:
                mentoring += minutes
    return tuple(talks), mentoring
