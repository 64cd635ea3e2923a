"""`http`: signed commands against an empty Bolt handler on the same server."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import client, databases, serving
from benchmarks.report import (
    ReportTable,
    format_microseconds,
    format_milliseconds,
    format_ratio,
    median,
    median_ratio,
    percentile,
)

HTTP_MEMBERS = 2000
ROUNDS = 7
MAX_SECONDS = 40.0  # seconds; a busy machine gets fewer rounds


@dataclass(slots=True)
class RequestSeries:
    """One kind of request to one server, with the results of each round."""

    name: str
    port: int
    make: Callable[[int], list[bytes]]
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    throughputs: list[float] = field(default_factory=list)

    def warm_up(self, count: int) -> None:
        """Warm up: every member is known and every statement compiled then."""
        client.measure_throughput(self.port, self.make(count))

    def measure_round(self, latency_count: int, throughput_count: int) -> None:
        """Measure one round."""
        found = client.measure_latency(self.port, self.make(latency_count))
        self.p50.append(found.p50)
        self.p99.append(found.p99)
        self.throughputs.append(client.measure_throughput(self.port, self.make(throughput_count)))

    def row(self, baseline: RequestSeries) -> tuple[str, ...]:
        """Return the medians, and the ratios to the handler that does nothing."""
        return (
            self.name,
            format_microseconds(median(self.p50)),
            format_microseconds(median(self.p99)),
            format_ratio(median_ratio(self.p50, baseline.p50)),
            f"{median(self.throughputs):,.0f}/s",
            format_ratio(median_ratio(self.throughputs, baseline.throughputs)),
        )


def measure_http(*, quick: bool) -> ReportTable:
    """Measure all kinds in turn in each round, so that whatever else the machine does hits all alike."""
    singles, crowd, rounds = (300, 800, 3) if quick else (600, 1500, ROUNDS)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        series, counting, checks = _prepare_series(Path(name), stack)
        for each in series:
            each.warm_up(HTTP_MEMBERS)
        for count_rows in counting:
            count_rows()
        rounds = _run_rounds(series, singles, crowd, rounds)
        for check in checks:
            check()
        rows = tuple(each.row(series[0]) for each in series)
    notes = (
        f"{rounds} interleaved rounds of {singles:,} requests at one connection and {crowd:,} at sixteen.",
        "Figures are medians over the rounds, ratios the median of the ratios round by round.",
        (f"`/log`: {HTTP_MEMBERS:,} known members log lines such as `12m networking`, no member the same twice."),
        "PostgreSQL has counted its rows after the warming up (ANALYZE), as it does by itself within minutes.",
        "Every entry asked for was found in the ledger afterwards.",
    )
    columns = ("answer", "p50 at 1", "p99 at 1", "latency ratio", "rate at 16", "rate ratio")
    return ReportTable("Signed commands over HTTP", columns, rows, notes)


def _run_rounds(series: list[RequestSeries], latency_count: int, throughput_count: int, max_rounds: int) -> int:
    """Measure so many rounds, or as many as there is time for, but at least three; return how many."""
    start = time.monotonic()
    for done in range(max_rounds):
        if done >= 3 and time.monotonic() - start > MAX_SECONDS:
            return done
        for each in series:
            each.measure_round(latency_count, throughput_count)
    return max_rounds


def _prepare_series(
    directory: Path, stack: ExitStack
) -> tuple[list[RequestSeries], list[Callable[[], None]], list[Callable[[], None]]]:
    nothing = stack.enter_context(serving.running_server("empty"))
    lite, log, lite_check = _booking_series(f"sqlite:///{directory / 'roadmate.db'}", "SQLite", directory, stack)
    series = [
        RequestSeries("empty Bolt handler", nothing.port, client.empty_requests),
        RequestSeries("`/roadmap aws scaling`", lite.port, client.roadmap_requests),
        log,
    ]
    url = stack.enter_context(databases.postgresql(directory))
    if url is None:
        return series, [], [lite_check]
    _, log, check = _booking_series(url, "PostgreSQL", directory, stack)
    return [*series, log], [lambda: databases.count_rows_for_plans(url)], [lite_check, check]


def _booking_series(
    url: str, kind: str, directory: Path, stack: ExitStack
) -> tuple[serving.RunningServer, RequestSeries, Callable[[], None]]:
    ids = client.member_ids(HTTP_MEMBERS)
    durable = stack.enter_context(_prepared_database(url, ids))
    served = stack.enter_context(serving.running_server("roadmate", serving.server_environment(url, directory)))
    bookings = client.LogRequests(ids)
    name = f"`/log 2h networking`, {kind}{', durable' if durable else ', NOT durable'}"

    def check() -> None:
        with databases.open_database(url) as database:
            found = databases.count_entries(database)
        if found != bookings.made_count:
            raise AssertionError(f"{bookings.made_count} requests, {found} entries")

    return served, RequestSeries(name, served.port, bookings.make), check


@contextmanager
def _prepared_database(url: str, ids: list[str]) -> Iterator[bool]:
    with databases.open_database(url) as database:
        databases.add_members(database, ids)
        durable = databases.is_durable(database)
    yield durable


CROWD_MEMBERS = 50
AIM_SECONDS = 1.0  # seconds, on an idle machine


def measure_crowd(*, quick: bool) -> ReportTable:
    """Send rounds of fifty at once; every one of them has to be found in the ledger afterwards."""
    rounds = 5 if quick else 20
    ids = client.member_ids(CROWD_MEMBERS)
    bookings = client.LogRequests(ids)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        url = f"sqlite:///{directory / 'roadmate.db'}"
        with databases.open_database(url) as database:
            databases.add_members(database, ids)
            durable = databases.is_durable(database)
        with serving.running_server("roadmate", serving.server_environment(url, directory)) as served:
            found = [client.measure_burst(served.port, bookings.make(CROWD_MEMBERS)) for _ in range(rounds + 1)]
        with databases.open_database(url) as database:
            booked = databases.count_entries(database)
    if booked != bookings.made_count:
        raise AssertionError(f"{bookings.made_count} requests, {booked} entries")
    later = [seconds for taken in found[1:] for seconds in taken]
    rows = (("the first fifty after the start", found[0]), (f"{rounds} times fifty", later))
    missed = sum(max(taken) > AIM_SECONDS for taken in found)
    return ReportTable(
        f"{CROWD_MEMBERS} members log at once, SQLite{'' if durable else ', NOT durable'}",
        ("what", "half answered within", "99% within", "the slowest"),
        tuple(
            (
                what,
                format_milliseconds(median(taken)),
                format_milliseconds(percentile(taken, 99)),
                format_milliseconds(max(taken)),
            )
            for what, taken in rows
        ),
        (
            f"The aim is {AIM_SECONDS:.0f} s for the slowest; {missed} of {rounds + 1} rounds missed it.",
            "Fifty open connections, all requests sent before the first answer is read; sixteen threads answer.",
            "Every entry asked for was found in the ledger afterwards.",
        ),
    )
