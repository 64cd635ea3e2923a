"""A member's side of the plan: minutes by subject, ticks, levels, target days and a mentor's next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    union_all,
)

from bot.core.ledger.rollups import ALL_TIME
from bot.core.plan.progress import LearningRecord, MentorStep
from bot.db.statements import PreparedStatement, dialect_insert
from bot.db.tables import assigned_next_steps, levels, members, target_days, ticks, totals

_ZERO: Final[ColumnElement[int]] = literal_column("0")
_EMPTY_TEXT: Final[ColumnElement[str]] = literal_column("''")
_MINUTES, _TICK, _LEVEL, _NEXT_STEP, MEMBER = range(5)
_RECORD: Final = PreparedStatement(lambda _: union_all(*record_parts()))
RECORD_VALUES: Final = {"all": ALL_TIME, "none": 0}  # beside workspace and member


@dataclass(frozen=True, slots=True)
class AssignedNextStep:
    """The next step that a mentor has set for a member: a topic or an assignment, and a line of text."""

    mentor: str
    subject: str
    words: str
    at: datetime

    @property
    def state(self) -> str:
        """What the button that sets it aside is drawn in: this very setting of it."""
        return f"{self.mentor}.{int(self.at.timestamp()):x}"


_TARGET_DAYS: Final = PreparedStatement(
    lambda _: select(target_days.c.area, target_days.c.day).where(
        target_days.c.workspace == bindparam("workspace"), target_days.c.member == bindparam("member")
    )
)


def _record_part(number: int, table: Table, *columns: Any) -> Select[Any]:
    """Select one kind of a member's rows, with the number that tells it from the others."""
    is_members = (table.c.workspace == bindparam("workspace"), table.c.member == bindparam("member"))
    return select(literal_column(str(number)), *columns).where(*is_members)


def record_parts() -> tuple[Select[Any], ...]:
    """Return the parts of the statement that reads a record, for others to add theirs; `parse_record` skips those.

    The part of the number `MEMBER` has the area they began with, and the minutes of their own goal.
    """
    return (
        _record_part(_MINUTES, totals, totals.c.subject, totals.c.minutes, _EMPTY_TEXT).where(
            totals.c.period == bindparam("all"), totals.c.minutes != bindparam("none")
        ),
        _record_part(_TICK, ticks, ticks.c.assignment, _ZERO, _EMPTY_TEXT),
        _record_part(_LEVEL, levels, levels.c.roadmap, _ZERO, func.coalesce(levels.c.confirmed, levels.c.claimed)),
        _record_part(
            _NEXT_STEP, assigned_next_steps, assigned_next_steps.c.subject, assigned_next_steps.c.minutes, _EMPTY_TEXT
        ),
        select(literal_column(str(MEMBER)), members.c.first_area, members.c.goal_minutes, _EMPTY_TEXT).where(
            members.c.workspace == bindparam("workspace"), members.c.id == bindparam("member")
        ),
    )


def read_learning_record(conn: Connection, *, workspace: str, member: str) -> LearningRecord:
    """Return a member's record; its size depends on the plan, not on how many entries there are."""
    return parse_record(_RECORD.run(conn, {"workspace": workspace, "member": member, **RECORD_VALUES}))


def parse_record(rows: Sequence[Any]) -> LearningRecord:
    """Return the record that rows of `record_parts` hold."""
    return LearningRecord(
        {subject: minutes for kind, subject, minutes, _ in rows if kind == _MINUTES},
        frozenset(subject for kind, subject, _, _ in rows if kind == _TICK),
        {subject: level for kind, subject, _, level in rows if kind == _LEVEL},
        next((MentorStep(subject, minutes) for kind, subject, minutes, _ in rows if kind == _NEXT_STEP), None),
        next((subject or "" for kind, subject, _, _ in rows if kind == MEMBER), ""),
    )


def tick_assignment(
    conn: Connection, *, workspace: str, member: str, assignment: str, is_done: bool, now: datetime
) -> None:
    """Mark an assignment as done or as open again; idempotent."""
    if is_done:
        conn.execute(
            dialect_insert(conn, ticks)
            .values(workspace=workspace, member=member, assignment=assignment, ticked_at=now)
            .on_conflict_do_nothing()
        )
    else:
        conn.execute(
            delete(ticks).where(
                ticks.c.workspace == workspace, ticks.c.member == member, ticks.c.assignment == assignment
            )
        )


def read_target_days(conn: Connection, *, workspace: str, member: str) -> dict[str, date]:
    """Return a member's target days by area."""
    rows = _TARGET_DAYS.run(conn, {"workspace": workspace, "member": member})
    return {area: _parse_day(day) for area, day in rows}


def set_target_day(conn: Connection, *, workspace: str, member: str, area: str, day: date | None) -> bool:
    """Set a target day or, with None, remove it; returns whether that changed anything."""
    key = (target_days.c.workspace == workspace, target_days.c.member == member, target_days.c.area == area)
    before = conn.execute(select(target_days.c.day).where(*key)).scalar_one_or_none()
    if day is None:
        conn.execute(delete(target_days).where(*key))
    else:
        conn.execute(
            dialect_insert(conn, target_days)
            .values(workspace=workspace, member=member, area=area, day=day)
            .on_conflict_do_update(index_elements=["workspace", "member", "area"], set_={"day": day})
        )
    return before != day


def _parse_day(value: Any) -> date:
    """Return a day as the driver gives it: text on SQLite, a date on PostgreSQL."""
    return date.fromisoformat(value) if isinstance(value, str) else value
