"""`boards`: boards, plan, team and digest over a thousand, a hundred thousand and a million entries."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from benchmarks import ledger, serving
from benchmarks.report import Table, median, micro, milli, ratio, times
from benchmarks.requests import WORKSPACE
from bot.app import build
from bot.calendar.weeks import week_of
from bot.clock import TurnableClock
from bot.commands import team as commands_team
from bot.core.ledger.periods import Period
from bot.core.people import workspaces
from bot.core.people.workspace import Workspace
from bot.core.plan import state
from bot.db.engine import Sessions
from bot.deps import Deps
from bot.dispatch.request import Ask
from bot.features.digest.service import collect as digest_collect
from bot.features.digest.views import message as digest_message
from bot.features.leaderboard import service as leaderboard_service
from bot.features.leaderboard.handlers import command as leaderboard_command
from bot.features.leaderboard.rules.ranking import By
from bot.features.plan.handlers import command as plan_command
from bot.features.team.service import team
from bot.settings import read_settings

SIZES = (1_000, 100_000, 1_000_000)
QUICK = (1_000, 100_000)
READER = "U000000"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WEEK = week_of(ledger.TODAY)

Work = Callable[[], object]
T = TypeVar("T")


def run(*, quick: bool, sizes: tuple[int, ...] = (), rounds: int = 0) -> Table:
    """The sizes in turn, so that noise hits all alike."""
    sizes, rounds = sizes or (QUICK if quick else SIZES), rounds or (15 if quick else 41)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        directory = Path(name)
        shelves = [_works(_deps(directory, size, stack)) for size in sizes]
        rows = tuple(_row(what, [shelf[what] for shelf in shelves], rounds) for what in shelves[0])
    columns = ("what", *(f"{size:,}" for size in sizes), *(f"{size:,} : {base:,}" for size, base in _pairs(sizes)))
    notes = (
        f"{ledger.PEOPLE} members, each with hours in every week, the board on; medians of {rounds} interleaved calls.",
        "Ledger and sums were made in bulk, and agree (`totals.drift` is 0).",
        "At a thousand entries a member knows two weeks and two areas only, at more all ten areas: more to list.",
        "A plan reads one sum for each area and topic that its member knows: as many as the content has, at most.",
    )
    return Table("Reading, by the number of entries", columns, rows, notes)


def _deps(directory: Path, size: int, stack: ExitStack) -> Deps:
    file = directory / f"{size}.db"
    settings = read_settings(serving.environment(f"sqlite:///{file}", directory))
    deps = build(settings, clock=TurnableClock(NOON, running=False)).deps
    stack.callback(deps.sessions.close)
    ledger.make(file, size, deps.catalog.current())
    return deps


def _works(deps: Deps) -> dict[str, Work]:
    """What is measured: the service's part of each, and the whole message."""
    sessions, catalog = deps.sessions, deps.catalog.current()
    place = _workspace(sessions, deps)

    def read(service: Callable[..., object], **values: object) -> Work:
        def work() -> object:
            with sessions.read() as session:
                return service(session, **values)

        return work

    def ask(text: str = "") -> Ask:
        return Ask(WORKSPACE, READER, text, "C0LEARNING", "request", "command")

    shared = {"workspace": place, "reader": READER, "today": ledger.TODAY}
    weekly = {"workspace": WORKSPACE, "week": WEEK, "zone": place.zone, "catalog": catalog, "board_on": True}
    return {
        "board of the week, read": read(leaderboard_service.read, **shared, period=Period.WEEK),
        "board of all time, read": read(leaderboard_service.read, **shared, period=Period.ALL),
        "board of all time in one area, read": read(
            leaderboard_service.read, **shared, period=Period.ALL, area="networking"
        ),
        "board of the season by goal, read": read(leaderboard_service.read, **shared, period=Period.SEASON, by=By.GOAL),
        "`/leaderboard`, whole answer": lambda: leaderboard_command.answer(deps, ask()).body(),
        "`/leaderboard all`, whole answer": lambda: leaderboard_command.answer(deps, ask("all")).body(),
        "plan of a member, read": read(state.record, workspace=WORKSPACE, member=READER),
        "`/plan`, whole answer": lambda: plan_command.answer(deps, ask()).body(),
        "`/plan networking`, whole answer": lambda: plan_command.answer(deps, ask("networking")).body(),
        "team, read": read(team.standings, workspace=place, at=deps.clock.now()),
        "`/team`, whole answer": lambda: commands_team.answer(deps, ask()).body(),
        "digest, read": read(digest_collect.collect, **weekly),
        "digest, whole message": lambda: _digest(sessions, deps, weekly),
    }


def _digest(sessions: Sessions, deps: Deps, weekly: dict[str, object]) -> str:
    with sessions.read() as session:
        found = digest_collect.collect(session, **weekly)  # type: ignore[arg-type]
    assert found is not None
    return digest_message.week(found, catalog=deps.catalog.current(), today=ledger.TODAY).body()


def _workspace(sessions: Sessions, deps: Deps) -> Workspace:
    with sessions.read() as session:
        return workspaces.get(session, workspace=WORKSPACE, settings=deps.settings)


def _row(what: str, works: list[Work], rounds: int) -> tuple[str, ...]:
    taken: list[list[float]] = [[] for _ in works]
    for work in works:
        assert work()  # warm, and something came of it
    for _ in range(rounds):
        for work, each in zip(works, taken, strict=True):
            start = time.perf_counter()
            work()
            each.append(time.perf_counter() - start)
    figures = [median(each) for each in taken]
    show = micro if figures[0] < 0.001 else milli
    return (what, *(show(figure) for figure in figures), *(times(ratio(more, less)) for more, less in _pairs(taken)))


def _pairs(sizes: Sequence[T]) -> list[tuple[T, T]]:
    """Each but the first against the first, and the last against the one before it."""
    pairs = [(each, sizes[0]) for each in sizes[1:]]
    return [*pairs, (sizes[-1], sizes[-2])] if len(sizes) > 2 else pairs
