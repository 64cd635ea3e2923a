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
from benchmarks.report import Table, median, milli, ratio, times
from bot.app import build
from bot.clock import TurnableClock
from bot.db.tables import Moment
from bot.delivery.sender import Sender
from bot.deps import Deps
from bot.settings import read_settings
from bot.worker import due
from bot.worker.idle_skip import Lulls
from bot.worker.profile_refresh import Profiles

QUIET = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday: no window is open
THURSDAY = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)  # in the window of the nudge, in all of the zones
MONDAY = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)  # in the windows of the digest and of the summaries
ZONES = ("Europe/Lisbon", "Europe/Berlin", "Europe/Athens", "Europe/Istanbul", "Asia/Dubai")
SUMMARIES = 100  # one in so many wants the summary of the week, and as many have put a nudge off
KINDS = ("SQLite", "PostgreSQL")
AIM = 0.020  # seconds
WINDOWS = {"on a Wednesday": QUIET, "in the nudge's window": THURSDAY, "in the summaries' window": MONDAY}

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Shape:
    """So many workspaces of so many people."""

    workspaces: int
    people: int

    def __str__(self) -> str:
        return f"{self.workspaces:,} x {self.people:,}"


SHAPES = (Shape(1, 1_000), Shape(1, 100_000), Shape(1_000, 100))
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :count - 1)"
_ZONE = f"CASE i % {len(ZONES)} {' '.join(f'''WHEN {i} THEN '{zone}' ''' for i, zone in enumerate(ZONES))} END"
_WORKSPACES = (
    f"INSERT INTO workspaces (id, timezone, learning_channel, created_at) {_NUMBERS}"
    " SELECT 'T' || i, 'Europe/Lisbon', 'C0LEARNING', :seen FROM n"
)
_MEMBERS = (
    "INSERT INTO members (workspace, id, name, timezone, summary_on, nudge_again, profile_at, created_at)"
    f" {_NUMBERS} SELECT 'T' || (i / :people), 'U' || i, 'Member ' || i, {_ZONE}, i % {SUMMARIES} = 0,"
    f" CASE i % {SUMMARIES} WHEN 1 THEN :again END, :fresh, :seen FROM n"
)
_CLAIMS = (
    "INSERT INTO occurrences (workspace, kind, period, recipient, claimed_at, outcome)"
    " SELECT workspace, :kind, :period, id, :seen, 'queued' FROM members"
)
_DIGESTS = (
    "INSERT INTO occurrences (workspace, kind, period, recipient, claimed_at, outcome)"
    " SELECT id, 'digest', :period, '', :seen, 'nothing' FROM workspaces"
)
_LETTERS = (
    "INSERT INTO outbox (workspace, kind, period, recipient, message, state, due_at, expires_at, created_at)"
    " SELECT workspace, 'nudge', :period, id, :message, 'sent', :seen, :fresh, :seen FROM members"
)


def run(*, quick: bool, shapes: tuple[Shape, ...] = SHAPES, rounds: int = 0, kinds: tuple[str, ...] = KINDS) -> Table:
    """One database of each kind and shape after the other; ticks of all situations in turn."""
    rounds = rounds or (5 if quick else 15)
    found: dict[str, list[list[float]]] = {}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        for kind, urls in _urls(Path(name), len(shapes), kinds, stack):
            for shape, url in zip(shapes, urls, strict=True):
                with ExitStack() as opened:
                    for what, taken in _measured(_deps(url, shape, Path(name), opened), rounds).items():
                        found.setdefault(f"{what}, {kind}", []).append(taken)
    least, *more = shapes
    columns = ("what", *map(str, shapes), *(f"{each} : {least}" for each in more))
    notes = (
        f"Medians of {rounds} ticks, one first look of each. The aim for a tick is {AIM * 1000:.0f} ms.",
        "Every message is decided on and sent: as many rows in the outbox, and as many claims, as there are people.",
        "A tick knows that nothing was due, until a weekly time, a morning or a change.",
        "The first look, after each of these, goes through everybody while the window of the nudge is open.",
    )
    return Table("A tick with nothing due", columns, tuple(_row(*each) for each in found.items()), notes)


def _urls(directory: Path, number: int, kinds: tuple[str, ...], stack: ExitStack) -> Iterator[tuple[str, list[str]]]:
    yield "SQLite", [f"sqlite:///{directory / f'idle{each}.db'}" for each in range(number)]
    url = stack.enter_context(databases.postgresql(directory)) if "PostgreSQL" in kinds else None
    if url:
        yield "PostgreSQL", [databases.another(url, f"idle{each}") for each in range(number)]


def _deps(url: str, shape: Shape, directory: Path, stack: ExitStack) -> Deps:
    deps = build(read_settings(serving.environment(url, directory)), clock=TurnableClock(THURSDAY, running=False)).deps
    stack.callback(deps.sessions.close)
    fill(deps, shape)
    return deps


def fill(deps: Deps, shape: Shape) -> None:
    """People about all of whom everything has been decided, this week and the next, and sent."""
    moments = [bindparam(name, type_=Moment()) for name in ("seen", "fresh")]
    values = {"seen": databases.SEEN, "fresh": MONDAY}
    everybody = {"count": shape.workspaces * shape.people, "people": shape.people, "again": THURSDAY.date()}
    with deps.sessions.begin() as session:
        databases.patient(session)

        def make(statement: str, **more: object) -> None:
            used = {name: value for name, value in {**values, **more}.items() if f":{name}" in statement}
            session.execute(text(statement).bindparams(*(each for each in moments if each.key in used)), used)

        make(_WORKSPACES, count=shape.workspaces)
        make(_MEMBERS, **everybody)
        for kind in ("nudge", "again"):
            make(_CLAIMS, kind=kind, period="2026-W48")
        for kind in ("summary", "mentor"):
            make(_CLAIMS, kind=kind, period="2026-W48")
        for period in ("2026-W46", "2026-W47", "2026-W48"):
            make(_DIGESTS, period=period)
        make(_LETTERS, period="2026-W48", message='{"text": "", "blocks": []}')
    if deps.sessions.engine.dialect.name == "postgresql":
        with deps.sessions.begin() as session:
            databases.patient(session)
            session.execute(text("ANALYZE"))  # which the server does by itself after a while


def _measured(deps: Deps, rounds: int) -> dict[str, list[float]]:
    """Seconds by what was done."""
    sender, profiles = Sender(deps), Profiles(deps)
    works: dict[str, Work] = {f"tick {when}": _ticks(deps, start) for when, start in WINDOWS.items()}
    found = {f"first look {when}": [_timed(works[f"tick {when}"])] for when in WINDOWS}
    works["look into the outbox"] = lambda: len(sender.lease(MONDAY))
    works["look for profiles to refresh"] = lambda: profiles.refresh(THURSDAY)
    for work in works.values():
        work()  # warm
    found |= {what: [] for what in works}
    for _ in range(rounds):
        for what, work in works.items():
            found[what].append(_timed(work))
    return found


def _timed(work: Work) -> float:
    """Seconds that it takes. Raises AssertionError where anything was due."""
    start = time.perf_counter()
    done = work()
    taken = time.perf_counter() - start
    if done:
        raise AssertionError(f"{done} were due")
    return taken


def _ticks(deps: Deps, start: datetime) -> Work:
    known, ticks = Lulls(), count()
    return lambda: due.tick(deps, start + timedelta(seconds=30) * next(ticks), known)


def _row(what: str, taken: list[list[float]]) -> tuple[str, ...]:
    return (what, *(milli(median(each)) for each in taken), *(times(ratio(each, taken[0])) for each in taken[1:]))
