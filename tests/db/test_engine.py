"""Transactions keep their promises on both databases."""

from __future__ import annotations

import sqlite3
import stat
import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update

from bot.clock import TurnableClock
from bot.db import migrate
from bot.db.engine import Sessions, Unavailable, open_sessions
from bot.db.tables import answered, totals


def _add(sessions: Sessions, event: str, at: datetime) -> None:
    with sessions.begin() as session:
        session.execute(insert(answered).values(event=event, at=at))


def _events(sessions: Sessions) -> list[str]:
    with sessions.read() as session:
        return [row.event for row in session.execute(select(answered).order_by(answered.c.event))]


def test_an_error_leaves_nothing_behind(sessions: Sessions, clock: TurnableClock) -> None:
    with pytest.raises(RuntimeError), sessions.begin() as session:
        session.execute(insert(answered).values(event="gone", at=clock.now()))
        raise RuntimeError
    assert _events(sessions) == []


def test_sixteen_writers_lose_no_update(sessions: Sessions) -> None:
    row = {"workspace": "T1", "period": "all", "subject": "", "member": "U1", "minutes": 0}
    with sessions.begin() as session:
        session.execute(insert(totals).values(**row))

    def add_fifty() -> None:
        for _ in range(50):
            with sessions.begin() as session:
                found = session.execute(select(totals.c.minutes).with_for_update()).scalar_one()
                session.execute(update(totals).values(minutes=found + 1))

    threads = [threading.Thread(target=add_fifty) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sessions.read() as session:
        assert session.execute(select(totals.c.minutes)).scalar_one() == 800


def test_a_moment_comes_back_aware_and_a_naive_one_is_refused(sessions: Sessions, clock: TurnableClock) -> None:
    _add(sessions, "one", clock.now())
    with sessions.read() as session:
        assert session.execute(select(answered.c.at)).scalar_one() == clock.now()
    with pytest.raises(Exception, match="time zone"):
        _add(sessions, "two", clock.now().replace(tzinfo=None))


def test_a_locked_sqlite_is_unavailable_in_time(tmp_path: Path, clock: TurnableClock) -> None:
    path = tmp_path / "locked.db"
    sessions = open_sessions(f"sqlite:///{path}")
    migrate.upgrade(sessions)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        _add(sessions, "one", clock.now())
    other.execute("ROLLBACK")
    other.close()
    _add(sessions, "one", clock.now())
    assert _events(sessions) == ["one"]
    sessions.close()


def test_a_full_sqlite_is_unavailable_and_keeps_what_it_has(tmp_path: Path, clock: TurnableClock) -> None:
    sessions = open_sessions(f"sqlite:///{tmp_path / 'full.db'}")
    migrate.upgrade(sessions)
    with sessions.begin() as session:  # the limit holds for this connection, which all writers share
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count={pages}"))
    written = 0
    with pytest.raises(Unavailable, match="full"):
        while written < 10_000:
            _add(sessions, f"{written:05}" + "x" * 150, clock.now())
            written += 1
    assert len(_events(sessions)) == written
    sessions.close()


def test_a_read_only_sqlite_is_unavailable(tmp_path: Path, clock: TurnableClock) -> None:
    path = tmp_path / "readonly.db"
    first = open_sessions(f"sqlite:///{path}")
    migrate.upgrade(first)
    first.close()
    path.chmod(stat.S_IRUSR)
    sessions = open_sessions(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(Unavailable, match="readonly"):
        _add(sessions, "one", clock.now())
    sessions.close()


def test_a_database_that_is_gone_is_unavailable(tmp_path: Path, clock: TurnableClock) -> None:
    for url in (f"sqlite:///{tmp_path}/no/such/folder.db", "postgresql+psycopg://nobody@127.0.0.1:9/none"):
        sessions = open_sessions(url)
        with pytest.raises(Unavailable):
            _add(sessions, "one", clock.now())
        sessions.close()


def test_sqlite_is_durable_and_checks_references(tmp_path: Path) -> None:
    sessions = open_sessions(f"sqlite:///{tmp_path / 'pragmas.db'}")
    with sessions.read() as session:
        values = [
            session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert values == ["wal", 2, 1]
    sessions.close()


def test_a_sqlite_file_that_is_deleted_takes_no_hours_with_it(tmp_path: Path, clock: TurnableClock) -> None:
    path = tmp_path / "gone.db"
    sessions = open_sessions(f"sqlite:///{path}")
    migrate.upgrade(sessions)
    _add(sessions, "before", clock.now())
    assert _events(sessions) == ["before"]
    path.unlink()
    for _ in range(2):
        with pytest.raises(Unavailable, match="gone"):
            _add(sessions, "lost", clock.now())
        with pytest.raises(Unavailable, match="gone"):
            _events(sessions)
    assert not path.exists()
    sessions.close()


def test_a_backup_put_in_the_files_place_is_used(tmp_path: Path, clock: TurnableClock) -> None:
    path, copy = tmp_path / "live.db", tmp_path / "copy.db"
    sessions = open_sessions(f"sqlite:///{path}")
    migrate.upgrade(sessions)
    _add(sessions, "kept", clock.now())
    migrate.backup(sessions, copy)
    _add(sessions, "undone", clock.now())
    for name in ("live.db", "live.db-wal", "live.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    copy.rename(path)
    _add(sessions, "new", clock.now())
    assert _events(sessions) == ["kept", "new"]
    sessions.close()


def test_a_reader_sees_one_state_of_the_data(sessions: Sessions, clock: TurnableClock) -> None:
    _add(sessions, "first", clock.now())
    query = select(answered.c.event).order_by(answered.c.event)
    with sessions.read() as reader:
        assert list(reader.execute(query).scalars()) == ["first"]
        _add(sessions, "second", clock.now())
        assert list(reader.execute(query).scalars()) == ["first"]
    assert _events(sessions) == ["first", "second"]
