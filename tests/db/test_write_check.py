"""Ready means that a booking could be written now."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.db import migrate
from bot.db.engine import Database, DatabaseUnavailable, DatabaseUpgraded, connect_database
from bot.db.write_check import check_writable


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "roadmate.db"
    database = connect_database(f"sqlite:///{path}")
    migrate.upgrade_schema(database)
    database.close()
    return path


@pytest.fixture
def sqlite(file: Path) -> Database:
    database = connect_database(f"sqlite:///{file}")
    migrate.upgrade_schema(database)
    return database


def test_a_database_that_takes_bookings(database: Database) -> None:
    for _ in range(3):
        check_writable(database)
    with database.read() as conn:
        assert conn.execute(text("SELECT version_num FROM alembic_version")).scalar() == migrate.LATEST_REVISION


def test_locked_by_another_process(sqlite: Database, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable):
        check_writable(sqlite)
    other.execute("ROLLBACK")
    other.close()
    check_writable(sqlite)
    sqlite.close()


def test_locked_in_this_process(sqlite: Database) -> None:
    go_on, holding = threading.Event(), threading.Event()

    def hold() -> None:
        with sqlite.begin():
            holding.set()
            go_on.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert holding.wait(5)
    with pytest.raises(DatabaseUnavailable):
        check_writable(sqlite)
    go_on.set()
    holder.join()
    check_writable(sqlite)
    sqlite.close()


def test_the_file_is_gone_and_comes_back(sqlite: Database, file: Path) -> None:
    check_writable(sqlite)
    sqlite.close()
    aside = file.rename(file.with_name("aside.db"))
    file.mkdir()
    with pytest.raises(DatabaseUnavailable):
        check_writable(sqlite)
    file.rmdir()
    aside.rename(file)
    check_writable(sqlite)
    sqlite.close()


def test_a_database_that_only_reads(file: Path) -> None:
    """Not by file rights: whoever runs as root may write in spite of them."""
    database = connect_database(f"sqlite:///{file}")
    with database.begin() as conn:
        conn.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(DatabaseUnavailable):
        check_writable(database)
    database.close()


def forbid_writing(connection: Any, _record: object) -> None:
    """Make a new connection one that only reads, as those to a replica are."""
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    connection.commit()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_only_reads(database: Database, database_url: str) -> None:
    readonly = connect_database(database_url)
    event.listen(readonly.engine, "connect", forbid_writing)
    try:
        with pytest.raises(DatabaseUnavailable):
            check_writable(readonly)
    finally:
        readonly.close()
    check_writable(database)


def test_a_schema_of_another_release(sqlite: Database) -> None:
    with sqlite.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUpgraded):
        check_writable(sqlite)
    sqlite.close()


FULL_DISK = """
import resource, sys
from bot.db.engine import DatabaseUnavailable, connect_database
from bot.db.write_check import check_writable
file = sys.argv[1]
database = connect_database(f"sqlite:///{file}")
check_writable(database)
import os
wal = os.path.getsize(file + "-wal")
resource.setrlimit(resource.RLIMIT_FSIZE, (wal, resource.RLIM_INFINITY))  # not a byte more: what a full disk does
try:
    check_writable(database)
except DatabaseUnavailable as error:
    print("refused")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
check_writable(database)
print("again")
"""


def test_a_full_disk(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(file)],
        cwd=Path(__file__).parents[2],
        env={**os.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("refused\nagain\n", "")
