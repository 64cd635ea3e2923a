"""Rows with old ids are read as rows with current ones, by the rule of their table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Table, event, select
from sqlalchemy.sql.sqltypes import String

from bot.db import tables
from bot.db.engine import Database
from bot.db.renamed_ids import AS_BOOKED, names, take_over_rows
from bot.db.resolved_reads import RESOLVED_TABLES
from bot.db.statements import PreparedStatement
from bot.db.tables import (
    anonymous_totals,
    assignment_progress,
    entries,
    levels,
    milestones,
    plan_choices,
    question_cards,
    target_days,
    ticks,
    totals,
)

HER = {"workspace": "T1", "member": "U1"}
RENAMED = {"aws": "amazon", "net": "networking", "networks": "networking", "net.vpc": "networking.vpc", "was": "is"}


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 12, tzinfo=UTC)


def put(database: Database, table: Table, *rows: dict[str, Any]) -> None:
    with database.begin() as conn:
        for row in rows:
            conn.execute(table.insert().values(**row))


def read(database: Database, table: Table, *columns: str, as_booked: bool = False) -> set[tuple[Any, ...]]:
    options = AS_BOOKED if as_booked else {}
    with database.read() as conn:
        rows = conn.execute(select(*(table.c[each] for each in columns)).execution_options(**options))
        return {tuple(row) for row in rows}


@pytest.fixture
def renamed(database: Database) -> Iterator[Database]:
    database.rename_ids(RENAMED)
    yield database
    database.rename_ids({})


def test_minutes_of_old_ids_add_up(renamed: Database) -> None:
    rows = [("networking", 60), ("net", 30), ("networks", 15), ("soft-skills", 5), ("net.vpc", 7), ("aws/storage", 3)]
    put(renamed, totals, *(HER | {"period": "all", "subject": each, "minutes": minutes} for each, minutes in rows))
    put(renamed, totals, HER | {"member": "U2", "period": "all", "subject": "networks", "minutes": 2})
    assert read(renamed, totals, "member", "subject", "minutes") == {
        ("U1", "networking", 105),
        ("U1", "soft-skills", 5),
        ("U1", "networking.vpc", 7),
        ("U1", "amazon/storage", 3),
        ("U2", "networking", 2),
    }
    put(renamed, anonymous_totals, *({"workspace": "T1", "area": each, "minutes": 10} for each in ("net", "networks")))
    assert read(renamed, anonymous_totals, "area", "minutes") == {("networking", 20)}
    with renamed.read() as conn:
        on_it = totals.c.subject == "networking"
        assert conn.execute(select(totals.c.minutes).where(on_it).order_by(totals.c.member)).scalars().all() == [105, 2]


def test_the_newest_card_estimate_and_state_of_work_hold(renamed: Database) -> None:
    for each, day in (("net", 3), ("networks", 5), ("networking", 4)):
        values = {"stability": float(day), "difficulty": 5.0, "due_at": at(9), "reviews": 1, "lapses": 0}
        put(renamed, question_cards, HER | values | {"topic": each, "reviewed_at": at(day)})
        put(renamed, plan_choices, HER | {"area": each, "choice": "estimate", "value": str(day), "at": at(day)})
        work = {"state": f"s{day}", "step": day, "changed_at": at(day)}
        put(renamed, assignment_progress, HER | {"assignment": each} | work)
    assert read(renamed, question_cards, "topic", "stability") == {("networking", 5.0)}
    assert read(renamed, plan_choices, "area", "value") == {("networking", "5")}
    assert read(renamed, assignment_progress, "assignment", "state", "step") == {("networking", "s5", 5)}


def test_the_first_tick_milestone_and_target_day_hold(renamed: Database) -> None:
    for each, day in (("net", 5), ("networks", 3), ("networking", 4)):
        put(renamed, ticks, HER | {"assignment": each, "ticked_at": at(day)})
        put(renamed, target_days, HER | {"area": each, "day": date(2026, 11, day)})
        put(renamed, milestones, HER | {"kind": "area_half", "subject": each, "day": date(2026, 11, day)})
    assert read(renamed, ticks, "assignment", "ticked_at") == {("networking", at(3))}
    assert read(renamed, target_days, "area", "day") == {("networking", date(2026, 11, 3))}
    assert read(renamed, milestones, "subject", "day") == {("networking", date(2026, 11, 3))}


def test_a_milestone_with_a_level_follows_its_roadmap(renamed: Database) -> None:
    for each in ("aws:expert", "amazon:advanced"):
        put(renamed, milestones, HER | {"kind": "level_confirmed", "subject": each, "day": date(2026, 11, 5)})
    assert read(renamed, milestones, "subject") == {("amazon:expert",), ("amazon:advanced",)}


def test_a_level_is_the_newest_claim_with_the_newest_confirmation(renamed: Database) -> None:
    confirmed = {"confirmed": "advanced", "confirmed_by": "U9", "confirmed_at": at(4)}
    put(renamed, levels, HER | {"roadmap": "aws", "claimed": "beginner", "claimed_at": at(3)} | confirmed)
    put(renamed, levels, HER | {"roadmap": "amazon", "claimed": "expert", "claimed_at": at(5)})
    columns = ("roadmap", "claimed", "claimed_at", "confirmed", "confirmed_by", "confirmed_at")
    assert read(renamed, levels, *columns) == {("amazon", "expert", at(5), "advanced", "U9", at(4))}


def test_of_rows_alike_the_one_with_the_current_id_holds(renamed: Database) -> None:
    for each in ("net", "networking", "networks"):
        put(renamed, plan_choices, HER | {"area": each, "choice": "estimate", "value": each, "at": at(5)})
    assert read(renamed, plan_choices, "area", "value") == {("networking", "networking")}


def test_nothing_is_in_place_of_anything_of_somebody_else(renamed: Database) -> None:
    for member, each in (("U1", "net"), ("U2", "networks")):
        put(renamed, ticks, {"workspace": "T1", "member": member, "assignment": each, "ticked_at": at(5)})
    put(renamed, ticks, {"workspace": "T2", "member": "U1", "assignment": "networks", "ticked_at": at(4)})
    assert read(renamed, ticks, "workspace", "member") == {("T1", "U1"), ("T1", "U2"), ("T2", "U1")}


def test_rows_stay_as_they_were_booked(renamed: Database) -> None:
    put(renamed, ticks, HER | {"assignment": "net", "ticked_at": at(5)})
    assert read(renamed, ticks, "assignment") == {("networking",)}
    assert read(renamed, ticks, "assignment", as_booked=True) == {("net",)}
    renamed.rename_ids({})
    assert read(renamed, ticks, "assignment") == {("net",)}


def test_a_prepared_statement_reads_the_same_and_again_after_a_swap(database: Database) -> None:
    put(database, ticks, HER | {"assignment": "net", "ticked_at": at(5)})
    ticked = PreparedStatement(lambda _: select(ticks.c.assignment))
    found = []
    for renames in ({}, RENAMED, {"net": "webs"}, {}):
        database.rename_ids(renames)
        with database.glance() as conn:
            found.append(ticked.run(conn, {})[0][0])
    assert found == ["net", "networking", "webs", "net"]


def test_what_changes_rows_names_old_ids(renamed: Database) -> None:
    for each in ("net", "networks", "networking", "aws", "soft-skills"):
        put(renamed, ticks, HER | {"assignment": each, "ticked_at": at(5)})
    with renamed.begin() as conn:
        some = ticks.delete().where(names(conn, ticks.c.assignment, "networking"))
        assert conn.execute(some).rowcount == 3
        others = [ticks.delete().where(names(conn, ticks.c.assignment, each)) for each in ("aws", "soft-skills")]
        assert [conn.execute(each).rowcount for each in others] == [1, 1]


def test_a_row_is_taken_over_before_it_is_changed(renamed: Database) -> None:
    for each, value in (("net", "3"), ("networks", "4")):
        put(renamed, plan_choices, HER | {"area": each, "choice": "estimate", "value": value, "at": at(int(value))})
        put(renamed, plan_choices, HER | {"area": each, "choice": "hidden", "value": value, "at": at(int(value))})
    put(renamed, plan_choices, HER | {"member": "U2", "area": "net", "choice": "hidden", "value": "9", "at": at(9)})
    statements: list[str] = []

    def note(_conn: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(renamed.engine, "before_cursor_execute", note)
    with renamed.begin() as conn:
        take_over_rows(conn, plan_choices.c.area, "networking", **HER)
        statements.clear()
        take_over_rows(conn, plan_choices.c.area, "networking", **HER)
        take_over_rows(conn, plan_choices.c.area, "soft-skills", **HER)
    event.remove(renamed.engine, "before_cursor_execute", note)
    assert len(statements) == 1  # there is nothing to take over any more
    booked = read(renamed, plan_choices, "member", "area", "choice", "value", as_booked=True)
    assert booked == {
        ("U1", "networking", "estimate", "4"),
        ("U1", "networking", "hidden", "4"),
        ("U2", "net", "hidden", "9"),
    }


def test_a_statement_with_expressions_of_its_own_keeps_them(renamed: Database) -> None:
    put(renamed, ticks, HER | {"assignment": "net", "ticked_at": at(5)})
    own = select(ticks.c.assignment).cte("own")
    walk = select(ticks.c.assignment.label("it")).cte("walk", recursive=True)
    walk = walk.union(select(walk.c.it))
    with renamed.read() as conn:
        assert conn.execute(select(own.c.assignment)).scalars().all() == ["networking"]
        assert conn.execute(select(walk.c.it)).scalars().all() == ["networking"]


OTHER_COLUMNS = {"audit_log.subject", "handovers.item"}  # might seem to hold ids: a member or word, and a digest


def test_every_column_with_ids_has_a_rule() -> None:
    kinds = ("area", "topic", "subject", "assignment", "question", "roadmap", "first_area", "scope", "item")
    found = {
        str(column)
        for table in tables.metadata.sorted_tables
        for column in table.c
        if column.name in kinds and isinstance(column.type, String)
    }
    resolved = {f"{name}.{column}" for name, rule in RESOLVED_TABLES.items() for column in rule.ids}
    assert found - OTHER_COLUMNS == resolved


def test_every_key_with_an_id_says_which_row_holds() -> None:
    """Two rows that would have one key in one table need a rule, else whoever reads them finds both."""
    for name, rule in RESOLVED_TABLES.items():
        keys = [constraint.columns for constraint in _unique(rule.table)]
        with_ids = [key for key in keys if any(column.name in rule.ids for column in key)]
        for key in with_ids:
            others = {column.name for column in key} - set(rule.ids)
            assert set(rule.key) == others or name == "placement_answers", name
        assert bool(rule.key) is bool(with_ids) or name == "placement_answers", name
        assert bool(rule.key) is bool(rule.greatest or rule.smallest or rule.adds), name


def _unique(table: Table) -> list[Any]:
    uniques = [each for each in table.constraints if type(each).__name__ == "UniqueConstraint"]
    return [table.primary_key, *uniques]


def test_entries_are_read_with_current_ids(renamed: Database) -> None:
    row = HER | {"minutes": 5, "day": date(2026, 11, 5), "source": "command", "created_at": at(5)}
    put(renamed, entries, row | {"area": "net", "roadmap": "aws", "topic": "net.vpc", "request": "a"})
    put(renamed, entries, row | {"area": "soft-skills", "request": "b"})
    assert read(renamed, entries, "area", "roadmap", "topic") == {
        ("networking", "amazon", "networking.vpc"),
        ("soft-skills", None, None),
    }
