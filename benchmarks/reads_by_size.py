"""`boards`: boards, plan, team and digest over ten thousand, a million and, once it is filled, ten million entries."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from benchmarks import databases, fill, serving
from benchmarks.client import BENCH_WORKSPACE
from benchmarks.report import ReportTable, format_microseconds, format_milliseconds, format_ratio, median, median_ratio
from bot.app import build_roadmate
from bot.calendar.weeks import week_of
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock
from bot.commands import team
from bot.core.ledger.rollups import LeaderboardPeriod
from bot.core.people import workspaces
from bot.core.people.workspaces import Workspace
from bot.core.plan import member_plan
from bot.db.engine import Database
from bot.deps import Deps
from bot.dispatch.request import Request
from bot.features.digest.service import collect as digest_collect
from bot.features.digest.views import message as digest_message
from bot.features.leaderboard import handlers as leaderboard_handlers
from bot.features.leaderboard import service as leaderboard_service
from bot.features.leaderboard.rules import LeaderboardOrder
from bot.features.plan.handlers import command as plan_command
from bot.features.team.service import team_table
from bot.settings import read_settings

SIZES = (10_000, 1_000_000)
LARGEST = 10_000_000  # measured as well where `make fill ENTRIES=10000000 PEOPLE=500` has made it
QUICK_SIZES = (10_000, 100_000)
READER_ID = "U000000"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WEEK = week_of(databases.LEDGER_TODAY)

Measured = Callable[[], object]
T = TypeVar("T")


def measure_reads(*, quick: bool, sizes: tuple[int, ...] = (), rounds: int = 0) -> ReportTable:
    """Measure the sizes in turn, so that noise hits all alike."""
    filled = (LARGEST,) if fill.default_file(LARGEST, databases.LEDGER_MEMBERS).exists() else ()
    sizes, rounds = sizes or (QUICK_SIZES if quick else (*SIZES, *filled)), rounds or (15 if quick else 41)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        directory = Path(name)
        shelves = [_measured_reads(_deps(directory, size, stack)) for size in sizes]
        rows = tuple(_row(what, [shelf[what] for shelf in shelves], rounds) for what in shelves[0])
    columns = (
        "what",
        *(f"{size:,}" for size in sizes),
        *(f"{size:,} : {base:,}" for size, base in _compared_pairs(sizes)),
    )
    notes = (
        (
            f"{databases.LEDGER_MEMBERS} members with four entries a week as far back as they reach, the board on; "
            f"medians of {rounds} interleaved calls."
        ),
        "Ledger and sums were made in bulk, and agree (`totals.drift` is 0).",
        "At ten thousand entries a member knows twenty topics of five weeks, from a hundred thousand on nearly all.",
        "A plan reads one total for each area and topic that its member knows: as many as the content has, at most.",
    )
    return ReportTable("Reading, by the number of entries", columns, rows, notes)


def _deps(directory: Path, size: int, stack: ExitStack) -> Deps:
    file = fill.default_file(size, databases.LEDGER_MEMBERS)  # too large to copy, and only read
    if not file.exists():
        file = directory / f"{size}.db"
        fill.fill_ledger(
            file, size, CatalogSource(read_settings({}).content_path()).current(), databases.LEDGER_MEMBERS
        )
    settings = read_settings(serving.server_environment(f"sqlite:///{file}", directory))
    deps = build_roadmate(settings, clock=AdjustableClock(NOON, is_running=False)).deps
    stack.callback(deps.database.close)
    return deps


def _measured_reads(deps: Deps) -> dict[str, Measured]:
    """Return what is measured: the service's part of each, and the whole message."""
    database, catalog = deps.database, deps.catalog.shared()
    place = _workspace(database, deps)

    def read(service: Callable[..., object], **values: object) -> Measured:
        def work() -> object:
            with database.read() as conn:
                return service(conn, **values)

        return work

    def ask(text: str = "") -> Request:
        return Request(BENCH_WORKSPACE, READER_ID, text, "C0LEARNING", "request", "command")

    shared = {"workspace": place, "reader": READER_ID, "today": databases.LEDGER_TODAY}
    weekly = {
        "workspace": BENCH_WORKSPACE,
        "week": WEEK,
        "zone": place.zone,
        "catalog": catalog,
        "is_leaderboard_on": True,
    }
    return {
        "board of the week, read": read(leaderboard_service.read_leaderboard, **shared, period=LeaderboardPeriod.WEEK),
        "board of all time, read": read(leaderboard_service.read_leaderboard, **shared, period=LeaderboardPeriod.ALL),
        "board of all time in one area, read": read(
            leaderboard_service.read_leaderboard, **shared, period=LeaderboardPeriod.ALL, area="networking"
        ),
        "board of the season by goal, read": read(
            leaderboard_service.read_leaderboard, **shared, period=LeaderboardPeriod.SEASON, order=LeaderboardOrder.GOAL
        ),
        "`/leaderboard`, whole answer": lambda: leaderboard_handlers.answer_leaderboard(deps, ask()).response_json(),
        "`/leaderboard all`, whole answer": lambda: leaderboard_handlers.answer_leaderboard(
            deps, ask("all")
        ).response_json(),
        "plan of a member, read": read(
            member_plan.read_learning_record, workspace=BENCH_WORKSPACE, member=READER_ID, now=deps.clock.now()
        ),
        "`/plan`, whole answer": lambda: plan_command.answer_plan(deps, ask()).response_json(),
        "`/plan networking`, whole answer": lambda: plan_command.answer_plan(deps, ask("networking")).response_json(),
        "team, read": read(team_table.read_standings, workspace=place, at=deps.clock.now()),
        "`/team`, whole answer": lambda: team.answer_team(deps, ask()).response_json(),
        "digest, read": read(digest_collect.collect_digest, **weekly),
        "digest, whole message": lambda: _digest_message(database, deps, weekly),
    }


def _digest_message(database: Database, deps: Deps, weekly: dict[str, object]) -> str:
    with database.read() as conn:
        found = digest_collect.collect_digest(conn, **weekly)  # type: ignore[arg-type]
    assert found is not None
    return digest_message.render_digest(
        found, catalog=deps.catalog.shared(), today=databases.LEDGER_TODAY
    ).response_json()


def _workspace(database: Database, deps: Deps) -> Workspace:
    with database.read() as conn:
        return workspaces.read_workspace(conn, workspace=BENCH_WORKSPACE, settings=deps.settings)


def _row(what: str, measured: list[Measured], rounds: int) -> tuple[str, ...]:
    taken: list[list[float]] = [[] for _ in measured]
    for work in measured:
        assert work()  # warm, and something came of it
    for _ in range(rounds):
        for work, each in zip(measured, taken, strict=True):
            start = time.perf_counter()
            work()
            each.append(time.perf_counter() - start)
    figures = [median(each) for each in taken]
    show = format_microseconds if figures[0] < 0.001 else format_milliseconds
    return (
        what,
        *(show(figure) for figure in figures),
        *(format_ratio(median_ratio(more, less)) for more, less in _compared_pairs(taken)),
    )


def _compared_pairs(sizes: Sequence[T]) -> list[tuple[T, T]]:
    """Return each size but the first with the first, and the last with the one before it."""
    pairs = [(each, sizes[0]) for each in sizes[1:]]
    return [*pairs, (sizes[-1], sizes[-2])] if len(sizes) > 2 else pairs
