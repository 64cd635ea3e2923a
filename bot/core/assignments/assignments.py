"""Assignments on their way, as the database keeps them: where each is, and every step that led there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from bot.core.assignments.assignment import Act, History, Outcome, Stage, Step, Work, after, may
from bot.core.people import members
from bot.core.plan import state
from bot.db.tables import ticks, work_steps, works
from bot.db.upsert import insert


def of_member(session: Connection, *, workspace: str, member: str) -> tuple[Work, ...]:
    """What a member has started, the newest change first."""
    rows = session.execute(
        select(works)
        .where(works.c.workspace == workspace, works.c.member == member)
        .order_by(works.c.changed_at.desc(), works.c.assignment)
    )
    return tuple(_work(row) for row in rows)


def waiting(session: Connection, *, workspace: str) -> dict[str, int]:
    """How many assignments of each member wait for a sign-off."""
    rows = session.execute(
        select(works.c.member, func.count())
        .where(works.c.workspace == workspace, works.c.state == Stage.HANDED_IN.value)
        .group_by(works.c.member)
    )
    return {row[0]: int(row[1]) for row in rows}


def handed_in(
    session: Connection,
    *,
    workspace: str,
    but: str,
    among: Collection[str] | None = None,
    offset: int = 0,
    limit: int = 20,
) -> tuple[Work, ...]:
    """What waits for a sign-off, oldest first: of everybody but one person, or of those `among` alone."""
    query = select(works).where(
        works.c.workspace == workspace, works.c.state == Stage.HANDED_IN.value, works.c.member != but
    )
    if among is not None:
        query = query.where(works.c.member.in_(among))
    order = (works.c.changed_at, works.c.member, works.c.assignment)
    return tuple(_work(row) for row in session.execute(query.order_by(*order).offset(offset).limit(limit)))


def signed(session: Connection, *, workspace: str) -> tuple[Work, ...]:
    """Every assignment that was signed off."""
    rows = session.execute(select(works).where(works.c.workspace == workspace, works.c.state == Stage.SIGNED_OFF.value))
    return tuple(_work(row) for row in rows)


def due_by(session: Connection, *, workspace: str, member: str, first: date, last: date) -> tuple[Work, ...]:
    """What is the member's to do and due from one day to another, the nearest first; not what they ticked."""
    ticked = select(ticks.c.assignment).where(ticks.c.workspace == workspace, ticks.c.member == member)
    rows = session.execute(
        select(works)
        .where(works.c.workspace == workspace, works.c.member == member, works.c.due.between(first, last))
        .where(works.c.state.in_([Stage.STARTED.value, Stage.SENT_BACK.value]), works.c.assignment.not_in(ticked))
        .order_by(works.c.due, works.c.assignment)
    )
    return tuple(_work(row) for row in rows)


def history(session: Connection, *, workspace: str, member: str, assignment: str) -> History | None:
    """One assignment of a member with all its steps; None for one not begun."""
    return histories(session, workspace=workspace, member=member, assignments=[assignment]).get(assignment)


def histories(session: Connection, *, workspace: str, member: str, assignments: Collection[str]) -> dict[str, History]:
    """Those among the assignments that the member has begun, with all their steps."""
    theirs = (works.c.workspace == workspace, works.c.member == member, works.c.assignment.in_(assignments))
    return {each.work.assignment: each for each in _histories(session, *theirs)}


def waiting_of(session: Connection, *, workspace: str, people: Collection[str]) -> tuple[History, ...]:
    """All of these people's that waits for a sign-off, what was handed in first before the rest."""
    theirs = (works.c.workspace == workspace, works.c.member.in_(people), works.c.state == Stage.HANDED_IN.value)
    return tuple(sorted(_histories(session, *theirs), key=lambda each: each.turn.id))


def take(
    session: Connection,
    *,
    workspace: str,
    member: str,
    assignment: str,
    act: Act,
    actor: str,
    now: datetime,
    link: str = "",
    words: str = "",
    step: int | None = None,
) -> Outcome:
    """Take an act where it fits the stage; with a `step` only while that is the one that led to it.

    Who acts at the same time waits, and finds what the first has done. A sign-off ticks, and sending back takes the
    tick away, also the member's own: what is to be done again is not done. Raises Gone where one was forgotten.
    """
    members.hold(session, workspace=workspace, people=[member, actor])
    before = history(session, workspace=workspace, member=member, assignment=assignment)
    stage = before.work.stage if before else None
    if not may(stage, act) or (step is not None and (before is None or before.turn.id != step)):
        return Outcome(False, before)
    due = before.work.due if before else None
    known = {"workspace": workspace, "member": member, "assignment": assignment}
    _write(session, known, act=act, stage=after(stage, act), actor=actor, due=due, now=now, link=link, words=words)
    if act in (Act.SIGN_OFF, Act.SEND_BACK):
        state.tick(session, **known, done=act is Act.SIGN_OFF, now=now)
    return Outcome(True, history(session, **known))


def set_due(
    session: Connection, *, workspace: str, member: str, assignment: str, due: date | None, actor: str, now: datetime
) -> Outcome:
    """Say until when an assignment is to be done, or that there is no such day; a day begins what is not begun.

    Raises:
        Gone: one of them was forgotten.
    """
    members.hold(session, workspace=workspace, people=[member, actor])
    known = {"workspace": workspace, "member": member, "assignment": assignment}
    before = history(session, **known)
    stage = before.work.stage if before else None
    if not may(stage, Act.DUE) or due == (before.work.due if before else None):
        return Outcome(False, before)
    if stage is None:
        _write(session, known, act=Act.START, stage=Stage.STARTED, actor=actor, due=None, now=now)
    words = due.isoformat() if due else ""
    _write(session, known, act=Act.DUE, stage=after(stage, Act.DUE), actor=actor, due=due, now=now, words=words)
    return Outcome(True, history(session, **known))


def _write(
    session: Connection,
    known: dict[str, str],
    *,
    act: Act,
    stage: Stage,
    actor: str,
    due: date | None,
    now: datetime,
    link: str = "",
    words: str = "",
) -> None:
    """Add a step, and say where the assignment is with it; a due day changes nothing about since when it is there."""
    added = insert(session, work_steps).values(**known, at=now, actor=actor, act=act.value, link=link, words=words)
    number = session.execute(added.returning(work_steps.c.id)).scalar_one()
    stands = {"state": stage.value, "due": due, "step": number, "changed_at": now}
    kept = {name: value for name, value in stands.items() if name != "changed_at" or act is not Act.DUE}
    session.execute(
        insert(session, works)
        .values(**known, **stands)
        .on_conflict_do_update(index_elements=["workspace", "member", "assignment"], set_=kept)
    )


def _histories(session: Connection, *which: ColumnElement[bool]) -> list[History]:
    rows = session.execute(
        select(work_steps, works.c.state, works.c.due, works.c.step, works.c.changed_at)
        .join(
            works,
            (works.c.workspace == work_steps.c.workspace)
            & (works.c.member == work_steps.c.member)
            & (works.c.assignment == work_steps.c.assignment),
        )
        .where(*which)
        .order_by(work_steps.c.id)
    )
    found: dict[tuple[str, str], tuple[Work, list[Step]]] = {}
    for row in rows:
        step = Step(row.id, row.at, row.actor, Act(row.act), row.link, row.words)
        found.setdefault((row.member, row.assignment), (_work(row), []))[1].append(step)
    return [History(work, tuple(steps)) for work, steps in found.values()]


def _work(row: Any) -> Work:
    return Work(row.member, row.assignment, Stage(row.state), row.due, row.step, row.changed_at)
