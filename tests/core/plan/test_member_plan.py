"""A member's side of the plan, as it is stored."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.plan import member_plan
from bot.db.engine import Database

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_ticks_count_once_are_taken_back_and_belong_to_one_workspace(database: Database) -> None:
    def tick(workspace: str, *, done: bool) -> None:
        with database.begin() as conn:
            member_plan.tick_assignment(
                conn, workspace=workspace, member="U1", assignment="networking.cdn", is_done=done, now=NOON
            )

    def ticked(workspace: str) -> set[str]:
        with database.read() as conn:
            record = member_plan.read_learning_record(conn, workspace=workspace, member="U1", now=NOON)
            return set(record.ticked_assignments)

    tick("T1", done=True)
    tick("T1", done=True)
    assert (ticked("T1"), ticked("T2")) == ({"networking.cdn"}, set())
    tick("T2", done=False)
    assert ticked("T1") == {"networking.cdn"}
    tick("T1", done=False)
    tick("T1", done=False)
    assert ticked("T1") == set()
