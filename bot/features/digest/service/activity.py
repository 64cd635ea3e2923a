"""What people did in a week, by name: of those alone who may be shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import days_of
from bot.core.assignments.assignment import Stage
from bot.core.ledger.activity import Activity
from bot.core.ledger.rollups import batches
from bot.core.people.digest_scope import Scope
from bot.db.tables import entries, members, ticks, works
from bot.features.digest.rules.content import Done, Learner, Talk

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
    """Assignments finished in the week, most people first: ticked, or signed off, whose names come first."""
    names: dict[str, list[str]] = {}
    signed: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for assignment, member, by_mentor in (*_signed_off(session, scope), *_ticked(session, scope)):
        if member in scope.names and (assignment, member) not in seen:
            seen.add((assignment, member))
            names.setdefault(assignment, []).append(scope.names[member])
            signed[assignment] = signed.get(assignment, 0) + by_mentor
    order = sorted(names, key=lambda assignment: (-len(names[assignment]), assignment))
    return tuple(Done(assignment, tuple(names[assignment]), signed[assignment]) for assignment in order)


def _signed_off(session: Connection, scope: Scope) -> list[tuple[str, str, bool]]:
    start, end = scope.moments
    rows = session.execute(
        select(works.c.assignment, works.c.member)
        .where(works.c.workspace == scope.workspace, works.c.state == Stage.SIGNED_OFF.value)
        .where(works.c.changed_at >= start, works.c.changed_at < end)
        .order_by(works.c.assignment, works.c.changed_at, works.c.member)
    )
    return [(row.assignment, row.member, True) for row in rows]


def _ticked(session: Connection, scope: Scope) -> list[tuple[str, str, bool]]:
    start, end = scope.moments
    rows = session.execute(
        select(ticks.c.assignment, ticks.c.member)
        .where(ticks.c.workspace == scope.workspace, ticks.c.ticked_at >= start, ticks.c.ticked_at < end)
        .order_by(ticks.c.assignment, ticks.c.ticked_at, ticks.c.member)
    )
    return [(row.assignment, row.member, False) for row in rows]


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
