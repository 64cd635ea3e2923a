"""`tick`: a tick with nothing due, by the number of people and of workspaces, on both databases."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import bindparam, text

from benchmarks import databases, serving
from benchmarks.client import BENCH_TOKEN
from benchmarks.report import ReportTable, format_milliseconds, format_ratio, median, median_ratio
from bot.app import build_roadmate
from bot.clock import AdjustableClock
from bot.db.tables import UtcDateTime
from bot.delivery.sender import OutboxSender
from bot.deps import Deps
from bot.install.token_owner import hash_token
from bot.settings import read_settings
from bot.worker.profile_refresh import ProfileRefresher
from bot.worker.ticker import ENOUGH_READY, Ticker

QUIET = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday: no window is open
THURSDAY = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)  # in the window of the nudge, in all of the zones
MONDAY = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)  # in the windows of the digest and of the summaries
DIGEST_HOUR = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)  # in Lisbon, a week later: every digest is due
ZONES = ("Europe/Lisbon", "Europe/Berlin", "Europe/Athens", "Europe/Istanbul", "Asia/Dubai")
SUMMARIES = 100  # one in so many wants the summary of the week, and as many have put a nudge off
KINDS = ("SQLite", "PostgreSQL")
AIM_SECONDS = 0.020  # seconds
WINDOWS = {"on a Wednesday": QUIET, "in the nudge's window": THURSDAY, "in the summaries' window": MONDAY}

Measured = Callable[[], object]


@dataclass(frozen=True, slots=True)
class DatabaseShape:
    """Number of workspaces, and of people in each."""

    workspaces: int
    people: int

    def __str__(self) -> str:
        return f"{self.workspaces:,} x {self.people:,}"


SHAPES = (DatabaseShape(1, 1_000), DatabaseShape(1, 100_000), DatabaseShape(1_000, 100))
_NUMBERS_SQL = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :count - 1)"
_ZONE_SQL = f"CASE i % {len(ZONES)} {' '.join(f'''WHEN {i} THEN '{zone}' ''' for i, zone in enumerate(ZONES))} END"
_WORKSPACES_SQL = (
    f"INSERT INTO workspaces (id, timezone, learning_channel, created_at) {_NUMBERS_SQL}"
    " SELECT 'T' || i, 'Europe/Lisbon', 'C0LEARNING', :seen FROM n"
)
_INSTALLED_SQL = (
    "INSERT INTO installations (workspace, token_hash, installed_at) SELECT id, :token, :seen FROM workspaces"
)
_MEMBERS_SQL = (
    "INSERT INTO members (workspace, id, name, timezone, summary_on, nudge_again, profile_at, created_at)"
    f" {_NUMBERS_SQL} SELECT 'T' || (i / :people), 'U' || i, 'Member ' || i, {_ZONE_SQL}, i % {SUMMARIES} = 0,"
    f" CASE i % {SUMMARIES} WHEN 1 THEN :again END, :fresh, :seen FROM n"
)
_CLAIMS_SQL = (
    "INSERT INTO occurrences (workspace, kind, period, recipient, claimed_at, outcome)"
    " SELECT workspace, :kind, :period, id, :seen, 'queued' FROM members"
)
_DIGESTS_SQL = (
    "INSERT INTO occurrences (workspace, kind, period, recipient, claimed_at, outcome)"
    " SELECT id, 'digest', :period, '', :seen, 'nothing' FROM workspaces"
)
_MESSAGES_SQL = (
    "INSERT INTO outbox (workspace, kind, period, recipient, message, state, due_at, expires_at, created_at)"
    " SELECT workspace, 'nudge', :period, id, :message, 'sent', :seen, :fresh, :seen FROM members"
)


def measure_idle_tick(
    *, quick: bool, shapes: tuple[DatabaseShape, ...] = SHAPES, rounds: int = 0, kinds: tuple[str, ...] = KINDS
) -> ReportTable:
    """Measure one database of each kind and shape after the other, with ticks of all situations in turn."""
    rounds = rounds or (5 if quick else 15)
    found: dict[str, list[list[float]]] = {}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        for kind, urls in _database_urls(Path(name), len(shapes), kinds, stack):
            for shape, url in zip(shapes, urls, strict=True):
                with ExitStack() as opened:
                    for what, taken in _measure_ticks(_deps(url, shape, Path(name), opened), rounds).items():
                        found.setdefault(f"{what}, {kind}", []).append(taken)
    least, *more = shapes
    columns = ("what", *map(str, shapes), *(f"{each} : {least}" for each in more))
    notes = (
        f"Medians of {rounds} ticks, one first look of each. The aim for a tick is {AIM_SECONDS * 1000:.0f} ms.",
        "Every message is decided on and sent: as many rows in the outbox, and as many claims, as there are people.",
        "A tick knows that nothing was due, until a weekly time, a morning or a change.",
        "The first look is what a process does after its start; the one in the digest's hour finds all digests due.",
    )
    return ReportTable("A tick with nothing due", columns, tuple(_row(*each) for each in found.items()), notes)


def _database_urls(
    directory: Path, number: int, kinds: tuple[str, ...], stack: ExitStack
) -> Iterator[tuple[str, list[str]]]:
    yield "SQLite", [f"sqlite:///{directory / f'idle{each}.db'}" for each in range(number)]
    url = stack.enter_context(databases.postgresql(directory)) if "PostgreSQL" in kinds else None
    if url:
        yield "PostgreSQL", [databases.create_second_database(url, f"idle{each}") for each in range(number)]


def _deps(url: str, shape: DatabaseShape, directory: Path, stack: ExitStack) -> Deps:
    deps = build_roadmate(
        read_settings(serving.server_environment(url, directory)), clock=AdjustableClock(THURSDAY, is_running=False)
    ).deps
    stack.callback(deps.database.close)
    fill_settled(deps, shape)
    return deps


def fill_settled(deps: Deps, shape: DatabaseShape) -> None:
    """Add people for whom everything has been decided and sent, this week and the next."""
    moments = [bindparam(name, type_=UtcDateTime()) for name in ("seen", "fresh")]
    values = {"seen": databases.SEEN_AT, "fresh": MONDAY}
    everybody = {"count": shape.workspaces * shape.people, "people": shape.people, "again": THURSDAY.date()}
    with deps.database.begin() as conn:
        databases.relax_limits(conn)

        def make(statement: str, **more: object) -> None:
            used = {name: value for name, value in {**values, **more}.items() if f":{name}" in statement}
            conn.execute(text(statement).bindparams(*(each for each in moments if each.key in used)), used)

        make(_WORKSPACES_SQL, count=shape.workspaces)
        make(_INSTALLED_SQL, token=hash_token(BENCH_TOKEN))
        make(_MEMBERS_SQL, **everybody)
        for kind in ("nudge", "again"):
            make(_CLAIMS_SQL, kind=kind, period="2026-W48")
        for kind in ("summary", "mentor"):
            make(_CLAIMS_SQL, kind=kind, period="2026-W48")
        for period in ("2026-W46", "2026-W47", "2026-W48"):
            make(_DIGESTS_SQL, period=period)
        make(_MESSAGES_SQL, period="2026-W48", message='{"text": "", "blocks": []}')
    if deps.database.engine.dialect.name == "postgresql":
        with deps.database.begin() as conn:
            databases.relax_limits(conn)
            conn.execute(text("ANALYZE"))  # which the server does by itself after a while


def _measure_ticks(deps: Deps, rounds: int) -> dict[str, list[float]]:
    """Measure seconds by what is done."""
    sender, profiles = OutboxSender(deps), ProfileRefresher(deps)
    works: dict[str, Measured] = {f"tick {when}": _tick_measured(deps, start) for when, start in WINDOWS.items()}
    found = {f"first look {when}": [_timed_seconds(works[f"tick {when}"])] for when in WINDOWS}
    found["look in the digest's hour, all due"] = [_timed_look(deps) for _ in range(min(rounds, 3))]
    works["look into the outbox"] = lambda: len(sender.lease_batch(MONDAY))
    works["look for profiles to refresh"] = lambda: profiles.refresh_stale(THURSDAY)
    for work in works.values():
        work()  # warm
    found |= {what: [] for what in works}
    for _ in range(rounds):
        for what, work in works.items():
            found[what].append(_timed_seconds(work))
    return found


def _timed_seconds(work: Measured) -> float:
    """Measure seconds of a tick. Raises AssertionError where anything was due."""
    start = time.perf_counter()
    done = work()
    taken = time.perf_counter() - start
    if done:
        raise AssertionError(f"{done} were due")
    return taken


def _tick_measured(deps: Deps, start: datetime) -> Measured:
    ticker, ticks = Ticker(deps), count()
    return lambda: ticker.tick(start + timedelta(seconds=30) * next(ticks))


def _timed_look(deps: Deps) -> float:
    """Measure seconds of the look that finds digests due, as many as it looks for. Raises AssertionError."""
    with deps.database.read() as conn:
        count_all = int(conn.execute(text("SELECT count(*) FROM workspaces")).scalar_one())
    ticker = Ticker(deps)
    start = time.perf_counter()
    _, ready = ticker.look(DIGEST_HOUR)
    taken = time.perf_counter() - start
    if len(ready) != min(count_all, ENOUGH_READY):
        raise AssertionError(f"{len(ready)} of {count_all} are ready")
    return taken


def _row(what: str, taken: list[list[float]]) -> tuple[str, ...]:
    return (
        what,
        *(format_milliseconds(median(each)) for each in taken),
        *(format_ratio(median_ratio(each, taken[0])) for each in taken[1:]),
    )
