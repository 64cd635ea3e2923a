"""`digest`: the digest of one workspace, alone in its database and beside nine others of its size."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from benchmarks import databases, serving
from benchmarks.client import BENCH_WORKSPACE
from benchmarks.report import ReportTable, format_milliseconds, format_ratio, median, median_ratio
from bot.app import build_roadmate
from bot.calendar.weeks import week_of
from bot.clock import AdjustableClock
from bot.core.people import workspaces
from bot.db import migrate
from bot.deps import Deps
from bot.features.digest import jobs as digest_jobs
from bot.features.digest.service import activity as digest_activity
from bot.features.digest.service import aggregates as digest_aggregates
from bot.features.digest.service import collect as digest_collect
from bot.settings import read_settings

SIZES = (1_000_000,)
QUICK_SIZES = (100_000,)
OTHER_WORKSPACES = 9
GOAL_MINUTES = (
    15  # minutes, which everybody has met in every week: nobody's streak ends before it is as long as it counts
)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # the Monday after
WEEK = week_of(databases.LEDGER_TODAY)

Measured = Callable[[], object]


def measure_digest(*, quick: bool, sizes: tuple[int, ...] = (), rounds: int = 0) -> ReportTable:
    """Measure each size alone, and the last one beside others, in turn."""
    sizes, rounds = sizes or (QUICK_SIZES if quick else SIZES), rounds or (5 if quick else 15)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        files = [Path(name) / f"{size}.db" for size in sizes]
        shelves = [_measured_parts(file, size, stack) for file, size in zip(files, sizes, strict=True)]
        beside = Path(name) / "beside.db"
        with databases.open_database(f"sqlite:///{files[-1]}") as database:
            migrate.backup_database(database, beside)
        databases.add_other_workspaces(beside, OTHER_WORKSPACES)
        shelves.append(_measured_parts(beside, None, stack))
        rows = tuple(_row(what, [shelf[what] for shelf in shelves], rounds) for what in shelves[0])
    names = (*(f"{size:,}" for size in sizes), f"{sizes[-1]:,} of {(OTHER_WORKSPACES + 1) * sizes[-1]:,}")
    columns = ("what", *names, *(f"{more} : {less}" for less, more in pairwise(names)))
    notes = (
        f"{databases.LEDGER_MEMBERS} people, each with hours in every week; medians of {rounds} interleaved calls.",
        f"The last size is the same workspace beside {OTHER_WORKSPACES} others like it in one database.",
        (
            f"Everybody has met the goal, {GOAL_MINUTES} minutes, every week, "
            "so that streaks are followed as far as they count."
        ),
    )
    return ReportTable("The digest, by the number of entries", columns, rows, notes)


def _measured_parts(file: Path, size: int | None, stack: ExitStack) -> dict[str, Measured]:
    """Return what is measured in a database, which is filled first if its size is given."""
    settings = read_settings(serving.server_environment(f"sqlite:///{file}", file.parent))
    deps = build_roadmate(settings, clock=AdjustableClock(NOW, is_running=False)).deps
    stack.callback(deps.database.close)
    if size:
        databases.make_ledger_file(file, size, deps.catalog.shared())
        with deps.database.begin() as conn:
            workspaces.update_workspace(conn, workspace=BENCH_WORKSPACE, goal_minutes=GOAL_MINUTES)
    return {
        "numbers": lambda: _collect_digest(deps),
        "of these, sums and milestones": lambda: _collect_sums(deps),
        "message and thread": lambda: _build_message(deps),
    }


def _collect_digest(deps: Deps) -> object:
    with deps.database.read() as conn:
        place = workspaces.read_workspace(conn, workspace=BENCH_WORKSPACE, settings=deps.settings)
        return digest_collect.collect_digest(
            conn,
            workspace=place.id,
            week=WEEK,
            zone=place.zone,
            catalog=deps.catalog.shared(),
            is_leaderboard_on=place.leaderboard_on,
        )


def _collect_sums(deps: Deps) -> object:
    with deps.database.read() as conn:
        place = workspaces.read_workspace(conn, workspace=BENCH_WORKSPACE, settings=deps.settings)
        scope = digest_collect.read_digest_scope(conn, workspace=place.id, week=WEEK, zone=place.zone)
        sums = digest_aggregates.read_week_totals(
            conn, workspace=place.id, week=WEEK, visible_members=scope.names.keys()
        )
        return sums, digest_activity.list_milestones(conn, scope=scope, talks=())


def _build_message(deps: Deps) -> object:
    with deps.database.read() as conn:
        place = workspaces.read_workspace(conn, workspace=BENCH_WORKSPACE, settings=deps.settings)
        return digest_jobs.build_digest(deps, conn, place, WEEK, NOW)


def _row(what: str, measured: list[Measured], rounds: int) -> tuple[str, ...]:
    taken: list[list[float]] = [[] for _ in measured]
    for work in measured:
        assert work()  # warm, and something came of it
    for _ in range(rounds):
        for work, each in zip(measured, taken, strict=True):
            start = time.perf_counter()
            work()
            each.append(time.perf_counter() - start)
    ratios = (format_ratio(median_ratio(more, less)) for less, more in pairwise(taken))
    return (what, *(format_milliseconds(median(each)) for each in taken), *ratios)
