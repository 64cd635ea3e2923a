"""kill -9 under load: `make torture` does it a hundred times on each database."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from bot.db.engine import Database
from tests.faults import FaultyServer
from tests.torture.clients import Crowd
from tests.torture.invariants import check_file, check_ledger, check_messages
from tests.torture.message_feed import MessageFeed
from tests.torture.processes import RoadmateProcess, wait_until

KILLS: Final = int(os.environ.get("KILLS", "100"))
SEED: Final = int(os.environ.get("SEED", "0")) or random.randrange(10**6)
GO_ON_SECONDS: Final = 10.0  # from when the next process is up until the next message leaves
LOOKED_AT: Final = 5  # every so manieth kill is followed by a wait for the next message
EARLY_SHARE: Final = 0.25  # of the kills come while a process still starts


@dataclass
class Killed:
    """What some kills came to."""

    kills: int = 0
    entries: int = 0
    states: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    waits_once_up: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        waits = (
            f"; messages went on {median(self.waits):.1f} s after a kill, at most {max(self.waits):.1f}, and at most "
            f"{max(self.waits_once_up):.1f} s once the next process was up"
        )
        return (
            f"{self.kills} kills: {self.entries} entries, each once, sums right; messages {self.states}, none twice"
            f"{waits}; answers {self.outcomes}"
        )


def kill_often(
    processes: list[RoadmateProcess], database: Database, slack: FaultyServer, *, kills: int, seed: int, load: int = 4
) -> Killed:
    """Kill one of the processes so often while people log and messages leave; check all invariants at the end.

    `load` is how many log at the same time, and how many messages are kept waiting.
    """
    generator = random.Random(seed)
    for each in processes:
        each.start_up()
    ports = [each.port for each in processes if each.arguments[0] == "serve"]
    crowd, feed = Crowd(slack.workspace, ports, seed=seed), MessageFeed(database, slack.workspace, load)
    found = Killed(kills)
    with feed.feeding(), crowd.logging(load):
        feed.time_next(30)
        for number in range(1, kills + 1):
            time.sleep(generator.uniform(0.0, 2.0))
            victim = generator.choice(processes)
            victim.kill()
            if generator.random() < EARLY_SHARE:
                victim.start()
                time.sleep(generator.uniform(0.05, 1.2))
                victim.kill()
            if number % LOOKED_AT == 0 or number == kills:
                _time_messages(victim, feed, found)
            else:
                victim.start_up()
    feed.settle()
    found.entries, found.states = check_ledger(database, crowd), dict(check_messages(feed))
    assert crowd.tally.acknowledged == crowd.tally.asked, "in the end everybody is told"
    found.outcomes = dict(crowd.tally.outcomes)
    check_file(database)
    return found


def _time_messages(victim: RoadmateProcess, feed: MessageFeed, found: Killed) -> None:
    """Start it again; note the seconds from the kill to the next message, and those from when it answered."""
    killed, before = time.monotonic(), feed.count_shown()
    start = victim.start_up()
    wait_until(lambda: feed.count_shown() > before, GO_ON_SECONDS * 3)
    found.waits.append(time.monotonic() - killed)
    found.waits_once_up.append(found.waits[-1] - start)


def test_a_hundred_kills_lose_nothing_and_double_nothing(
    torture: Callable[..., RoadmateProcess], database: Database, slack: FaultyServer
) -> None:
    """One process on SQLite; on PostgreSQL a server and two workers."""
    kinds = [("serve",)]
    if database.engine.dialect.name == "postgresql":
        kinds = [("serve",), ("worker",), ("worker",)]
    processes = [torture(*kind, name=f"{kind[0]}{number}") for number, kind in enumerate(kinds)]
    found = kill_often(processes, database, slack, kills=KILLS, seed=SEED)
    print(f"\n{database.engine.dialect.name}, seed {SEED}: {found}")  # noqa: T201
    assert max(found.waits_once_up) < GO_ON_SECONDS
