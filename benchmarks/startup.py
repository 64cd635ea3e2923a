"""`start`: from the start of the process to the first answers, and how much memory it ever held."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import client, databases, serving
from benchmarks.report import ReportTable, format_milliseconds, format_ratio, median, median_ratio
from benchmarks.serving import RunningServer

MEASURED_PACKAGES = "slack_bolt, slackblocks, sqlalchemy, pydantic, apscheduler.schedulers.background, httptools"
REQUEST_COUNT = 1000


def measure_startup(*, quick: bool) -> ReportTable:
    """Measure starts in turn with the two things that no start can do without."""
    rounds = 3 if quick else 9
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        settings = serving.server_environment(f"sqlite:///{directory / 'roadmate.db'}", directory)
        with databases.open_database(settings["DATABASE_URL"]) as database:
            databases.add_members(database, client.member_ids(REQUEST_COUNT))
        _time_first_answers(settings)  # writes bytecode and the content cache
        bare, packages, health, command = zip(*(_measure_start(settings) for _ in range(rounds)), strict=True)
        ours = _peak_memory("roadmate", settings)
    least = _peak_memory("empty", {})
    rows = (
        (
            "`python -c pass`",
            format_milliseconds(median(bare)),
            format_ratio(1.0),
            format_ratio(median_ratio(bare, packages)),
        ),
        (
            "importing the packages",
            format_milliseconds(median(packages)),
            format_ratio(median_ratio(packages, bare)),
            format_ratio(1.0),
        ),
        *(
            (
                what,
                format_milliseconds(median(taken)),
                format_ratio(median_ratio(taken, bare)),
                format_ratio(median_ratio(taken, packages)),
            )
            for what, taken in (("`/healthz` answered", health), ("first signed command answered", command))
        ),
        *_memory_rows(ours, least),
    )
    notes = (
        f"{rounds} interleaved starts of `roadmate serve`, worker included; all caches warm, all tables made.",
        "The command is `/roadmap aws scaling`, asked as soon as `/healthz` has answered.",
        f"The packages: {MEASURED_PACKAGES}.",
    )
    return ReportTable("Start-up and memory", ("what", "figure", "to `pass`", "to the packages"), rows, notes)


def _measure_start(settings: dict[str, str]) -> tuple[float, float, float, float]:
    return _time_python("pass"), _time_python(f"import {MEASURED_PACKAGES}"), *_time_first_answers(settings)


def _time_python(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=serving.ROOT)
    return time.perf_counter() - start


def _time_first_answers(settings: dict[str, str]) -> tuple[float, float]:
    """Return seconds to the first answered health check and to the first answered command."""
    port = serving.free_port()
    start = time.perf_counter()
    with serving.run_python(["-m", "bot", "serve"], {**settings, "PORT": str(port)}) as child:
        serving.wait_until_up(port, child)
        healthy = time.perf_counter() - start
        client.send_once(port, client.roadmap_requests(1)[0])
        return healthy, time.perf_counter() - start


def _peak_memory(kind: str, settings: dict[str, str]) -> int | None:
    """Return peak memory after a thousand requests; Roadmate's are half lookups, half bookings."""
    with serving.running_server(kind, settings) as served:
        return _send_requests(served, kind)


def _send_requests(served: RunningServer, kind: str) -> int | None:
    if kind == "empty":
        client.measure_throughput(served.port, client.empty_requests(REQUEST_COUNT))
    else:
        client.measure_throughput(served.port, client.roadmap_requests(REQUEST_COUNT // 2))
        client.measure_throughput(
            served.port, client.LogRequests(client.member_ids(REQUEST_COUNT)).make(REQUEST_COUNT // 2)
        )
    return served.peak_memory()


def _memory_rows(roadmate_bytes: int | None, empty_bytes: int | None) -> tuple[tuple[str, ...], ...]:
    if not roadmate_bytes or not empty_bytes:
        return ()
    return (
        (f"peak memory after {REQUEST_COUNT:,} requests", f"{roadmate_bytes / 1e6:,.0f} MB", "", ""),
        (
            "the empty Bolt handler's",
            f"{empty_bytes / 1e6:,.0f} MB",
            f"ours is {format_ratio(roadmate_bytes / empty_bytes)}",
            "",
        ),
    )
