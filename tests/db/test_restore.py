"""A backup is put back whole, never under a running process, and what it replaces is kept."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.db import migrate, restore
from bot.db.engine import connect_database
from bot.db.restore import RestoreRefused

NOW = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)
BEFORE = "roadmate.db.before-restore-20261129-123000"

# Opens the database as Roadmate does, writes an event, says so, and then holds it open until it is ended.
HOLDER = """
import sys
from bot.db.engine import connect_database
from sqlalchemy import text
database = connect_database(sys.argv[1])
with database.begin() as conn:
    conn.execute(text("INSERT INTO handled_events (event, at) VALUES ('late', '2026-11-29 12:00:00')"))
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path) -> Path:
    """A database with the event `new`, and a backup with the event `old`."""
    for name, event in (("roadmate.db", "new"), ("backup.db", "old")):
        shutil.copy(sqlite_template, tmp_path / name)
        with closing(sqlite3.connect(tmp_path / name, isolation_level=None)) as conn:
            conn.execute("INSERT INTO handled_events (event, at) VALUES (?, '2026-11-29 12:00:00')", [event])
    return tmp_path


@pytest.fixture
def hold(folder: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def hold() -> subprocess.Popen[str]:
        address = f"sqlite:///{folder / 'roadmate.db'}"
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        return process

    yield hold
    for process in started:
        process.kill()
        process.communicate(timeout=30)


def put_back(folder: Path, backup: str = "backup.db") -> restore.Restored:
    return restore.restore_backup(folder / backup, folder / "roadmate.db", now=NOW, hold_seconds=0)


def events(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [row[0] for row in conn.execute("SELECT event FROM handled_events ORDER BY event")]


def rights(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_backup_comes_back_and_the_old_one_is_kept(folder: Path) -> None:
    restored = put_back(folder)
    assert restored == restore.Restored(migrate.LATEST_REVISION, 0, folder / BEFORE)
    assert [events(folder / name) for name in ("roadmate.db", BEFORE, "backup.db")] == [["old"], ["new"], ["old"]]
    assert [rights(folder / name) for name in ("roadmate.db", BEFORE)] == [0o600, 0o600]
    assert names(folder) == ["backup.db", "roadmate.db", BEFORE]


def test_it_is_refused_beside_a_process_that_has_it_open(
    folder: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    process = hold()
    with pytest.raises(RestoreRefused, match="is in use: stop `serve`"):
        put_back(folder)
    assert not (folder / BEFORE).exists()
    process.communicate("", timeout=30)
    put_back(folder)
    assert events(folder / "roadmate.db") == ["old"]
    assert events(folder / BEFORE) == ["late", "new"]


def test_after_a_crash_the_log_is_written_into_the_one_that_is_kept(
    folder: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    process = hold()
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    assert (folder / "roadmate.db-wal").stat().st_size, "the log is hot"
    put_back(folder)
    assert events(folder / "roadmate.db") == ["old"]
    assert events(folder / BEFORE) == ["late", "new"]
    assert names(folder) == ["backup.db", "roadmate.db", BEFORE]


@pytest.mark.parametrize("held", [False, True])
def test_a_destroyed_database_is_replaced_too_unless_it_is_open(
    held: bool, folder: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    process = hold()
    if not held:
        process.kill()
        process.wait(timeout=30)
    with (folder / "roadmate.db").open("r+b") as file:
        file.write(b"\xff" * 4096)
    if held:
        with pytest.raises(RestoreRefused, match="in use"):
            put_back(folder)
        return
    put_back(folder)
    assert events(folder / "roadmate.db") == ["old"]
    assert (folder / BEFORE).read_bytes()[:4096] == b"\xff" * 4096
    assert (folder / f"{BEFORE}-wal").stat().st_size, "nothing of the old one is thrown away"
    assert not (folder / "roadmate.db-wal").exists()


def test_a_log_without_its_database_does_not_destroy_what_comes_back(
    folder: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    process = hold()
    process.kill()
    process.wait(timeout=30)
    (folder / "roadmate.db").unlink()
    assert put_back(folder).previous is None
    assert events(folder / "roadmate.db") == ["old"]


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda file: file.unlink(), "there is no backup at "),
        (lambda file: file.write_bytes(b""), "holds no data of Roadmate's"),
        (lambda file: file.write_bytes(b"not a database at all" * 99), "can't be restored: file is not a database"),
        (lambda file: file.write_bytes(file.read_bytes()[:20_000]), "backup.db"),
        (lambda file: run_sql(file, "UPDATE alembic_version SET version_num = '9999'"), "newer than this release"),
        (lambda file: run_sql(file, "DROP TABLE alembic_version"), "holds no data of Roadmate's"),
        (lambda file: run_sql(file, "DROP TABLE members"), "holds no data of Roadmate's"),
        (lambda file: run_sql(file, "DROP TABLE outbox"), "isn't complete: the table is missing: outbox"),
    ],
)
def test_what_is_no_backup_changes_nothing(spoil: Callable[[Path], object], line: str, folder: Path) -> None:
    spoil(folder / "backup.db")
    with pytest.raises(RestoreRefused) as refused:
        put_back(folder)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)
    assert events(folder / "roadmate.db") == ["new"]
    assert [name for name in names(folder) if name.startswith((".restore", "roadmate.db."))] == []


def test_the_database_is_no_backup_of_itself(folder: Path) -> None:
    with pytest.raises(RestoreRefused, match="the database itself"):
        put_back(folder, "roadmate.db")


def test_a_backup_of_an_older_release_is_brought_up_by_the_next_start(folder: Path) -> None:
    (folder / "backup.db").unlink()
    database = connect_database(f"sqlite:///{folder / 'backup.db'}")
    with database.begin() as conn:
        from alembic import command

        command.upgrade(migrate._alembic_config(conn), "0004")
    database.close()
    assert put_back(folder).revision == "0004"
    database = connect_database(f"sqlite:///{folder / 'roadmate.db'}")
    assert migrate.upgrade_schema(database) is True
    database.close()


def test_a_process_that_notices_goes_on_with_what_was_put_back(folder: Path) -> None:
    """Its connections are closed by then; a later one opens the new file."""
    database = connect_database(f"sqlite:///{folder / 'roadmate.db'}")
    with database.read() as conn:
        assert migrate.read_schema_version(conn)
    database.close()
    put_back(folder)
    with database.begin() as conn:
        found = conn.exec_driver_sql("SELECT event FROM handled_events").scalars().all()
    database.close()
    assert found == ["old"]


def run_sql(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute(statement)
