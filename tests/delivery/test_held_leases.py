"""Leases that are renewed while they are held: no other sender takes them, and a crash gives them up in seconds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from bot.clock import AdjustableClock, SystemClock
from bot.db import tables
from bot.db.engine import Database
from bot.delivery import leases, outbox
from bot.delivery.held_leases import LEASE_TIME, HeldLeases
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import OutboxMessage
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from tests import faults
from tests.examples import examples
from tests.fixtures.team import Team
from tests.threads import watching_threads

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
NEVER = 3600.0  # seconds between renewals that a test makes itself


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(NOW, is_running=False)


def put(database: Database, recipient: str, workspace: str = "T1", now: datetime = NOW) -> None:
    with database.begin() as conn:
        outbox.put_message(
            conn,
            workspace=workspace,
            kind=DeliveryKind.WELCOME,  # which leaves at any hour that the tests run at
            period="2026-W48",
            recipient=recipient,
            message={"text": f"For {recipient}", "blocks": []},
            due_at=now,
            expires_at=now + timedelta(days=2),
            now=now,
        )


def lease(database: Database, clock: AdjustableClock) -> tuple[OutboxMessage, ...]:
    now = clock.now()
    with database.begin() as conn:
        return leases.lease_messages(conn, workspace="T1", at=now, now=now, until=now + LEASE_TIME, limit=10)


def start(database: Database, clock: AdjustableClock, held: HeldLeases, queued: OutboxMessage) -> bool:
    until = clock.now() + LEASE_TIME
    ends = held.add_end(queued, until)
    with database.begin() as conn:
        return leases.mark_sending(conn, queued=queued, at=clock.now(), until=until, ends=ends)


def test_a_lease_that_is_renewed_is_nobody_elses(database: Database, clock: AdjustableClock) -> None:
    for user in ("U1", "U2"):
        put(database, user)
    held = HeldLeases(database, clock, NEVER)
    batch = lease(database, clock)
    with held.hold(batch):
        for number in range(6):
            clock.advance(LEASE_TIME - timedelta(seconds=1))
            held.renew()
            assert lease(database, clock) == (), number
        assert [start(database, clock, held, queued) for queued in batch] == [True, True]
        clock.advance(LEASE_TIME - timedelta(seconds=1))
        held.renew()
        with database.begin() as conn:
            assert leases.recover_interrupted(conn, now=clock.now()) == (), "a call that takes long is no crash"
    clock.advance(LEASE_TIME)
    with database.begin() as conn:
        assert len(leases.recover_interrupted(conn, now=clock.now())) == 2


def test_who_stalled_does_not_send_what_went_to_somebody_else(database: Database, clock: AdjustableClock) -> None:
    put(database, "U1")
    stalled, other = HeldLeases(database, clock, NEVER), HeldLeases(database, clock, NEVER)
    [mine] = lease(database, clock)
    with stalled.hold((mine,)):
        clock.advance(LEASE_TIME)
        [theirs] = lease(database, clock)
        with other.hold((theirs,)):
            stalled.renew()
            assert not start(database, clock, stalled, mine)
            other.renew()
            assert start(database, clock, other, theirs)


STEPS = st.lists(
    st.tuples(st.sampled_from(["lease", "renew", "start", "wait", "drop"]), st.integers(0, 2), st.integers(1, 9)),
    max_size=40,
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@given(steps=STEPS)
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_three_senders_that_stall_at_random_start_each_message_once(
    database: Database, steps: Sequence[tuple[str, int, int]]
) -> None:
    clock, started = AdjustableClock(NOW, is_running=False), Counter[int]()
    with database.begin() as conn:
        conn.execute(delete(tables.outbox))
    for user in ("U1", "U2", "U3"):
        put(database, user)
    senders = [HeldLeases(database, clock, NEVER) for _ in range(3)]
    with ExitStack() as stack:
        batches: dict[int, list[OutboxMessage]] = {}
        for step, number, seconds in steps:
            if step == "lease" and not batches.get(number):
                batches[number] = list(lease(database, clock))
                stack.enter_context(senders[number].hold(batches[number]))
            elif step == "renew":
                senders[number].renew()
            elif step == "start" and batches.get(number):
                queued = batches[number].pop(0)
                started[queued.id] += start(database, clock, senders[number], queued)
            elif step == "wait":
                clock.advance(timedelta(seconds=seconds, microseconds=number + 1))
    assert all(count <= 1 for count in started.values())


def test_the_thread_that_renews_ends_with_the_last_lease(database: Database) -> None:
    clock = AdjustableClock(NOW, is_running=False)
    put(database, "U1")
    batch = lease(database, clock)
    with watching_threads() as started:
        with HeldLeases(database, clock, 0.02).hold(batch):
            for _ in range(6):  # renewed by itself
                clock.advance(LEASE_TIME / 2)
                until(lambda: lease_end(database) == clock.now() + LEASE_TIME)
                assert lease(database, clock) == ()
        until(lambda: not started())


def lease_end(database: Database) -> datetime | None:
    with database.read() as conn:
        return conn.execute(select(tables.outbox.c.leased_until)).scalar_one()


def until(true: Callable[[], object], seconds: float = 10) -> None:
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("it never came")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_kill_of_the_only_worker_messages_go_on_within_ten_seconds(
    team: Team, tmp_path: Path, cache_home: Path
) -> None:
    starting, took = measure_kill(team, tmp_path, cache_home)
    assert took < max(10, starting + 5), "ten seconds, on a machine that starts a process in five"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_ends_within_five_seconds_though_slack_hangs(team: Team, tmp_path: Path, cache_home: Path) -> None:
    queue_letters(team, 3)
    team.slack.faults.add("chat.postMessage", faults.hang(9))
    with worker_process(team, tmp_path, cache_home) as worker:
        until(lambda: "sending" in team.states(), 60)
        asked_at = time.monotonic()
        worker.terminate()
        assert worker.wait(30) == 0
    assert time.monotonic() - asked_at < 5
    assert team.states() == ["sending", "waiting", "waiting"]


COMMAND = [sys.executable, "-m", "bot", "worker"]


def queue_letters(team: Team, people: int) -> None:
    team.change_workspace(digest_on=False, nudge_on=False)
    now = SystemClock().now()
    for number in range(people):
        team.join(f"U{number:02}", at=now)
        put(team.deps.database, f"U{number:02}", TEAM_ID, now)


@contextmanager
def worker_process(team: Team, folder: Path, cache_home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that is gone afterwards, also where a test has failed."""
    with subprocess.Popen(COMMAND, env=environment(team, cache_home), cwd=folder) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def environment(team: Team, cache_home: Path) -> dict[str, str]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_API_URL": team.slack.base_url,
        "DATABASE_URL": team.deps.database.engine.url.render_as_string(hide_password=False),
        "XDG_CACHE_HOME": str(cache_home),
        "PYTHONPATH": str(ROOT),
    }
    return {**bare, **own}


def measure_kill(team: Team, folder: Path, cache_home: Path) -> tuple[float, float]:
    """Kill the only worker in the middle and start another; return the seconds that each took to a first message."""
    queue_letters(team, 15)
    began_at = time.monotonic()
    with worker_process(team, folder, cache_home) as first:
        until(team.posts, 60)
        starting = time.monotonic() - began_at
        until(lambda: len(team.posts()) >= 4, 60)
        first.send_signal(signal.SIGKILL)
    killed_at, sent = time.monotonic(), len(team.posts())
    with worker_process(team, folder, cache_home) as second:
        until(lambda: len(team.posts()) > sent, 60)
        took = time.monotonic() - killed_at
        second.terminate()
        second.wait(30)
    assert max(Counter(team.posts()).values()) == 1
    return starting, took
