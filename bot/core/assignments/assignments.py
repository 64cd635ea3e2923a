"""Assignments on their way, as the database keeps them: where each is, and every step that led there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from bot.core.assignments.workflow import (
    ActionOutcome,
    AssignmentAction,
    AssignmentHistory,
    AssignmentProgress,
    AssignmentStage,
    AssignmentStep,
    is_allowed,
    stage_after,
)
from bot.core.people import members
from bot.core.plan import member_plan
from bot.db.statements import dialect_insert
from bot.db.tables import assignment_progress, assignment_steps, ticks


def list_started(conn: Connection, *, workspace: str, member: str) -> tuple[AssignmentProgress, ...]:
    """What a member has started, the newest change first."""
    rows = conn.execute(
        select(assignment_progress)
        .where(assignment_progress.c.workspace == workspace, assignment_progress.c.member == member)
        .order_by(assignment_progress.c.changed_at.desc(), assignment_progress.c.assignment)
    )
    return tuple(_progress_from_row(row) for row in rows)


def count_waiting_by_member(conn: Connection, *, workspace: str) -> dict[str, int]:
    """How many assignments of each member wait for a sign-off."""
    rows = conn.execute(
        select(assignment_progress.c.member, func.count())
        .where(
            assignment_progress.c.workspace == workspace, assignment_progress.c.state == AssignmentStage.HANDED_IN.value
        )
        .group_by(assignment_progress.c.member)
    )
    return {row[0]: int(row[1]) for row in rows}


def list_waiting(
    conn: Connection,
    *,
    workspace: str,
    exclude: str,
    member_ids: Collection[str] | None = None,
    offset: int = 0,
    limit: int = 20,
) -> tuple[AssignmentProgress, ...]:
    """What waits for a sign-off, oldest first: of everybody but one person, or of those `among` alone."""
    query = select(assignment_progress).where(
        assignment_progress.c.workspace == workspace,
        assignment_progress.c.state == AssignmentStage.HANDED_IN.value,
        assignment_progress.c.member != exclude,
    )
    if member_ids is not None:
        query = query.where(assignment_progress.c.member.in_(member_ids))
    order = (assignment_progress.c.changed_at, assignment_progress.c.member, assignment_progress.c.assignment)
    return tuple(_progress_from_row(row) for row in conn.execute(query.order_by(*order).offset(offset).limit(limit)))


def list_signed_off(conn: Connection, *, workspace: str) -> tuple[AssignmentProgress, ...]:
    """Every assignment that was signed off."""
    rows = conn.execute(
        select(assignment_progress).where(
            assignment_progress.c.workspace == workspace,
            assignment_progress.c.state == AssignmentStage.SIGNED_OFF.value,
        )
    )
    return tuple(_progress_from_row(row) for row in rows)


def list_due(
    conn: Connection, *, workspace: str, member: str, first_day: date, last_day: date
) -> tuple[AssignmentProgress, ...]:
    """What is the member's to do and due from one day to another, the nearest first; not what they ticked."""
    ticked = select(ticks.c.assignment).where(ticks.c.workspace == workspace, ticks.c.member == member)
    rows = conn.execute(
        select(assignment_progress)
        .where(
            assignment_progress.c.workspace == workspace,
            assignment_progress.c.member == member,
            assignment_progress.c.due.between(first_day, last_day),
        )
        .where(
            assignment_progress.c.state.in_([AssignmentStage.STARTED.value, AssignmentStage.SENT_BACK.value]),
            assignment_progress.c.assignment.not_in(ticked),
        )
        .order_by(assignment_progress.c.due, assignment_progress.c.assignment)
    )
    return tuple(_progress_from_row(row) for row in rows)


def read_history(conn: Connection, *, workspace: str, member: str, assignment: str) -> AssignmentHistory | None:
    """One assignment of a member with all its steps; None for one not begun."""
    return read_histories(conn, workspace=workspace, member=member, assignments=[assignment]).get(assignment)


def read_histories(
    conn: Connection, *, workspace: str, member: str, assignments: Collection[str]
) -> dict[str, AssignmentHistory]:
    """Those among the assignments that the member has begun, with all their steps."""
    theirs = (
        assignment_progress.c.workspace == workspace,
        assignment_progress.c.member == member,
        assignment_progress.c.assignment.in_(assignments),
    )
    return {each.progress.assignment: each for each in _query_histories(conn, *theirs)}


def list_waiting_histories(
    conn: Connection, *, workspace: str, member_ids: Collection[str]
) -> tuple[AssignmentHistory, ...]:
    """All of these people's that waits for a sign-off, what was handed in first before the rest."""
    theirs = (
        assignment_progress.c.workspace == workspace,
        assignment_progress.c.member.in_(member_ids),
        assignment_progress.c.state == AssignmentStage.HANDED_IN.value,
    )
    return tuple(sorted(_query_histories(conn, *theirs), key=lambda each: each.last_transition.id))


def apply_action(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    assignment: str,
    action: AssignmentAction,
    actor: str,
    now: datetime,
    link: str = "",
    note: str = "",
    expected_step: int | None = None,
) -> ActionOutcome:
    """Take an act where it fits the stage; with a `step` only while that is the one that led to it.

    Who acts at the same time waits, and finds what the first has done. A sign-off ticks, and sending back takes the
    tick away, also the member's own: what is to be done again is not done. Raises Gone where one was forgotten.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[member, actor])
    before = read_history(conn, workspace=workspace, member=member, assignment=assignment)
    stage = before.progress.stage if before else None
    if not is_allowed(stage, action) or (
        expected_step is not None and (before is None or before.last_transition.id != expected_step)
    ):
        return ActionOutcome(False, before)
    due = before.progress.due_day if before else None
    known = {"workspace": workspace, "member": member, "assignment": assignment}
    _write_step(
        conn,
        known,
        action=action,
        stage=stage_after(stage, action),
        actor=actor,
        due_day=due,
        now=now,
        link=link,
        note=note,
    )
    if action in (AssignmentAction.SIGN_OFF, AssignmentAction.SEND_BACK):
        member_plan.tick_assignment(conn, **known, is_done=action is AssignmentAction.SIGN_OFF, now=now)
    return ActionOutcome(True, read_history(conn, **known))


def set_due_day(
    conn: Connection, *, workspace: str, member: str, assignment: str, due_day: date | None, actor: str, now: datetime
) -> ActionOutcome:
    """Say until when an assignment is to be done, or that there is no such day; a day begins what is not begun.

    Raises:
        Gone: one of them was forgotten.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[member, actor])
    known = {"workspace": workspace, "member": member, "assignment": assignment}
    before = read_history(conn, **known)
    stage = before.progress.stage if before else None
    if not is_allowed(stage, AssignmentAction.SET_DUE) or due_day == (before.progress.due_day if before else None):
        return ActionOutcome(False, before)
    if stage is None:
        _write_step(
            conn,
            known,
            action=AssignmentAction.START,
            stage=AssignmentStage.STARTED,
            actor=actor,
            due_day=None,
            now=now,
        )
    words = due_day.isoformat() if due_day else ""
    _write_step(
        conn,
        known,
        action=AssignmentAction.SET_DUE,
        stage=stage_after(stage, AssignmentAction.SET_DUE),
        actor=actor,
        due_day=due_day,
        now=now,
        note=words,
    )
    return ActionOutcome(True, read_history(conn, **known))


def _write_step(
    conn: Connection,
    key: dict[str, str],
    *,
    action: AssignmentAction,
    stage: AssignmentStage,
    actor: str,
    due_day: date | None,
    now: datetime,
    link: str = "",
    note: str = "",
) -> None:
    """Add a step, and say where the assignment is with it; a due day changes nothing about since when it is there."""
    added = dialect_insert(conn, assignment_steps).values(
        **key, at=now, actor=actor, act=action.value, link=link, words=note
    )
    number = conn.execute(added.returning(assignment_steps.c.id)).scalar_one()
    stands = {"state": stage.value, "due": due_day, "step": number, "changed_at": now}
    kept = {
        name: value for name, value in stands.items() if name != "changed_at" or action is not AssignmentAction.SET_DUE
    }
    conn.execute(
        dialect_insert(conn, assignment_progress)
        .values(**key, **stands)
        .on_conflict_do_update(index_elements=["workspace", "member", "assignment"], set_=kept)
    )


def _query_histories(conn: Connection, *conditions: ColumnElement[bool]) -> list[AssignmentHistory]:
    rows = conn.execute(
        select(
            assignment_steps,
            assignment_progress.c.state,
            assignment_progress.c.due,
            assignment_progress.c.step,
            assignment_progress.c.changed_at,
        )
        .join(
            assignment_progress,
            (assignment_progress.c.workspace == assignment_steps.c.workspace)
            & (assignment_progress.c.member == assignment_steps.c.member)
            & (assignment_progress.c.assignment == assignment_steps.c.assignment),
        )
        .where(*conditions)
        .order_by(assignment_steps.c.id)
    )
    found: dict[tuple[str, str], tuple[AssignmentProgress, list[AssignmentStep]]] = {}
    for row in rows:
        step = AssignmentStep(row.id, row.at, row.actor, AssignmentAction(row.act), row.link, row.words)
        found.setdefault((row.member, row.assignment), (_progress_from_row(row), []))[1].append(step)
    return [AssignmentHistory(work, tuple(steps)) for work, steps in found.values()]


def _progress_from_row(row: Any) -> AssignmentProgress:
    return AssignmentProgress(row.member, row.assignment, AssignmentStage(row.state), row.due, row.step, row.changed_at)
