"""What the plan asks of a member: minutes by subject, ticks on assignments, levels, and a mentor's advice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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

from bot.core.ledger.periods import ALL
from bot.core.plan.progress import Advised, Record
from bot.db.statements import Prepared
from bot.db.tables import advice, levels, ticks, totals
from bot.db.upsert import insert


def _part(number: int, table: Table, *columns: Any) -> Select[Any]:
    """One kind of rows of a member, with the number that tells it from the others."""
    whose = (table.c.workspace == bindparam("workspace"), table.c.member == bindparam("member"))
    return select(literal_column(str(number)), *columns).where(*whose)


_NONE: Final[ColumnElement[int]] = literal_column("0")


_SILENT: Final[ColumnElement[str]] = literal_column("''")


_MINUTES, _TICK, _LEVEL, _ADVICE = range(4)


_RECORD: Final = Prepared(
    lambda _: union_all(
        _part(_MINUTES, totals, totals.c.subject, totals.c.minutes, _SILENT).where(
            totals.c.period == bindparam("all"), totals.c.minutes != bindparam("none")
        ),
        _part(_TICK, ticks, ticks.c.assignment, _NONE, _SILENT),
        _part(_LEVEL, levels, levels.c.roadmap, _NONE, func.coalesce(levels.c.confirmed, levels.c.claimed)),
        _part(_ADVICE, advice, advice.c.subject, advice.c.minutes, _SILENT),
    )
)


def record(session: Connection, *, workspace: str, member: str) -> Record:
    """Read a member's record; its size depends on the plan, not on how many entries there are."""
    rows = _RECORD.run(session, {"workspace": workspace, "member": member, "all": ALL, "none": 0})
    return Record(
        {subject: minutes for kind, subject, minutes, _ in rows if kind == _MINUTES},
        frozenset(subject for kind, subject, _, _ in rows if kind == _TICK),
        {subject: level for kind, subject, _, level in rows if kind == _LEVEL},
        next((Advised(subject, minutes) for kind, subject, minutes, _ in rows if kind == _ADVICE), None),
    )


def tick(session: Connection, *, workspace: str, member: str, assignment: str, done: bool, now: datetime) -> None:
    """Mark an assignment as done, or as open again; twice is once."""
    if done:
        session.execute(
            insert(session, ticks)
            .values(workspace=workspace, member=member, assignment=assignment, ticked_at=now)
            .on_conflict_do_nothing()
        )
    else:
        session.execute(
            delete(ticks).where(
                ticks.c.workspace == workspace, ticks.c.member == member, ticks.c.assignment == assignment
            )
        )


@dataclass(frozen=True, slots=True)
class Advice:
    """The next step that a mentor has set for a member: a topic or an assignment, and a line with it."""

    mentor: str
    subject: str
    words: str
    at: datetime
