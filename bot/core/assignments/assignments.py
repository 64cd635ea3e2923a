"""Store assignments: the stage that each is in, and every step that led there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, select

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
from bot.db.renamed_ids import take_over_rows
from bot.db.statements import dialect_insert
from bot.db.tables import assignment_progress, assignment_steps, ticks

_progress: Final = assignment_progress.c
_steps: Final = assignment_steps.c


def list_started(conn: Connection, *, workspace: str, member: str) -> tuple[AssignmentProgress, ...]:
    """Return what a member has started, the newest change first."""
    query = select(assignment_progress).where(_progress.workspace == workspace, _progress.member == member)
    return _run(conn, query.order_by(_progress.changed_at.desc(), _progress.assignment))


def count_waiting_by_member(conn: Connection, *, workspace: str) -> dict[str, int]:
    """Return how many assignments of each member wait for a sign-off."""
    rows = conn.execute(
        select(_progress.member, func.count())
        .where(_progress.workspace == workspace, _progress.state == AssignmentStage.HANDED_IN.value)
        .group_by(_progress.member)
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
    """Return what waits for a sign-off, oldest first: never that of `exclude`, with `member_ids` only theirs."""
    query = select(assignment_progress).where(
        _progress.workspace == workspace,
        _progress.state == AssignmentStage.HANDED_IN.value,
        _progress.member != exclude,
    )
    if member_ids is not None:
        query = query.where(_progress.member.in_(member_ids))
    order = (_progress.changed_at, _progress.member, _progress.assignment)
    return _run(conn, query.order_by(*order).offset(offset).limit(limit))


def list_signed_off(conn: Connection, *, workspace: str) -> tuple[AssignmentProgress, ...]:
    """Return every assignment that was signed off."""
    is_signed_off = _progress.state == AssignmentStage.SIGNED_OFF.value
    return _run(conn, select(assignment_progress).where(_progress.workspace == workspace, is_signed_off))


def list_due(
    conn: Connection, *, workspace: str, member: str, first_day: date, last_day: date
) -> tuple[AssignmentProgress, ...]:
    """Return what is the member's turn and due between two days, the nearest first; not what they ticked."""
    ticked = select(ticks.c.assignment).where(ticks.c.workspace == workspace, ticks.c.member == member)
    query = select(assignment_progress).where(
        _progress.workspace == workspace,
        _progress.member == member,
        _progress.due.between(first_day, last_day),
        _progress.state.in_([AssignmentStage.STARTED.value, AssignmentStage.SENT_BACK.value]),
        _progress.assignment.not_in(ticked),
    )
    return _run(conn, query.order_by(_progress.due, _progress.assignment))


def read_history(conn: Connection, *, workspace: str, member: str, assignment: str) -> AssignmentHistory | None:
    """Return one assignment of a member with all its steps; None for one not started."""
    return read_histories(conn, workspace=workspace, member=member, assignments=[assignment]).get(assignment)


def read_histories(
    conn: Connection, *, workspace: str, member: str, assignments: Collection[str]
) -> dict[str, AssignmentHistory]:
    """Return those of the assignments that the member has started, with all their steps."""
    theirs = (
        _progress.workspace == workspace,
        _progress.member == member,
        _progress.assignment.in_(assignments),
    )
    return {each.progress.assignment: each for each in _query_histories(conn, *theirs)}


def list_waiting_histories(
    conn: Connection, *, workspace: str, member_ids: Collection[str]
) -> tuple[AssignmentHistory, ...]:
    """Return all that these members wait to have signed off, the earliest hand-in first."""
    theirs = (
        _progress.workspace == workspace,
        _progress.member.in_(member_ids),
        _progress.state == AssignmentStage.HANDED_IN.value,
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
    """Apply an action if the stage allows it; with `expected_step` only while that step is the one that led there.

    Somebody who acts at the same time waits, and sees the result. A sign-off ticks the assignment; sending it back
    removes the tick, also the member's own.

    Raises:
        MemberGone: one of the two was forgotten.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[member, actor])
    before = read_history(conn, workspace=workspace, member=member, assignment=assignment)
    stage = before.progress.stage if before else None
    if not is_allowed(stage, action) or (
        expected_step is not None and (before is None or before.last_transition.id != expected_step)
    ):
        return ActionOutcome(False, before)
    key = {"workspace": workspace, "member": member, "assignment": assignment}
    step = AssignmentStep(0, now, actor, action, link, note)
    _write_step(conn, key, step, stage_after(stage, action), before.progress.due_day if before else None)
    if action in (AssignmentAction.SIGN_OFF, AssignmentAction.SEND_BACK):
        member_plan.tick_assignment(conn, **key, is_done=action is AssignmentAction.SIGN_OFF, now=now)
    return ActionOutcome(True, read_history(conn, **key))


def set_due_day(
    conn: Connection, *, workspace: str, member: str, assignment: str, due_day: date | None, actor: str, now: datetime
) -> ActionOutcome:
    """Set or remove the day until which an assignment is to be done; a day starts what is not started.

    Raises:
        MemberGone: one of the two was forgotten.
    """
    members.lock_members(conn, workspace=workspace, member_ids=[member, actor])
    key = {"workspace": workspace, "member": member, "assignment": assignment}
    before = read_history(conn, **key)
    stage = before.progress.stage if before else None
    if not is_allowed(stage, AssignmentAction.SET_DUE) or due_day == (before.progress.due_day if before else None):
        return ActionOutcome(False, before)
    if stage is None:
        _write_step(conn, key, AssignmentStep(0, now, actor, AssignmentAction.START), AssignmentStage.STARTED, None)
    note = due_day.isoformat() if due_day else ""
    step = AssignmentStep(0, now, actor, AssignmentAction.SET_DUE, note=note)
    _write_step(conn, key, step, stage_after(stage, AssignmentAction.SET_DUE), due_day)
    return ActionOutcome(True, read_history(conn, **key))


def _write_step(
    conn: Connection, key: dict[str, str], step: AssignmentStep, stage: AssignmentStage, due_day: date | None
) -> None:
    """Add a step, whose id the database gives, and store the stage; a due day does not count as a change of stage."""
    added = dialect_insert(conn, assignment_steps).values(
        **key, at=step.at, actor=step.actor, act=step.action.value, link=step.link, words=step.note
    )
    step_id = conn.execute(added.returning(_steps.id)).scalar_one()
    values = {"state": stage.value, "due": due_day, "step": step_id, "changed_at": step.at}
    is_change = step.action is not AssignmentAction.SET_DUE
    take_over_rows(conn, _progress.assignment, key["assignment"], workspace=key["workspace"], member=key["member"])
    updated = values if is_change else {name: values[name] for name in ("state", "due", "step")}
    conn.execute(
        dialect_insert(conn, assignment_progress)
        .values(**key, **values)
        .on_conflict_do_update(index_elements=["workspace", "member", "assignment"], set_=updated)
    )


def _run(conn: Connection, query: Select[Any]) -> tuple[AssignmentProgress, ...]:
    return tuple(_progress_from_row(row) for row in conn.execute(query))


def _query_histories(conn: Connection, *conditions: ColumnElement[bool]) -> list[AssignmentHistory]:
    rows = conn.execute(
        select(
            assignment_steps,
            _progress.state,
            _progress.due,
            _progress.step,
            _progress.changed_at,
        )
        .join(
            assignment_progress,
            (_progress.workspace == _steps.workspace)
            & (_progress.member == _steps.member)
            & (_progress.assignment == _steps.assignment),
        )
        .where(*conditions)
        .order_by(_steps.id)
    )
    histories: dict[tuple[str, str], tuple[AssignmentProgress, list[AssignmentStep]]] = {}
    for row in rows:
        step = AssignmentStep(row.id, row.at, row.actor, AssignmentAction(row.act), row.link, row.words)
        histories.setdefault((row.member, row.assignment), (_progress_from_row(row), []))[1].append(step)
    return [AssignmentHistory(progress, tuple(steps)) for progress, steps in histories.values()]


def _progress_from_row(row: Any) -> AssignmentProgress:
    return AssignmentProgress(row.member, row.assignment, AssignmentStage(row.state), row.due, row.step, row.changed_at)
