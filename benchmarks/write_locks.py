"""`locks`: how long one transaction holds SQLite's only write lock, by the number of entries in the database."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from benchmarks import databases, fill
from benchmarks.client import BENCH_WORKSPACE
from benchmarks.report import ReportTable, format_milliseconds, format_ratio, median
from bot.app import FEATURES
from bot.catalog.source import CatalogSource
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import undo
from bot.core.ledger.rules import Booking
from bot.db.engine import Connection, Database
from bot.db.tables import entries
from bot.feature import kinds_about_many, personal_data
from bot.features.privacy import views
from bot.features.privacy.service import erasure
from bot.features.privacy.service.erasure_steps import ErasureRules
from bot.settings import read_settings

SIZES: Final = (10_000, 500_000, 10_000_000)
QUICK_SIZES: Final = (10_000, 500_000)
AIM_SECONDS: Final = 0.020
IMPORTED_LINES: Final = 20
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SETTINGS: Final = read_settings({})


@dataclass(frozen=True, slots=True)
class HeldLock:
    """How long a transaction held the lock in seconds, and for how much of that this process worked."""

    held: float
    worked: float


Times = list[HeldLock]


class TimedDatabase:
    """A database that notes how long each transaction held the write lock: from when it was granted to its return."""

    def __init__(self, database: Database) -> None:
        self.held: Times = []
        self.schema_notice = database.schema_notice
        self._database = database

    def read(self) -> Any:
        """Open a transaction that only reads, which no writer waits for."""
        return self._database.read()

    @contextmanager
    def begin(self, *, alone: bool = False) -> Iterator[Connection]:
        """Open a transaction that writes."""
        with self._database.begin(alone=alone) as conn:
            start, worked = time.perf_counter(), time.thread_time()
            yield conn
        self.held.append(HeldLock(time.perf_counter() - start, time.thread_time() - worked))

    def take(self) -> Times:
        """Return the times since the last call."""
        held, self.held = self.held, []
        return held


def measure_locks(*, quick: bool, sizes: tuple[int, ...] = (), rounds: int = 0) -> ReportTable:
    """Measure each act on a database of each size, and the forgetting of two members."""
    sizes, rounds = sizes or (QUICK_SIZES if quick else SIZES), rounds or (10 if quick else 50)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        found = [_measure_size(Path(name) / f"{size}.db", size, rounds, stack) for size in sizes]
    rows = tuple(_row(act, [each[act] for each in found]) for act in found[0])
    columns = (
        "what",
        *(column for size in sizes for column in (f"{size:,}: p50", "longest", "at work, p50", "at work, longest")),
        "at work, last : first",
    )
    notes = (
        f"Medians of {rounds} transactions of a member with {fill.ENTRIES_EACH:,} entries, and the longest of them.",
        "From when the lock is granted to when COMMIT, with its wait for the disk, has returned.",
        "Forgetting: the transactions of one erasure, and the longest; how many there are, and what all of it takes.",
        "At work: the processor's time in it, without the waiting for the disk and for other processes.",
        f"The aim is {AIM_SECONDS * 1e3:.0f} ms for each.",
    )
    return ReportTable("Write lock held on SQLite, by the number of entries", columns, rows, notes)


def _measure_size(file: Path, size: int, rounds: int, stack: ExitStack) -> dict[str, Times]:
    filled = fill.default_file(size)
    if filled.exists():
        shutil.copy(filled, file)
    else:
        fill.fill_ledger(file, size, CatalogSource(SETTINGS.content_path()).current())
    database = stack.enter_context(databases.open_database(f"sqlite:///{file}"))
    timed = TimedDatabase(database)
    people = fill.list_people(size)
    found = _measure_acts(timed, people[len(people) // 2], rounds)
    found["undo, a member with ten times as many"] = _measure_undo(timed, people[0], rounds)
    for member, which in ((people[len(people) // 2], "forgetting"), (people[0], "forgetting the one with most")):
        start, worked = time.perf_counter(), time.thread_time()
        _forget(timed, member)
        found[which] = timed.take()
        found[f"{which}: all of it"] = [HeldLock(time.perf_counter() - start, time.thread_time() - worked)]
    return found


def _measure_acts(timed: TimedDatabase, member: str, rounds: int) -> dict[str, Times]:
    with timed.read() as conn:
        mine = (entries.c.workspace == BENCH_WORKSPACE, entries.c.member == member)
        last = conn.execute(select(func.max(entries.c.id)).where(*mine)).scalar_one()
        known = list(conn.execute(select(entries.c.id).where(*mine, entries.c.id < last).limit(2 * rounds)).scalars())
    acts: dict[str, Callable[[Connection, int], object]] = {
        "log": lambda conn, turn: ledger_booking.book_entry(
            conn, **_who(member), booking=_booking(f"log {turn}", turn)
        ),
        "undo": lambda conn, turn: undo.undo_act(conn, **_who(member), request=f"undo {turn}"),
        "redo": lambda conn, turn: undo.redo_act(conn, **_who(member), request=f"redo {turn}"),
        "edit": lambda conn, turn: ledger_booking.correct_entry(
            conn, **_who(member), entry_id=known[turn], booking=_booking(f"edit {turn}", turn)
        ),
        "delete": lambda conn, turn: ledger_booking.delete_entry(
            conn, **_who(member), entry_id=known[rounds + turn], request=f"delete {turn}"
        ),
        f"import of {IMPORTED_LINES} lines": lambda conn, turn: ledger_booking.book_entries(
            conn,
            **_who(member),
            bookings=[_booking("", turn * IMPORTED_LINES + line) for line in range(IMPORTED_LINES)],
            request=f"import {turn}",
            is_confirmed=True,
        ),
    }
    found: dict[str, Times] = {name: [] for name in acts}
    for turn in range(min(rounds, len(known) // 2)):
        for name, act in acts.items():
            with timed.begin() as conn:
                done = act(conn, turn)
            assert hasattr(done, "act_id") or hasattr(done, "entry_id"), (name, done)
            found[name] += timed.take()
    return found


def _measure_undo(timed: TimedDatabase, member: str, rounds: int) -> Times:
    for turn in range(rounds):
        with timed.begin() as conn:
            assert undo.undo_act(conn, **_who(member), request=f"undo {turn}")
    return timed.take()


def _forget(timed: TimedDatabase, member: str) -> None:
    data, kinds = personal_data(FEATURES), kinds_about_many(FEATURES)
    rules = ErasureRules(views.build_erasure_texts(), data, kinds, SETTINGS.timezone)
    done = erasure.erase_member(
        timed,  # type: ignore[arg-type]
        workspace=BENCH_WORKSPACE,
        member=member,
        reason=erasure.ASKED_BY_MEMBER,
        rules=rules,
        now=NOW,
    )
    assert done
    assert done.is_finished


def _who(member: str) -> dict[str, Any]:
    return {"workspace": BENCH_WORKSPACE, "member": member, "now": NOW}


def _booking(request: str, turn: int) -> Booking:
    """Return a booking that is like no other, on a day of its own."""
    day = databases.LEDGER_TODAY - timedelta(days=turn % fill.DAYS)
    return Booking(1 + turn % 7, "networking", None, None, day, request, "command", request)


def _row(what: str, by_size: list[Times]) -> tuple[str, ...]:
    first, last = (median([each.worked for each in times]) for times in (by_size[0], by_size[-1]))
    return what, *(cell for times in by_size for cell in _cells(times)), format_ratio(last / first)


def _cells(times: Times) -> tuple[str, ...]:
    held, worked = [each.held for each in times], [each.worked for each in times]
    longest = format_milliseconds(max(held)) + (f" of {len(times)}" if len(times) > 1 else "")
    return (
        format_milliseconds(median(held)),
        longest,
        format_milliseconds(median(worked)),
        format_milliseconds(max(worked)),
    )
