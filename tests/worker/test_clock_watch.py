"""The ticker beside a clock that is set: it goes on, in both directions, and nothing is sent twice or lost."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import AdjustableClock, Clock
from bot.delivery.rate_limit import RateLimit
from bot.deps import Deps
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.worker.clock_watch import TOLERANCE, ClockWatch
from bot.worker.worker import Worker
from tests.fixtures.team import Team

ROOT = Path(__file__).parents[2]
SUNDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
JUMPS = [-5 * MINUTE, -DAY, 5 * MINUTE, DAY, timedelta(days=400), -2 * SECOND, 2 * SECOND]


def until(true: Callable[[], object], seconds: float = 10) -> None:
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("it never came")


class SetClock:
    """A running clock whose wall time somebody sets; monotonic time goes on as ever."""

    def __init__(self, start: datetime) -> None:
        self._running = AdjustableClock(start)
        self._start = self._running.now()
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return self._running.now() + self.offset

    def monotonic(self) -> float:
        return self._running.monotonic()

    def set_to(self, moment: datetime) -> None:
        self.offset += moment - self.now()


class StandingClock:
    """A clock whose two times a test moves by itself."""

    def __init__(self) -> None:
        self.wall, self.seconds = MONDAY, 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(-0.05, 0.05)), max_size=15))
def test_time_that_runs_is_no_jump_and_each_jump_is_seen_once(steps: list[tuple[float, float]]) -> None:
    clock, jumps = StandingClock(), []
    watch = ClockWatch(clock, lambda: jumps.append(clock.wall))
    for passed, drift in steps:
        clock.wall += timedelta(seconds=passed + drift)
        clock.seconds += passed
        watch.look()
    assert jumps == []
    for number, jump in enumerate(JUMPS, start=1):
        clock.wall += jump
        watch.look()
        watch.look()
        assert len(jumps) == number


def test_small_drifts_add_up() -> None:
    clock, jumps = StandingClock(), []
    watch = ClockWatch(clock, lambda: jumps.append(clock.wall))
    for _ in range(100):
        clock.wall += timedelta(seconds=1 + TOLERANCE / 20)
        clock.seconds += 1
        watch.look()
    assert len(jumps) == 4


class CountedTicks(Worker):
    """A worker that counts its ticks; the next one is planned an hour ahead."""

    def __init__(self, deps: Deps) -> None:
        super().__init__(deps, tick_seconds=3600, rate_limit=RateLimit(deps.clock.monotonic, interval=0))
        self.ticks = 0

    def tick(self) -> None:
        super().tick()
        self.ticks += 1


@contextmanager
def running(worker: CountedTicks) -> Iterator[CountedTicks]:
    worker.start()
    try:
        until(lambda: worker.ticks)
        yield worker
    finally:
        worker.stop()


def with_clock(team: Team, clock: Clock) -> Deps:
    return replace(team.deps, clock=clock)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_clock_that_is_set_wakes_the_ticker(team: Team) -> None:
    clock = SetClock(SUNDAY)
    with running(CountedTicks(with_clock(team, clock))) as worker:
        for jump in JUMPS[:4]:
            before = worker.ticks
            clock.offset += jump
            until(lambda before=before: worker.ticks > before, 5)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_machine_that_boots_a_day_ahead_loses_nothing_and_sends_nothing_twice(team: Team) -> None:
    for user in ("U1", "U2", "U3"):
        team.join(user, at=SUNDAY - 3 * DAY)
    team.book("U1", 60, date(2026, 11, 18))
    clock = SetClock(SUNDAY + 2 * DAY)  # Tuesday, so the digest of Monday is sent
    with running(CountedTicks(with_clock(team, clock))) as worker:
        until(lambda: len(team.posts()) == 2)
        for moment in (SUNDAY, MONDAY, MONDAY - 5 * MINUTE, MONDAY + MINUTE):
            before = worker.ticks
            clock.set_to(moment)
            until(lambda before=before: worker.ticks > before, 5)
        assert len(team.posts()) == 2, "the digest and its thread"
        clock.set_to(datetime(2026, 11, 26, 16, 0, tzinfo=UTC))  # Thursday, the hour of the nudges
        until(lambda: len(team.posts()) == 5)
        clock.offset -= 5 * MINUTE
        clock.offset += 5 * MINUTE
    assert max(Counter(team.posts()).values()) == 1
    assert set(team.states()) == {"sent"}


# Wall time of a process, moved by as many seconds as a file says; its other clocks stay as they are.
MOVED_CLOCK = """
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static volatile long long *offset;
__attribute__((constructor)) static void map(void) {
    int file = open(getenv("CLOCK_OFFSET"), O_RDONLY);
    offset = mmap(0, 8, PROT_READ, MAP_SHARED, file, 0);
}
int clock_gettime(clockid_t which, struct timespec *at) {
    int failed = syscall(SYS_clock_gettime, which, at);
    if (!failed && which == CLOCK_REALTIME && offset) at->tv_sec += *offset;
    return failed;
}
"""


@pytest.fixture
def moved_clock(tmp_path: Path) -> dict[str, str]:
    """The environment of a process whose wall time the file `offset` moves."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("takes a C compiler and Linux")
    (tmp_path / "offset").write_bytes(bytes(8))
    (tmp_path / "clock.c").write_text(MOVED_CLOCK)
    library = tmp_path / "clock.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, tmp_path / "clock.c"], check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(tmp_path / "offset")}


def move_clock(environment: dict[str, str], moment: datetime) -> None:
    """Set the wall time of a running process."""
    with Path(environment["CLOCK_OFFSET"]).open("r+b") as file:
        file.write(struct.pack("q", int((moment - datetime.now(UTC)).total_seconds())))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_whose_clock_is_set_back_goes_on(
    team: Team, moved_clock: dict[str, str], tmp_path: Path, cache_home: Path
) -> None:
    team.join("U1")
    team.book("U1", 60, date(2026, 11, 4))
    team.change_workspace(nudge_on=False)
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_API_URL": team.slack.base_url,
        "DATABASE_URL": team.deps.database.engine.url.render_as_string(hide_password=False),
        "ROADMATE_LEARNING_CHANNEL": "C0LEARNING",
        "XDG_CACHE_HOME": str(cache_home),
        "PYTHONPATH": str(ROOT),
    }
    move_clock(moved_clock, SUNDAY)  # six days after the last digest was due: nothing to send
    command = [sys.executable, "-m", "bot", "worker"]
    with subprocess.Popen(command, env={**bare, **own, **moved_clock}, cwd=tmp_path) as worker:
        try:
            until(team.claims, 30)
            assert team.posts() == []
            move_clock(moved_clock, MONDAY - 14 * DAY)  # the digest of a week that nobody has dealt with
            until(lambda: len(team.posts()) == 2, 8)
            move_clock(moved_clock, MONDAY)
            until(lambda: len(team.claims()) == 3, 8)
        finally:
            worker.terminate()
    assert worker.returncode == 0
    assert {(period, outcome) for _, period, _, outcome in team.claims()} > {("2026-W45", "queued")}
    assert max(Counter(team.posts()).values()) == 1
