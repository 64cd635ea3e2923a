"""Transactions keep their promises on both databases."""

from __future__ import annotations

import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.clock import AdjustableClock
from bot.db import migrate
from bot.db.engine import Database, DatabaseUnavailable, connect_database, describe_failure
from bot.db.statements import PreparedStatement
from bot.db.tables import handled_events, totals


def _add(database: Database, event: str, at: datetime) -> None:
    with database.begin() as conn:
        conn.execute(insert(handled_events).values(event=event, at=at))


def _events(database: Database) -> list[str]:
    with database.read() as conn:
        return [row.event for row in conn.execute(select(handled_events).order_by(handled_events.c.event))]


def test_an_error_leaves_nothing_behind(database: Database, clock: AdjustableClock) -> None:
    with pytest.raises(RuntimeError), database.begin() as conn:
        conn.execute(insert(handled_events).values(event="gone", at=clock.now()))
        raise RuntimeError
    assert _events(database) == []


def test_sixteen_writers_lose_no_update(database: Database) -> None:
    row = {"workspace": "T1", "period": "all", "subject": "", "member": "U1", "minutes": 0}
    with database.begin() as conn:
        conn.execute(insert(totals).values(**row))

    def add_fifty() -> None:
        for _ in range(50):
            with database.begin() as conn:
                found = conn.execute(select(totals.c.minutes).with_for_update()).scalar_one()
                conn.execute(update(totals).values(minutes=found + 1))

    threads = [threading.Thread(target=add_fifty) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as conn:
        assert conn.execute(select(totals.c.minutes)).scalar_one() == 800


def test_a_moment_comes_back_aware_and_a_naive_one_is_refused(database: Database, clock: AdjustableClock) -> None:
    _add(database, "one", clock.now())
    with database.read() as conn:
        assert conn.execute(select(handled_events.c.at)).scalar_one() == clock.now()
    with pytest.raises(Exception, match="time zone"):
        _add(database, "two", clock.now().replace(tzinfo=None))


def test_a_locked_sqlite_is_unavailable_in_time(tmp_path: Path, clock: AdjustableClock) -> None:
    path = tmp_path / "locked.db"
    sessions = connect_database(f"sqlite:///{path}")
    migrate.upgrade_schema(sessions)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable, match="locked"):
        _add(sessions, "one", clock.now())
    other.execute("ROLLBACK")
    other.close()
    _add(sessions, "one", clock.now())
    assert _events(sessions) == ["one"]
    sessions.close()


def test_a_full_sqlite_is_unavailable_and_keeps_what_it_has(tmp_path: Path, clock: AdjustableClock) -> None:
    sessions = connect_database(f"sqlite:///{tmp_path / 'full.db'}")
    migrate.upgrade_schema(sessions)
    with sessions.begin() as conn:  # the limit holds for this connection, which all writers share
        pages = conn.execute(text("PRAGMA page_count")).scalar_one()
        conn.execute(text(f"PRAGMA max_page_count={pages}"))
    written = 0
    with pytest.raises(DatabaseUnavailable, match="full"):
        while written < 10_000:
            _add(sessions, f"{written:05}" + "x" * 150, clock.now())
            written += 1
    assert len(_events(sessions)) == written
    sessions.close()


def test_a_read_only_sqlite_is_unavailable(tmp_path: Path, clock: AdjustableClock) -> None:
    path = tmp_path / "readonly.db"
    first = connect_database(f"sqlite:///{path}")
    migrate.upgrade_schema(first)
    first.close()
    path.chmod(stat.S_IRUSR)
    sessions = connect_database(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(DatabaseUnavailable, match="readonly"):
        _add(sessions, "one", clock.now())
    sessions.close()


def test_a_database_that_is_gone_is_unavailable(tmp_path: Path, clock: AdjustableClock) -> None:
    for url in (f"sqlite:///{tmp_path}/no/such/folder.db", "postgresql+psycopg://nobody@127.0.0.1:9/none"):
        sessions = connect_database(url)
        with pytest.raises(DatabaseUnavailable):
            _add(sessions, "one", clock.now())
        sessions.close()


def test_sqlite_is_durable_and_checks_references(tmp_path: Path) -> None:
    sessions = connect_database(f"sqlite:///{tmp_path / 'pragmas.db'}")
    with sessions.read() as conn:
        values = [
            conn.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert values == ["wal", 2, 1]
    sessions.close()


def test_a_sqlite_file_that_is_deleted_takes_no_hours_with_it(tmp_path: Path, clock: AdjustableClock) -> None:
    path = tmp_path / "gone.db"
    sessions = connect_database(f"sqlite:///{path}")
    migrate.upgrade_schema(sessions)
    _add(sessions, "before", clock.now())
    assert _events(sessions) == ["before"]
    path.unlink()
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable, match="gone"):
            _add(sessions, "lost", clock.now())
        with pytest.raises(DatabaseUnavailable, match="gone"):
            _events(sessions)
    assert not path.exists()
    sessions.close()


def test_a_backup_put_in_the_files_place_is_used(tmp_path: Path, clock: AdjustableClock) -> None:
    path, copy = tmp_path / "live.db", tmp_path / "copy.db"
    sessions = connect_database(f"sqlite:///{path}")
    migrate.upgrade_schema(sessions)
    _add(sessions, "kept", clock.now())
    migrate.backup_database(sessions, copy)
    _add(sessions, "undone", clock.now())
    for name in ("live.db", "live.db-wal", "live.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    copy.rename(path)
    _add(sessions, "new", clock.now())
    assert _events(sessions) == ["kept", "new"]
    sessions.close()


def test_a_reader_sees_one_state_of_the_data(database: Database, clock: AdjustableClock) -> None:
    _add(database, "first", clock.now())
    query = select(handled_events.c.event).order_by(handled_events.c.event)
    with database.read() as reader:
        assert list(reader.execute(query).scalars()) == ["first"]
        _add(database, "second", clock.now())
        assert list(reader.execute(query).scalars()) == ["first"]
    assert _events(database) == ["first", "second"]


_EVENTS = PreparedStatement(lambda _: select(handled_events.c.event).order_by(handled_events.c.event))


def _glance(database: Database) -> list[str]:
    with database.glance() as conn:
        return [event for (event,) in _EVENTS.run(conn, {})]


def test_a_glance_sees_what_is_there_now(database: Database, clock: AdjustableClock) -> None:
    assert _glance(database) == []
    for number, event in enumerate(("one", "three", "two"), start=1):
        _add(database, event, clock.now())
        assert len(_glance(database)) == number
    with database.begin() as conn:
        conn.execute(insert(handled_events).values(event="underway", at=clock.now()))
        assert _glance(database) == ["one", "three", "two"]


def test_a_glance_that_begins_a_transaction_leaves_none_open(database: Database, clock: AdjustableClock) -> None:
    with database.glance() as conn:
        assert conn.execute(select(handled_events)).all() == []
    _add(database, "one", clock.now())
    assert _glance(database) == ["one"]


def test_a_glance_goes_on_after_an_error(database: Database, clock: AdjustableClock) -> None:
    with pytest.raises(RuntimeError), database.glance() as conn:
        conn.execute(select(handled_events))
        raise RuntimeError
    with pytest.raises(DatabaseUnavailable), database.glance() as conn:
        PreparedStatement(lambda _: text("SELECT nothing FROM nowhere")).run(conn, {})
    _add(database, "one", clock.now())
    assert _glance(database) == ["one"]


def test_sixteen_glance_at_once(database: Database, clock: AdjustableClock) -> None:
    _add(database, "one", clock.now())
    with ThreadPoolExecutor(16) as pool:
        assert all(found == ["one"] for found in pool.map(lambda _: _glance(database), range(400)))


def test_a_glance_follows_a_file_that_was_replaced(tmp_path: Path, clock: AdjustableClock) -> None:
    path, copy = tmp_path / "live.db", tmp_path / "copy.db"
    for each, event in ((copy, "copied"), (path, "live")):
        sessions = connect_database(f"sqlite:///{each}")
        migrate.upgrade_schema(sessions)
        _add(sessions, event, clock.now())
        if each == copy:
            sessions.purge_deleted_data()
            sessions.close()
    assert (_events(sessions), _glance(sessions)) == (["live"], ["live"])
    sessions.purge_deleted_data()  # what is in the log would be put into the other file
    copy.replace(path)
    assert _events(sessions) == ["copied"]  # another reader has seen it first
    assert _glance(sessions) == ["copied"]
    path.unlink()
    with pytest.raises(DatabaseUnavailable, match="gone"):
        _glance(sessions)
    sessions.close()


def test_a_file_that_cannot_be_opened_is_named_with_the_folder_that_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "roadmate.db"
    database = connect_database(f"sqlite:///{file}")
    with pytest.raises(DatabaseUnavailable) as failure, database.read():
        pass
    assert str(failure.value) == f"can't open the file {file}: there's no folder {file.parent}"


def test_a_failure_is_told_in_the_words_of_the_driver() -> None:
    full = sqlite3.OperationalError("database or disk is full\nand more")
    assert describe_failure(full) == describe_failure(DBAPIError("INSERT ...", {}, full)) == "database or disk is full"
    assert describe_failure(PoolTimeout("QueuePool limit reached")) == "all connections are in use"
    assert describe_failure(sqlite3.OperationalError()) == "OperationalError"  # says nothing else
