"""A backup made while others write: whole, and exactly what was acknowledged before some moment after it began."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import insert

from bot.db import migrate, restore
from bot.db.engine import Database, connect_database
from bot.db.tables import handled_events

NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
BACKUPS = 4


class Writer:
    """Writes one numbered row after the other, and knows how many are acknowledged."""

    def __init__(self, database: Database) -> None:
        self.acknowledged = 0
        self.has_written = threading.Condition()
        self._database, self._stopping = database, threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def wait_for_more(self) -> int:
        """Wait until more is acknowledged; returns how many rows are."""
        with self.has_written:
            before = self.acknowledged
            assert self.has_written.wait_for(lambda: self.acknowledged > before + 5, timeout=30)
            return self.acknowledged

    def _write(self) -> None:
        while not self._stopping.is_set():
            with self._database.begin() as conn:
                conn.execute(insert(handled_events).values(event=f"{self.acknowledged:06}", at=NOON))
            with self.has_written:
                self.acknowledged += 1
                self.has_written.notify_all()


@pytest.fixture
def live(tmp_path: Path, sqlite_template: Path) -> Database:
    (tmp_path / "live.db").write_bytes(sqlite_template.read_bytes())
    return connect_database(f"sqlite:///{tmp_path / 'live.db'}")


def test_each_backup_holds_what_was_acknowledged_before_it_and_comes_back(live: Database, tmp_path: Path) -> None:
    bounds: list[tuple[int, int]] = []
    with Writer(live) as writer:
        for number in range(BACKUPS):
            first = writer.wait_for_more()
            migrate.backup_database(live, tmp_path / f"backup{number}.db")
            bounds.append((first, writer.acknowledged + 1))  # one may be committed and not yet acknowledged
    live.close()
    for number, (at_least, at_most) in enumerate(bounds):
        target = tmp_path / f"restored{number}.db"
        restore.restore_backup(tmp_path / f"backup{number}.db", target, now=NOON, hold_seconds=0)
        with closing(sqlite3.connect(target)) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            events = [row[0] for row in conn.execute("SELECT event FROM handled_events ORDER BY event")]
        assert events == [f"{each:06}" for each in range(len(events))]  # no gap: all before the last one
        assert at_least <= len(events) <= at_most
