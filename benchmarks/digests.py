"""`digest`: the digest of one workspace, alone in its database and beside nine others of its size."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from benchmarks import databases, ledger, serving
from benchmarks.report import Table, median, milli, ratio, times
from benchmarks.requests import WORKSPACE
from bot.app import build
from bot.calendar.weeks import week_of
from bot.clock import TurnableClock
from bot.core.people import workspaces
from bot.db import migrate
from bot.deps import Deps
from bot.features.digest import jobs as digest_jobs
from bot.features.digest.service import aggregates as digest_aggregates
from bot.features.digest.service import collect as digest_collect
from bot.features.digest.service import scope as digest_scope
from bot.features.digest.service import streaks as digest_streaks
from bot.settings import read_settings

SIZES = (1_000_000,)
QUICK = (100_000,)
OTHERS = 9
GOAL = 15  # minutes, which everybody has met in every week: nobody's streak ends before it is as long as it counts
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # the Monday after
WEEK = week_of(ledger.TODAY)

Work = Callable[[], object]


def run(*, quick: bool, sizes: tuple[int, ...] = (), rounds: int = 0) -> Table:
    """The sizes alone, and the last one beside others, in turn."""
    sizes, rounds = sizes or (QUICK if quick else SIZES), rounds or (5 if quick else 15)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        files = [Path(name) / f"{size}.db" for size in sizes]
        shelves = [_works(file, size, stack) for file, size in zip(files, sizes, strict=True)]
        beside = Path(name) / "beside.db"
        with databases.opened(f"sqlite:///{files[-1]}") as sessions:
            migrate.backup(sessions, beside)
        ledger.surround(beside, OTHERS)
        shelves.append(_works(beside, None, stack))
        rows = tuple(_row(what, [shelf[what] for shelf in shelves], rounds) for what in shelves[0])
    names = (*(f"{size:,}" for size in sizes), f"{sizes[-1]:,} of {(OTHERS + 1) * sizes[-1]:,}")
    columns = ("what", *names, *(f"{more} : {less}" for less, more in pairwise(names)))
    notes = (
        f"{ledger.PEOPLE} people, each with hours in every week; medians of {rounds} interleaved calls.",
        f"The last size is the same workspace beside {OTHERS} others like it in one database.",
        f"Everybody has met the goal, {GOAL} minutes, every week, so that streaks are followed as far as they count.",
    )
    return Table("The digest, by the number of entries", columns, rows, notes)


def _works(file: Path, size: int | None, stack: ExitStack) -> dict[str, Work]:
    """What is measured in a database, which is made first if its size is given."""
    settings = read_settings(serving.environment(f"sqlite:///{file}", file.parent))
    deps = build(settings, clock=TurnableClock(NOW, running=False)).deps
    stack.callback(deps.sessions.close)
    if size:
        ledger.make(file, size, deps.catalog.current())
        with deps.sessions.begin() as session:
            workspaces.change(session, workspace=WORKSPACE, goal_minutes=GOAL)
    return {
        "numbers": lambda: _numbers(deps),
        "of these, streaks": lambda: _streaks(deps),
        "message and thread": lambda: _message(deps),
    }


def _numbers(deps: Deps) -> object:
    with deps.sessions.read() as session:
        place = workspaces.get(session, workspace=WORKSPACE, settings=deps.settings)
        return digest_collect.collect(
            session,
            workspace=place.id,
            week=WEEK,
            zone=place.zone,
            catalog=deps.catalog.current(),
            board_on=place.board_on,
        )


def _streaks(deps: Deps) -> object:
    with deps.sessions.read() as session:
        place = workspaces.get(session, workspace=WORKSPACE, settings=deps.settings)
        scope = digest_scope.read(session, workspace=place.id, week=WEEK, zone=place.zone)
        sums = digest_aggregates.read(session, workspace=place.id, week=WEEK, shown=scope.names.keys())
        return sums, digest_streaks.reached(session, scope=scope, people=sums.of(scope.names))


def _message(deps: Deps) -> object:
    with deps.sessions.read() as session:
        place = workspaces.get(session, workspace=WORKSPACE, settings=deps.settings)
        return digest_jobs.written(deps, session, place, WEEK, NOW)


def _row(what: str, works: list[Work], rounds: int) -> tuple[str, ...]:
    taken: list[list[float]] = [[] for _ in works]
    for work in works:
        assert work()  # warm, and something came of it
    for _ in range(rounds):
        for work, each in zip(works, taken, strict=True):
            start = time.perf_counter()
            work()
            each.append(time.perf_counter() - start)
    ratios = (times(ratio(more, less)) for less, more in pairwise(taken))
    return (what, *(milli(median(each)) for each in taken), *ratios)
