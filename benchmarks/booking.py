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
from benchmarks.report import Table, median, micro, percentile, ratio, times
from benchmarks.requests import WORKSPACE, members
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import Booked, Booking
from bot.db.engine import Sessions

MEMBERS = 400
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_TABLE = """CREATE TABLE entries (id INTEGER PRIMARY KEY, workspace TEXT, member TEXT, minutes INTEGER, area TEXT,
    roadmap TEXT, topic TEXT, day TEXT, note TEXT, source TEXT, request TEXT, created_at TEXT)"""
_INSERT = "INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def run(*, quick: bool, batch: int = 0, rounds: int = 0) -> Table:
    """Batches in turn: bare inserts, bookings, bookings that name a topic."""
    batch, rounds = batch or (200 if quick else 400), rounds or (3 if quick else 15)
    with tempfile.TemporaryDirectory() as name:
        bare = _bare(Path(name) / "bare.db")
        with databases.opened(f"sqlite:///{Path(name) / 'roadmate.db'}") as sessions, closing(bare):
            databases.people(sessions, members(MEMBERS))
            kinds = (
                ("bare sqlite3 insert (WAL, FULL, no index)", lambda serial: _insert(bare, serial)),
                ("an empty transaction of ours", lambda _: _nothing(sessions)),
                ("`hours.book`", lambda serial: _book(sessions, serial, None)),
                ("`hours.book` with a topic", lambda serial: _book(sessions, serial, "aws.core.vpc")),
            )
            found = _rounds([work for _, work in kinds], batch, rounds)
        rows = tuple(_row(what, taken, found[0]) for (what, _), taken in zip(kinds, found, strict=True))
    notes = (
        f"{rounds} interleaved rounds of {batch}.",
        "A booking reads the member's day, adds the entry (two indexes) and keeps six or seven sums, in one commit.",
    )
    return Table("One booking, in process", ("what", "p50", "p99", "ratio"), rows, notes)


def _rounds(kinds: list[Callable[[int], None]], batch: int, rounds: int) -> list[list[tuple[float, float]]]:
    """For each kind and round p50 and p99 in seconds; the first round warms up."""
    found: list[list[tuple[float, float]]] = [[] for _ in kinds]
    serial = 0
    for _ in range(rounds + 1):
        for work, taken in zip(kinds, found, strict=True):
            each: list[float] = []
            for _ in range(batch):
                serial += 1
                start = time.perf_counter()
                work(serial)
                each.append(time.perf_counter() - start)
            taken.append((percentile(each, 50), percentile(each, 99)))
    return [taken[1:] for taken in found]


def _row(what: str, taken: list[tuple[float, float]], base: list[tuple[float, float]]) -> tuple[str, ...]:
    medians, tails = [p50 for p50, _ in taken], [p99 for _, p99 in taken]
    return what, micro(median(medians)), micro(median(tails)), times(ratio(medians, [p50 for p50, _ in base]))


def _bare(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(_TABLE)
    return connection


def _insert(bare: sqlite3.Connection, serial: int) -> None:
    member, minutes, day = _who(serial)
    words = ("networking", None, None, day.isoformat(), "", "command", f"bare:{serial}", NOW.isoformat())
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(_INSERT, (WORKSPACE, member, minutes, *words))
    bare.execute("COMMIT")


def _nothing(sessions: Sessions) -> None:
    with sessions.begin():
        pass


def _book(sessions: Sessions, serial: int, topic: str | None) -> None:
    member, minutes, day = _who(serial)
    roadmap = "aws" if topic else None
    booking = Booking(minutes, "networking", roadmap, topic, day.date(), "", "command", f"bench:{serial}")
    with sessions.begin() as session:
        booked = ledger_booking.book(session, workspace=WORKSPACE, member=member, booking=booking, now=NOW)
    assert isinstance(booked, Booked), booked


def _who(serial: int) -> tuple[str, int, datetime]:
    """Members in turn, days in turn, and other minutes each time, so that nothing is doubted."""
    before, place = divmod(serial, MEMBERS)
    return f"U{place:06d}", 1 + before % 30, NOW - timedelta(days=before % 31)
