"""`start`: from the start of the process to the first answers, and how much memory it ever held."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import client, databases, requests, serving
from benchmarks.report import Table, median, milli, ratio, times
from benchmarks.serving import Served

PACKAGES = "slack_bolt, slackblocks, sqlalchemy, pydantic, apscheduler.schedulers.background, granian"
REQUESTS = 1000


def run(*, quick: bool) -> Table:
    """Starts in turn with the two things that no start can do without."""
    rounds = 3 if quick else 9
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        settings = serving.environment(f"sqlite:///{directory / 'roadmate.db'}", directory)
        with databases.opened(settings["DATABASE_URL"]) as sessions:
            databases.people(sessions, requests.members(REQUESTS))
        _start(settings)  # writes bytecode and the content cache
        bare, packages, health, command = zip(*(_round(settings) for _ in range(rounds)), strict=True)
        ours = _memory("roadmate", settings)
    least = _memory("empty", {})
    rows = (
        ("`python -c pass`", milli(median(bare)), times(1.0), times(ratio(bare, packages))),
        ("importing the packages", milli(median(packages)), times(ratio(packages, bare)), times(1.0)),
        *(
            (what, milli(median(taken)), times(ratio(taken, bare)), times(ratio(taken, packages)))
            for what, taken in (("`/healthz` answered", health), ("first signed command answered", command))
        ),
        *_peak(ours, least),
    )
    notes = (
        f"{rounds} interleaved starts of `roadmate serve`, worker included; all caches warm, all tables made.",
        "The command is `/roadmap aws scaling`, asked as soon as `/healthz` has answered.",
        f"The packages: {PACKAGES}.",
    )
    return Table("Start-up and memory", ("what", "figure", "to `pass`", "to the packages"), rows, notes)


def _round(settings: dict[str, str]) -> tuple[float, float, float, float]:
    return _python("pass"), _python(f"import {PACKAGES}"), *_start(settings)


def _python(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=serving.ROOT)
    return time.perf_counter() - start


def _start(settings: dict[str, str]) -> tuple[float, float]:
    """Seconds to the first answered health check and to the first answered command."""
    port = serving.free_port()
    start = time.perf_counter()
    with serving.process(["-m", "bot", "serve"], {**settings, "PORT": str(port)}) as child:
        serving.wait(port, child)
        healthy = time.perf_counter() - start
        client.once(port, requests.lookups(1)[0])
        return healthy, time.perf_counter() - start


def _memory(kind: str, settings: dict[str, str]) -> int | None:
    """Peak memory after a thousand requests; Roadmate's are half lookups, half bookings."""
    with serving.running(kind, settings) as served:
        return _work(served, kind)


def _work(served: Served, kind: str) -> int | None:
    if kind == "empty":
        client.throughput(served.port, requests.empties(REQUESTS))
    else:
        client.throughput(served.port, requests.lookups(REQUESTS // 2))
        client.throughput(served.port, requests.Bookings(requests.members(REQUESTS)).make(REQUESTS // 2))
    return served.peak_memory()


def _peak(ours: int | None, least: int | None) -> tuple[tuple[str, ...], ...]:
    if not ours or not least:
        return ()
    return (
        (f"peak memory after {REQUESTS:,} requests", f"{ours / 1e6:,.0f} MB", "", ""),
        ("the empty Bolt handler's", f"{least / 1e6:,.0f} MB", f"ours is {times(ours / least)}", ""),
    )
