"""A workspace with years of entries, made in bulk, its sums with it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks import databases
from benchmarks.requests import WORKSPACE, members
from bot.catalog.catalog import Catalog
from bot.core.ledger import periods, rollups
from bot.db.tables import ticks

PEOPLE = 500
TODAY = date(2026, 11, 22)  # a Sunday: the week is full
_ENTRIES = (
    "INSERT INTO entries (workspace, member, minutes, area, roadmap, topic, day, note, source, request, created_at)"
    " VALUES (?, ?, ?, ?, NULL, ?, ?, '', 'command', ?, '2026-11-22 12:00:00.000000')"
)
_TOTALS = "INSERT INTO totals (workspace, member, period, subject, minutes) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Learned:
    """One entry to be."""

    minutes: int
    area: str
    topic: str
    day: date

    def row(self, member: str, request: str) -> tuple[Any, ...]:
        """Its values in the ledger's table."""
        return WORKSPACE, member, self.minutes, self.area, self.topic, self.day.isoformat(), request


def make(file: Path, count: int, catalog: Catalog) -> None:
    """A database with so many entries of five hundred members. Raises AssertionError if its sums are wrong."""
    made = Path(_shelf().name) / f"{count}.db"  # what one subject has made another one need not make again
    if not made.exists():
        _make(made, count, catalog)
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)


@cache
def _shelf() -> tempfile.TemporaryDirectory[str]:
    """Gone with the process."""
    return tempfile.TemporaryDirectory()


def _make(file: Path, count: int, catalog: Catalog) -> None:
    people = members(PEOPLE)
    with databases.opened(f"sqlite:///{file}") as sessions:
        databases.people(sessions, people, admin=people[0])
        _fill(file, people, count // PEOPLE, catalog)
        tasks = [task.id for area in catalog.areas for task in area.assignments]
        with sessions.begin() as session:
            session.execute(insert(ticks), [_tick(number, each, tasks) for number, each in enumerate(people)])
        with sessions.read() as session:
            assert rollups.drift(session) == 0
        assert databases.booked(sessions) == count


def _fill(file: Path, people: list[str], each: int, catalog: Catalog) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")  # made once and thrown away; what is measured comes later
    connection.execute("BEGIN")
    topics = {area.id: [place.id for place in catalog.curriculum(area.id)] for area in catalog.areas}
    for number, member in enumerate(people):
        learned = list(_learned(number, each, topics))
        connection.executemany(_ENTRIES, (entry.row(member, f"bench:{k}") for k, entry in enumerate(learned)))
        connection.executemany(_TOTALS, _sums(member, learned))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def surround(file: Path, others: int) -> None:
    """Put so many other workspaces beside the one that is there, each of the same size."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):  # it is written once only
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for number in range(others):
            for table in ("members", "entries", "totals", "ticks"):
                _copy(connection, table, f"{'AZ'[number % 2]}{number}")  # some sort before it, some after it
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def _copy(connection: sqlite3.Connection, table: str, workspace: str) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    kept = [name for name in names if name != "workspace" and (table, name) != ("entries", "id")]
    columns = ", ".join(kept)
    connection.execute(
        f"INSERT INTO {table} (workspace, {columns}) SELECT ?, {columns} FROM {table} WHERE workspace = ?",
        (workspace, WORKSPACE),
    )


def _learned(number: int, each: int, topics: dict[str, list[str]]) -> Iterator[Learned]:
    """A member's entries: one area a week, four entries a week, as far back as they reach."""
    areas = list(topics)
    for serial in range(each):
        week = serial % 4 if serial < 16 else serial // 4  # the first few over four weeks, so that each week has some
        area = areas[(number + week) % len(areas)]
        known = topics[area] or [""]
        topic = known[serial % len(known)]
        yield Learned(15 + (number * 7 + serial) % 90, area, topic, TODAY - timedelta(days=7 * week + serial % 7))


def _sums(member: str, learned: list[Learned]) -> Iterator[tuple[Any, ...]]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for entry in learned:
        for cell in periods.cells(entry.day, entry.area, entry.topic):
            sums[cell] += entry.minutes
    for (period, subject), minutes in sums.items():
        yield WORKSPACE, member, period, subject, minutes


def _tick(number: int, member: str, tasks: list[str]) -> dict[str, Any]:
    task = tasks[number % len(tasks)]
    return {"workspace": WORKSPACE, "member": member, "assignment": task, "ticked_at": databases.SEEN}
