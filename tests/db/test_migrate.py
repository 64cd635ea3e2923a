"""The schema: made by migrations alone, the same as the tables say, and never a newer one than we know."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import insert, text

from bot.clock import AdjustableClock
from bot.db import migrate
from bot.db.engine import Database, connect_database
from bot.db.tables import handled_events
from tests.db.filled_schema import compare_with_tables


def test_migrations_make_exactly_the_tables(empty_database_url: str) -> None:
    sessions = connect_database(empty_database_url)
    migrate.upgrade_schema(sessions)
    with sessions.read() as conn:
        assert compare_with_tables(conn) == []
    sessions.close()


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    assert migrate.upgrade_schema(database) is False


def test_a_newer_schema_is_refused(database: Database) -> None:
    with database.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.SchemaError) as refused:
        migrate.upgrade_schema(database)
    assert str(refused.value) == (
        f"the database has schema 9999, newer than this release of Roadmate ({migrate.LATEST_REVISION}), and works "
        "with releases from schema 9999 on only: install the newer release, or restore the backup from before the "
        "upgrade"
    )


def test_a_migration_waits_for_whoever_has_the_file(tmp_path: Path) -> None:
    path = tmp_path / "held.db"
    database = connect_database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    ending = threading.Timer(1.3, lambda: other.execute("ROLLBACK"))  # longer than a booking would wait
    ending.start()
    assert migrate.upgrade_schema(database) is True
    ending.join()
    other.close()
    database.close()


def test_a_mentor_of_before_leads_and_what_waits_still_does(empty_database_url: str) -> None:
    sessions = connect_database(empty_database_url)
    with sessions.begin() as conn:
        command.upgrade(migrate._alembic_config(conn), "0003")
        conn.execute(text("INSERT INTO workspaces (id, created_at) VALUES ('T1', '2026-11-21')"))
        names = "workspace, id, name, is_mentor, created_at"
        people = f"INSERT INTO members ({names}) VALUES ('T1', :id, :id, :yes, '2026-11-21')"
        rows = [{"id": "U1", "yes": True}, {"id": "U2", "yes": False}]
        conn.execute(text(people), rows)
        names = "workspace, kind, period, recipient, message, state, due_at, expires_at, created_at"
        values = "'T1', 'nudge', 'p', 'U2', '{}', 'waiting', '2026-11-21', '2026-11-22', '2026-11-21'"
        conn.execute(text(f"INSERT INTO outbox ({names}) VALUES ({values})"))
    assert migrate.upgrade_schema(sessions) is True
    with sessions.read() as conn:
        found = conn.execute(text("SELECT id, is_mentor, is_lead, is_guest FROM members ORDER BY id")).all()
        waiting = conn.execute(text("SELECT recipient, state FROM outbox")).all()
    sessions.close()
    assert [tuple(map(bool, row[1:])) for row in found] == [(True, True, False), (False, False, False)]
    assert [tuple(row) for row in waiting] == [("U2", "waiting")]


def test_latest_is_the_newest_migration(empty_database_url: str) -> None:
    sessions = connect_database(empty_database_url)
    migrate.upgrade_schema(sessions)
    with sessions.read() as conn:
        assert migrate.read_schema_version(conn) == migrate.LATEST_REVISION
    sessions.close()


def test_a_backup_is_whole_and_overwrites_nothing(tmp_path: Path, clock: AdjustableClock) -> None:
    sessions = connect_database(f"sqlite:///{tmp_path / 'live.db'}")
    migrate.upgrade_schema(sessions)
    with sessions.begin() as conn:
        conn.execute(insert(handled_events).values(event="one", at=clock.now()))
    migrate.backup_database(sessions, tmp_path / "copy.db")
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT event FROM handled_events").fetchall() == [("one",)]
    copy.close()
    with pytest.raises(FileExistsError):
        migrate.backup_database(sessions, tmp_path / "copy.db")
    sessions.close()


@pytest.mark.parametrize("empty", [None, "", "CREATE TABLE other (id)"])
def test_a_mistyped_database_is_not_copied(empty: str | None, tmp_path: Path) -> None:
    source, target = tmp_path / "mistyped.db", tmp_path / "copy.db"
    if empty is not None:
        source.touch()
        with closing(sqlite3.connect(source)) as other:
            other.execute(empty)
    sessions = connect_database(f"sqlite:///{source}")
    with pytest.raises(migrate.SchemaError) as refused:
        migrate.backup_database(sessions, target)
    sessions.close()
    assert str(source) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert source.exists() is (empty is not None)
    assert not target.exists()


@pytest.mark.parametrize("place", ["nowhere", "live.db"])
def test_a_target_that_cannot_be_written_is_named(place: str, tmp_path: Path) -> None:
    sessions = connect_database(f"sqlite:///{tmp_path / 'live.db'}")
    migrate.upgrade_schema(sessions)
    target = tmp_path / place / "copy.db"
    with pytest.raises(OSError, match="the copy failed") as refused:
        migrate.backup_database(sessions, target)
    sessions.close()
    assert str(refused.value).startswith(str(target))


def test_where_a_database_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert migrate.database_file("sqlite:///roadmate.db") == tmp_path / "roadmate.db"
    assert migrate.database_file("sqlite:////var/roadmate.db") == Path("/var/roadmate.db")
    assert migrate.database_file("sqlite://") is None
    assert migrate.database_file("postgresql+psycopg://u:p@host/name") is None
