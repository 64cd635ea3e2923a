"""What a member has done of the plan: minutes by subject, and ticks on assignments."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, literal_column, select, union_all

from bot.catalog.progress import Record
from bot.db.prepared import Prepared
from bot.db.tables import ticks, totals
from bot.db.upsert import insert
from bot.domain.periods import ALL

_RECORD: Final = Prepared(
    lambda _: union_all(
        select(totals.c.subject, totals.c.minutes).where(
            totals.c.workspace == bindparam("workspace"),
            totals.c.member == bindparam("member"),
            totals.c.period == bindparam("all"),
            totals.c.minutes != bindparam("none"),
        ),
        select(ticks.c.assignment, literal_column("-1")).where(
            ticks.c.workspace == bindparam("workspace"), ticks.c.member == bindparam("member")
        ),
    )
)


def record(session: Connection, *, workspace: str, member: str) -> Record:
    """Read a member's record; its size depends on the plan, not on how many entries there are."""
    rows = _RECORD.run(session, {"workspace": workspace, "member": member, "all": ALL, "none": 0})
    return Record({s: m for s, m in rows if m >= 0}, frozenset(s for s, m in rows if m < 0))


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
