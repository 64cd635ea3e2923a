"""A member's side of the plan, as it is stored."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

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


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_plans_the_statement_once(database: Database) -> None:
    """Planning it anew each time took four fifths of the time of `/roadmap next`."""
    with database.read() as conn:
        for number in range(20):
            member_plan.read_learning_record(conn, workspace="T1", member=f"U{number}", now=NOON)
        counts = text(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%question_cards%'"
        )
        found = [
            (generic, custom) for generic, custom in conn.execute(counts)
        ]  # a connection keeps those of others too
        assert any(generic > 0 and custom == 5 for generic, custom in found), found  # PostgreSQL tries five
