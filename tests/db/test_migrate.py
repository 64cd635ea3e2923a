"""The schema: made by migrations alone, the same as the tables say, and never a newer one than we know."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, text

from bot.clock import TurnableClock
from bot.db import migrate
from bot.db.sessions import Sessions, open_sessions
from bot.db.tables import answered, metadata


def test_migrations_make_exactly_the_tables(empty_database_url: str) -> None:
    sessions = open_sessions(empty_database_url)
    migrate.upgrade(sessions)
    with sessions.read() as session:
        assert compare_metadata(MigrationContext.configure(session), metadata) == []
    sessions.close()


def test_a_second_upgrade_changes_nothing(sessions: Sessions) -> None:
    assert migrate.upgrade(sessions) is False


def test_a_newer_schema_is_refused(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.SchemaError, match="newer"):
        migrate.upgrade(sessions)


def test_latest_is_the_newest_migration(empty_database_url: str) -> None:
    sessions = open_sessions(empty_database_url)
    migrate.upgrade(sessions)
    with sessions.read() as session:
        assert migrate.version(session) == migrate.LATEST
    sessions.close()


def test_a_backup_is_whole_and_overwrites_nothing(tmp_path: Path, clock: TurnableClock) -> None:
    sessions = open_sessions(f"sqlite:///{tmp_path / 'live.db'}")
    migrate.upgrade(sessions)
    with sessions.begin() as session:
        session.execute(insert(answered).values(event="one", at=clock.now()))
    migrate.backup(sessions, tmp_path / "copy.db")
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT event FROM answered").fetchall() == [("one",)]
    copy.close()
    with pytest.raises(FileExistsError):
        migrate.backup(sessions, tmp_path / "copy.db")
    sessions.close()
