"""Nobody but the user who runs Roadmate reads its data, whatever the umask says."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db import migrate, private_files
from bot.db.engine import connect_database


@pytest.fixture(params=[0o000, 0o022, 0o277])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, int]:
    return {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}


@pytest.mark.usefixtures("umask")
def test_a_database_its_log_and_its_backup_are_private(tmp_path: Path) -> None:
    database = connect_database(f"sqlite:///{tmp_path / 'roadmate.db'}")
    migrate.upgrade_schema(database)
    with database.read() as conn:
        conn.execute(text("SELECT 1"))
        migrate.backup_database(database, tmp_path / "copy.db")
        found = rights(tmp_path)
    database.close()
    assert set(found) >= {"roadmate.db", "roadmate.db-wal", "roadmate.db-shm", "copy.db"}
    assert set(found.values()) == {0o600}


def test_what_others_could_read_is_closed_at_the_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "roadmate.db"
    first = connect_database(f"sqlite:///{path}")
    migrate.upgrade_schema(first)
    for file in tmp_path.iterdir():
        file.chmod(0o644)
    assert private_files.list_readable_files(path)
    with caplog.at_level(logging.WARNING):
        second = connect_database(f"sqlite:///{path}")
        migrate.upgrade_schema(second)
    assert set(rights(tmp_path).values()) == {0o600}
    assert [record.getMessage() for record in caplog.records] == [
        "others could read the database file; its rights are 0600 now"
    ]
    first.close()
    second.close()


def test_the_right_of_its_owner_to_write_is_not_given_back(tmp_path: Path) -> None:
    path = tmp_path / "roadmate.db"
    path.touch()
    path.chmod(0o444)
    assert private_files.prepare_sqlite_file(path)
    assert rights(tmp_path) == {"roadmate.db": 0o400}


def test_nothing_is_made_where_nothing_can_be(tmp_path: Path) -> None:
    assert private_files.prepare_sqlite_file(tmp_path / "no" / "roadmate.db") is False
    assert list(tmp_path.iterdir()) == []
