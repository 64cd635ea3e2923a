"""`http`: signed commands against an empty Bolt handler on the same server."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import client, databases, requests, serving
from benchmarks.report import Table, median, micro, ratio, times

MEMBERS = 2000
ROUNDS = 7
PATIENCE = 40.0  # seconds; a busy machine gets fewer rounds


@dataclass(slots=True)
class Series:
    """One kind of request to one server, and what each round brought."""

    name: str
    port: int
    make: Callable[[int], list[bytes]]
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    def warm(self, count: int) -> None:
        """Meet every member, compile every statement."""
        client.throughput(self.port, self.make(count))

    def measure(self, singles: int, crowd: int) -> None:
        """One round."""
        found = client.latency(self.port, self.make(singles))
        self.p50.append(found.p50)
        self.p99.append(found.p99)
        self.rates.append(client.throughput(self.port, self.make(crowd)))

    def row(self, base: Series) -> tuple[str, ...]:
        """The medians, and the ratios to the handler that does nothing."""
        return (
            self.name,
            micro(median(self.p50)),
            micro(median(self.p99)),
            times(ratio(self.p50, base.p50)),
            f"{median(self.rates):,.0f}/s",
            times(ratio(self.rates, base.rates)),
        )


def run(*, quick: bool) -> Table:
    """Rounds that go through all kinds in turn, so that whatever else the machine does hits all alike."""
    singles, crowd, rounds = (300, 800, 3) if quick else (600, 1500, ROUNDS)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        series, checks = _series(Path(name), stack)
        for each in series:
            each.warm(MEMBERS)
        rounds = _rounds(series, singles, crowd, rounds)
        for check in checks:
            check()
        rows = tuple(each.row(series[0]) for each in series)
    notes = (
        f"{rounds} interleaved rounds of {singles:,} requests at one connection and {crowd:,} at sixteen.",
        "Figures are medians over the rounds, ratios the median of the ratios round by round.",
        f"`/log`: {MEMBERS:,} members known beforehand book lines such as `12m networking`, no member the same twice.",
        "Every booking asked for was found in the ledger afterwards.",
    )
    columns = ("answer", "p50 at 1", "p99 at 1", "latency ratio", "rate at 16", "rate ratio")
    return Table("Signed commands over HTTP", columns, rows, notes)


def _rounds(series: list[Series], singles: int, crowd: int, most: int) -> int:
    """So many rounds, or as many as there is time for, but three; how many it were."""
    start = time.monotonic()
    for done in range(most):
        if done >= 3 and time.monotonic() - start > PATIENCE:
            return done
        for each in series:
            each.measure(singles, crowd)
    return most


def _series(directory: Path, stack: ExitStack) -> tuple[list[Series], list[Callable[[], None]]]:
    nothing = stack.enter_context(serving.running("empty"))
    lite, log, lite_check = _bookings(f"sqlite:///{directory / 'roadmate.db'}", "SQLite", directory, stack)
    series = [
        Series("empty Bolt handler", nothing.port, requests.empties),
        Series("`/roadmap aws scaling`", lite.port, requests.lookups),
        log,
    ]
    url = stack.enter_context(databases.postgresql(directory))
    if url is None:
        return series, [lite_check]
    _, log, check = _bookings(url, "PostgreSQL", directory, stack)
    return [*series, log], [lite_check, check]


def _bookings(
    url: str, kind: str, directory: Path, stack: ExitStack
) -> tuple[serving.Served, Series, Callable[[], None]]:
    ids = requests.members(MEMBERS)
    durable = stack.enter_context(_prepared(url, ids))
    served = stack.enter_context(serving.running("roadmate", serving.environment(url, directory)))
    bookings = requests.Bookings(ids)
    name = f"`/log 2h networking`, {kind}{', durable' if durable else ', NOT durable'}"

    def check() -> None:
        with databases.opened(url) as sessions:
            found = databases.booked(sessions)
        if found != bookings.made:
            raise AssertionError(f"{bookings.made} requests, {found} entries")

    return served, Series(name, served.port, bookings.make), check


@contextmanager
def _prepared(url: str, ids: list[str]) -> Iterator[bool]:
    with databases.opened(url) as sessions:
        databases.people(sessions, ids)
        durable = databases.is_durable(sessions)
    yield durable
