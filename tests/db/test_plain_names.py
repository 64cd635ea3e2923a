"""Migration 0005 on databases full of rows: it changes names, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.db import migrate
from bot.db.engine import Database, DatabaseUnavailable, connect_database
from bot.db.tables import metadata
from tests.db.filled_schema import (
    ROWS,
    Rows,
    compare_with_tables,
    fill_every_table,
    make_schema,
    read_all_names,
    read_all_rows,
    read_next_ids,
)

pytestmark = pytest.mark.drawn(3, together=True)  # one migration of long ago

ROOT: Final = Path(__file__).parents[2]
NEW_NAMES: Final[dict[str, str]] = dict(import_module("bot.db.migrations.versions.0005_plain_names").TABLES)

ADDED_LATER: Final[dict[str, list[Any]]] = {  # tables that a later migration makes
    name: []
    for name in (
        "erasures",
        "handovers",
        "import_names",
        "milestones",
        "asked_questions",
        "question_cards",
        "question_days",
        "question_reports",
        "question_verdicts",
        "digest_ideas",
        "idea_members",
        "helpful_links",
        "coverage_members",
        "content_changes",
        "content_ids",
        "content_keepers",
        "content_marks",
        "content_suggestions",
        "setup_checklists",
        "nudge_texts",
        "placement_answers",
        "offered_steps",
        "topic_state_acts",
        "plan_choices",
    )
}

STOPPED: Final = "Running processes of the release before do nothing more until you restart them with this one."
LATER_CHOICES: Final = (None, None, None, None, 1, 0)  # of nudges, as columns of members


@pytest.fixture
def old(empty_database_url: str) -> Iterator[Database]:
    """A database of schema 0004 with rows in every table, the newest of which are deleted again."""
    database = connect_database(empty_database_url)
    make_schema(database, "0004")
    fill_every_table(database, deleted_from=ROWS - 20)
    yield database
    database.close()


def with_columns_of_later(rows: dict[str, Any], database: Database) -> dict[str, Any]:
    """The rows as they are once the later migrations have added their columns."""
    is_sqlite = database.engine.dialect.name == "sqlite"
    added = {"installations": (0 if is_sqlite else False, None, None), "workspaces": (None, None), "outbox": (None,)}
    later = rows | {name: [(*row, *values) for row in rows[name]] for name, values in added.items()}
    with database.read() as conn:  # who was there before counts as welcomed since they came
        came = conn.execute(text("SELECT created_at FROM members")).scalars().all()
    members = [
        (*row, 0 if is_sqlite else False, at, None, *LATER_CHOICES)
        for row, at in zip(rows["members"], came, strict=True)
    ]
    return later | {"members": members}


def renamed(found: dict[str, Any]) -> dict[str, Any]:
    return {NEW_NAMES.get(name, name): value for name, value in found.items()}


def test_the_generator_fills_every_table(old: Database) -> None:
    rows = read_all_rows(old)
    assert NEW_NAMES.keys() < rows.keys()
    assert len(rows) == len(metadata.tables.keys() - ADDED_LATER)
    assert all(len(each) >= ROWS - 21 for each in rows.values())


def next_ids_of_before(database: Database) -> dict[str, int]:
    """The next numbers of the tables that were there before; those made later begin at 1."""
    found = read_next_ids(database)
    assert {number for name, number in found.items() if name in ADDED_LATER} <= {1}
    return {name: number for name, number in found.items() if name not in ADDED_LATER}


def test_every_row_and_every_next_number_stays(old: Database) -> None:
    rows, numbers = read_all_rows(old), read_next_ids(old)
    assert migrate.upgrade_schema(old) is True
    assert read_all_rows(old) == with_columns_of_later(renamed(rows), old) | ADDED_LATER
    assert next_ids_of_before(old) == renamed(numbers)
    assert set(numbers.values()) == {ROWS + 1}
    assert migrate.upgrade_schema(old) is False


def test_a_table_whose_rows_are_all_deleted_goes_on_numbering(empty_database_url: str) -> None:
    database = connect_database(empty_database_url)
    make_schema(database, "0004")
    fill_every_table(database, deleted_from=1)
    migrate.upgrade_schema(database)
    with database.begin() as conn:
        values = "'T1', 'U1', 'terraform', '', '2026-11-21'"
        added = f"INSERT INTO help_requests (workspace, member, subject, words, at) VALUES ({values}) RETURNING id"
        assert conn.execute(text(added)).scalar_one() == ROWS + 1
    database.close()


def test_the_schema_is_what_the_tables_say_down_to_the_names(old: Database, empty_database_url: str) -> None:
    migrate.upgrade_schema(old)
    with old.read() as conn:
        assert compare_with_tables(conn) == []
    found = read_all_names(old)
    with old.begin() as conn:
        metadata.drop_all(conn)
        metadata.create_all(conn)
    assert found == read_all_names(old)


def test_references_hold(old: Database) -> None:
    migrate.upgrade_schema(old)
    if old.engine.dialect.name == "sqlite":
        with old.read() as conn:
            assert conn.execute(text("PRAGMA foreign_key_check")).all() == []
            assert conn.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    with pytest.raises(IntegrityError), old.begin() as conn:
        values = f"{ROWS + 1}, 'U1', 'T1', '2026-11-21'"
        conn.execute(text(f"INSERT INTO session_attendees (session, member, workspace, joined_at) VALUES ({values})"))
    with pytest.raises(IntegrityError), old.begin() as conn:
        conn.execute(text("DELETE FROM sessions WHERE id = 1"))


def test_a_failure_in_the_middle_leaves_the_old_schema_whole(old: Database) -> None:
    with old.begin() as conn:
        conn.execute(text("CREATE TABLE target_days (other INTEGER)"))  # the last of the names is taken
    before = _everything(old)
    with pytest.raises(DatabaseUnavailable, match="target_days"):
        migrate.upgrade_schema(old)
    assert _everything(old) == before
    with old.begin() as conn:
        assert migrate.read_schema_version(conn) == "0004"
        conn.execute(text("DROP TABLE target_days"))
    assert migrate.upgrade_schema(old) is True


def test_the_way_back_is_the_same(old: Database) -> None:
    before = _everything(old)
    migrate.upgrade_schema(old)
    with old.begin() as conn:
        command.downgrade(migrate._alembic_config(conn), "0004")
    assert _everything(old) == before


def test_two_processes_upgrade_at_once(old: Database, tmp_path: Path) -> None:
    rows, numbers = read_all_rows(old), read_next_ids(old)
    url = old.engine.url.render_as_string(hide_password=False)
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    both = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "bot", "db", "upgrade"],
            env={**bare, "PYTHONPATH": str(ROOT), "DATABASE_URL": url},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [(*process.communicate(timeout=30), process.returncode) for process in both]
    assert {each[1:] for each in said} == {("", 0)}
    assert {each[0] for each in said} <= {
        f"The schema is now {migrate.LATEST_REVISION}.\n{STOPPED}\n",
        f"Nothing to do: the schema is already {migrate.LATEST_REVISION}.\n",
    }
    assert read_all_rows(old) == with_columns_of_later(renamed(rows), old) | ADDED_LATER
    assert next_ids_of_before(old) == renamed(numbers)


def _everything(database: Database) -> tuple[Rows, dict[str, int], set[tuple[str, str]]]:
    return read_all_rows(database), read_next_ids(database), read_all_names(database)
