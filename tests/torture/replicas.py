"""Three processes over one PostgreSQL, while Slack fails in every way and one of them is killed or frozen."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import pytest
from cryptography.fernet import Fernet

from bot.db.engine import Database
from tests import faults
from tests.faults import Fault, FaultyServer
from tests.fixtures.installed import install_sealed
from tests.threads import running_beside
from tests.torture.invariants import check_messages
from tests.torture.message_feed import MessageFeed
from tests.torture.processes import RoadmateProcess, wait_until

SECONDS: Final = float(os.environ.get("REPLICAS", "180"))
SEED: Final = int(os.environ.get("SEED", "0")) or random.randrange(10**6)
FROZEN_SECONDS: Final = float(os.environ.get("FROZEN", "70"))  # ten times as long as a lease lasts
TEAMS: Final = tuple(f"T0TORT{number:02d}" for number in range(12))  # each has a pace of its own
POST: Final = "chat.postMessage"
WEATHER: Final[tuple[Callable[[], Fault], ...]] = (
    faults.broken,
    faults.unavailable,
    faults.rate_limited,
    faults.close_after_processing,
    lambda: faults.slow(2),
    lambda: faults.slow(9),  # longer than a lease lasts, unless it is renewed
    lambda: faults.hang(9),
)

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
Workers = Callable[[], list[RoadmateProcess]]


@pytest.fixture
def workers(torture: Callable[..., RoadmateProcess], database: Database) -> Workers:
    """Starts three workers for a dozen workspaces that have installed Roadmate."""
    key = Fernet.generate_key().decode()

    def start() -> list[RoadmateProcess]:
        with database.begin() as conn:
            for team in TEAMS:
                install_sealed(conn, workspace=team, key=key, now=datetime.now(UTC))
        settings = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "secret", "ROADMATE_SECRET_KEY": key}
        made = [
            torture("worker", name=f"worker{number}", SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="s", **settings)
            for number in range(3)
        ]
        for each in made:
            each.start_up()
        return made

    return start


@contextmanager
def bad_weather(slack: FaultyServer, generator: random.Random) -> Iterator[Counter[str]]:
    """Let a third of the messages meet a fault until the block ends; gives how often each came."""
    seen = Counter[str]()

    def blow(stopping: threading.Event) -> None:
        while not stopping.wait(generator.uniform(0.1, 0.6)):
            fault = generator.choice(WEATHER)()
            seen[f"{fault.wrong.value}{fault.seconds or ''}"] += 1
            slack.faults.clear()
            slack.faults.add(POST, fault)

    try:
        with running_beside(blow, "weather"):
            yield seen
    finally:
        slack.faults.clear()


def test_replicas_in_bad_weather_send_nothing_twice(workers: Workers, database: Database, slack: FaultyServer) -> None:
    generator, replicas = random.Random(SEED), workers()
    feed = MessageFeed(database, slack.workspace, 36, teams=TEAMS)
    until, kills = time.monotonic() + SECONDS, 0
    with feed.feeding():
        with bad_weather(slack, generator) as weather:
            while time.monotonic() < until:
                time.sleep(generator.uniform(3, 12))
                victim = generator.choice(replicas)
                victim.kill()
                kills += 1
                victim.start_up()
        feed.time_next(60)
    for each in replicas:
        assert each.stop() == 0
    replicas[0].start_up()  # which settles what hung in the hands of those that were stopped
    wait_until(lambda: not feed.count_in_hand(), 60)
    assert replicas[0].stop() == 0
    states = check_messages(feed)
    print(f"\nthree replicas, {SECONDS:g} s, {kills} kills, {weather.total()} faults: {dict(states)}, none twice")  # noqa: T201
    assert states["sent"] > SECONDS / 4


def test_a_worker_that_stood_still_for_longer_than_its_leases_sends_nothing_twice(
    workers: Workers, database: Database, slack: FaultyServer
) -> None:
    """As a machine that sleeps, or a process that somebody looks at with a debugger."""
    generator, replicas = random.Random(SEED), workers()
    feed = MessageFeed(database, slack.workspace, 36, teams=TEAMS)
    slack.faults.add(POST, faults.slow(0.3), times=faults.ALWAYS)  # so that some are on their way at any moment
    with feed.feeding():
        feed.time_next(30)
        time.sleep(generator.uniform(1, 2))
        replicas[0].send_signal(signal.SIGSTOP)
        others = feed.time_next(10)
        time.sleep(FROZEN_SECONDS)
        replicas[0].send_signal(signal.SIGCONT)
        time.sleep(10)
    slack.faults.clear()
    feed.settle(90)
    for each in replicas:
        assert each.stop() == 0
    states = check_messages(feed)
    print(f"\nfrozen for {FROZEN_SECONDS:g} s: the next message after {others:.1f} s, {dict(states)}, none twice")  # noqa: T201
