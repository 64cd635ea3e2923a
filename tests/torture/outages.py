"""Live through a time in which the database is not as it should be: honest answers in time, and back by itself."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from bot.db.engine import connect_database
from tests.faults import FaultyServer
from tests.threads import running_beside
from tests.torture.clients import ACKNOWLEDGED, ANSWER_SECONDS, NOT_LOGGED, UNCERTAIN, Crowd
from tests.torture.invariants import check_file, check_ledger
from tests.torture.processes import RoadmateProcess, wait_until

OUTAGE: Final = float(os.environ.get("OUTAGE", "10"))  # seconds
BACK_SECONDS: Final = 6.0  # after which all is well again by itself
MOST_LINES: Final = 60  # of the log in a minute, whatever happens


@dataclass
class Watched:
    """What a watcher saw of the status pages."""

    ready: list[tuple[float, int]] = field(default_factory=list)
    slowest: float = 0.0
    writable: set[float | None] = field(default_factory=set)


@contextmanager
def watching(process: RoadmateProcess) -> Iterator[Watched]:
    """Ask for readiness and metrics four times a second until the block ends."""
    seen = Watched()

    def look(stopping: threading.Event) -> None:
        while not stopping.wait(0.25):
            started = time.monotonic()
            seen.ready.append((started, process.ask("/readyz")[0]))
            seen.writable.add(process.metric("roadmate_database_writable"))
            seen.slowest = max(seen.slowest, (time.monotonic() - started) / 2)

    with running_beside(look, "watcher"):
        yield seen


@dataclass(frozen=True)
class Lived:
    """What an outage came to."""

    back_after: float
    logged_after: float
    slowest_answer: float
    slowest_page: float
    told: int
    uncertain: int
    unanswered: int
    entries: int
    lines: int
    lines_of_requests: int

    def __str__(self) -> str:
        return (
            f"{self.told} told that it isn't logged, {self.uncertain} that it may be, "
            f"{self.unanswered} without an answer, "
            f"slowest answer {self.slowest_answer:.2f} s, slowest page "
            f"{self.slowest_page:.2f} s; ready {self.back_after:.1f} s after, next entry after "
            f"{self.logged_after:.1f} s; {self.entries} entries, each once; "
            f"{self.lines} log lines, {self.lines_of_requests} for requests"
        )


def live_through(
    process: RoadmateProcess,
    slack: FaultyServer,
    outage: AbstractContextManager[Any],
    *,
    takes_none: bool = True,
    is_unready: bool = True,
) -> Lived:
    """Log on while the outage lasts and after it; check what has to be so.

    Where `takes_none` is false, some still get through; where `is_unready` is, the database takes other writes.
    """
    process.start_up()
    crowd = Crowd(slack.workspace, [process.port], seed=7)
    crowd.log_one()
    said = len(process.log_lines())
    with watching(process) as seen, crowd.logging(3):
        time.sleep(1)
        with outage:
            time.sleep(OUTAGE)
        ended = time.monotonic()
        _wait_for_next(crowd)
        logged_after = time.monotonic() - ended
        wait_until(lambda: process.ask("/readyz")[0] == 200)
        back_after = time.monotonic() - ended
    lines = process.log_lines()[said:]
    database = connect_database(process.settings["DATABASE_URL"])
    try:
        entries = check_ledger(database, crowd)
        check_file(database)
    finally:
        database.close()
    of_requests = [line for line in lines if "refused reason=" in line or "not answered event=" in line]
    unanswered = crowd.tally.outcomes["operation_timeout"]
    lived = Lived(
        back_after, logged_after, crowd.tally.slowest, seen.slowest, crowd.tally.outcomes[NOT_LOGGED],
        crowd.tally.outcomes[UNCERTAIN], unanswered,
        entries, len(lines), len(of_requests),
    )  # fmt: skip
    assert crowd.tally.acknowledged == crowd.tally.asked
    assert set(crowd.tally.outcomes) <= {ACKNOWLEDGED, NOT_LOGGED, UNCERTAIN, "status 500"}
    if takes_none:
        assert lived.told, crowd.tally.outcomes
    if is_unready:
        assert 503 in {status for _, status in seen.ready}, "nothing said that it is not ready"
        assert seen.writable >= {0.0, 1.0}, "no metric said so"
    assert not unanswered, crowd.tally.outcomes
    assert lived.slowest_answer < ANSWER_SECONDS, lived
    assert lived.slowest_page < ANSWER_SECONDS, lived
    assert max(lived.back_after, lived.logged_after) < BACK_SECONDS, lived
    assert not [line for line in lines if "Traceback" in line], "\n".join(lines[:40])
    assert lived.lines < MOST_LINES * (1 + OUTAGE // 60), "\n".join(sorted(lines)[:80])
    return lived


def _wait_for_next(crowd: Crowd) -> None:
    before = len(crowd.tally.acknowledged)
    wait_until(lambda: len(crowd.tally.acknowledged) > before)
