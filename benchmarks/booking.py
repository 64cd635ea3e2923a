"""`booking`: a booking in its transaction against a bare insert with the same durability on the same file system."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import databases
from benchmarks.client import BENCH_WORKSPACE, member_ids
from benchmarks.report import ReportTable, format_microseconds, format_ratio, median, median_ratio, percentile
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import BookedEntry, Booking
from bot.db.engine import Database

BOOKING_MEMBERS = 400
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_TABLE = """CREATE TABLE entries (id INTEGER PRIMARY KEY, workspace TEXT, member TEXT, minutes INTEGER, area TEXT,
    roadmap TEXT, topic TEXT, day TEXT, note TEXT, source TEXT, request TEXT, created_at TEXT)"""
_INSERT = "INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def measure_booking(*, quick: bool, batch: int = 0, rounds: int = 0) -> ReportTable:
    """Measure batches in turn: bare inserts, bookings, bookings that name a topic."""
    batch, rounds = batch or (200 if quick else 400), rounds or (3 if quick else 15)
    with tempfile.TemporaryDirectory() as name:
        bare = _open_bare_table(Path(name) / "bare.db")
        with databases.open_database(f"sqlite:///{Path(name) / 'roadmate.db'}") as database, closing(bare):
            databases.add_members(database, member_ids(BOOKING_MEMBERS))
            kinds = (
                ("bare sqlite3 insert (WAL, FULL, no index)", lambda serial: _insert_bare(bare, serial)),
                ("an empty transaction of ours", lambda _: _empty_transaction(database)),
                ("`book_entry`", lambda serial: _book_entry(database, serial, None)),
                ("`book_entry` with a topic", lambda serial: _book_entry(database, serial, "aws.core.vpc")),
            )
            found = _run_rounds([work for _, work in kinds], batch, rounds)
        rows = tuple(_row(what, taken, found[0]) for (what, _), taken in zip(kinds, found, strict=True))
    notes = (
        f"{rounds} interleaved rounds of {batch}.",
        "It reads the member's day, adds the entry (two indexes) and keeps six or seven sums, in one commit.",
    )
    return ReportTable("One log, in process", ("what", "p50", "p99", "ratio"), rows, notes)


def _run_rounds(works: list[Callable[[int], None]], batch: int, rounds: int) -> list[list[tuple[float, float]]]:
    """Return p50 and p99 in seconds for each kind and round; the first round warms up."""
    found: list[list[tuple[float, float]]] = [[] for _ in works]
    serial = 0
    for _ in range(rounds + 1):
        for work, taken in zip(works, found, strict=True):
            each: list[float] = []
            for _ in range(batch):
                serial += 1
                start = time.perf_counter()
                work(serial)
                each.append(time.perf_counter() - start)
            taken.append((percentile(each, 50), percentile(each, 99)))
    return [taken[1:] for taken in found]


def _row(what: str, taken: list[tuple[float, float]], baseline: list[tuple[float, float]]) -> tuple[str, ...]:
    medians, tails = [p50 for p50, _ in taken], [p99 for _, p99 in taken]
    return (
        what,
        format_microseconds(median(medians)),
        format_microseconds(median(tails)),
        format_ratio(median_ratio(medians, [p50 for p50, _ in baseline])),
    )


def _open_bare_table(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(_TABLE)
    return connection


def _insert_bare(bare: sqlite3.Connection, serial: int) -> None:
    member, minutes, day = _next_entry(serial)
    words = ("networking", None, None, day.isoformat(), "", "command", f"bare:{serial}", NOW.isoformat())
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(_INSERT, (BENCH_WORKSPACE, member, minutes, *words))
    bare.execute("COMMIT")


def _empty_transaction(database: Database) -> None:
    with database.begin():
        pass


def _book_entry(database: Database, serial: int, topic: str | None) -> None:
    member, minutes, day = _next_entry(serial)
    roadmap = "aws" if topic else None
    booking = Booking(minutes, "networking", roadmap, topic, day.date(), "", "command", f"bench:{serial}")
    with database.begin() as conn:
        booked = ledger_booking.book_entry(conn, workspace=BENCH_WORKSPACE, member=member, booking=booking, now=NOW)
    assert isinstance(booked, BookedEntry), booked


def _next_entry(serial: int) -> tuple[str, int, datetime]:
    """Yield bookings by members and days in turn, with other minutes each time, so that none is taken for a repeat."""
    before, place = divmod(serial, BOOKING_MEMBERS)
    return f"U{place:06d}", 1 + before % 30, NOW - timedelta(days=before % 31)
