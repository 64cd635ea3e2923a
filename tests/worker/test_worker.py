"""The worker: starts, sends, survives a failing tick, and ends with the message in hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from bot.db.engine import DatabaseUnavailable
from bot.delivery.rate_limit import RateLimit
from bot.worker import due
from bot.worker.worker import Worker
from tests import faults
from tests.fixtures.team import Team
from tests.threads import watching_threads

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


def until(true: Callable[[], bool]) -> None:
    """Wait, ten seconds at most."""
    for _ in range(500):
        if true():
            return
        time.sleep(0.02)
    raise AssertionError("it never came")


def worker(team: Team, tick: float = 30) -> Worker:
    return Worker(team.deps, tick_seconds=tick, rate_limit=RateLimit(team.clock.monotonic, interval=0))


def test_it_ticks_as_soon_as_it_starts(team: Team) -> None:
    team.join("U1")
    team.book("U1", 60, date(2026, 11, 18))
    team.turn_to(MONDAY)
    running = worker(team)
    running.start()
    until(lambda: set(team.states()) == {"sent"})
    running.stop()
    running.stop()
    assert len(team.posts()) == len(team.states())


def test_two_workers_and_many_ticks_send_once(team: Team) -> None:
    for number in range(25):
        team.join(f"U{number:02}")
    team.change_workspace(digest_on=False)
    team.turn_to(THURSDAY)
    pair = [worker(team, tick=0.05) for _ in range(2)]
    for one in pair:
        one.start()
    until(lambda: len(team.states()) == 25 and set(team.states()) == {"sent"})
    for one in pair:
        one.stop()
    assert len(team.posts()) == 25


@pytest.mark.parametrize(
    ("error", "has_trace"), [(DatabaseUnavailable("gone"), False), (RuntimeError("a mistake"), True)]
)
def test_a_tick_that_fails_is_logged_and_the_next_one_runs(
    team: Team, caplog: pytest.LogCaptureFixture, error: Exception, has_trace: bool
) -> None:
    """A database that is away is one line: where that was noticed helps nobody."""
    team.join("U1")
    team.change_workspace(digest_on=False)
    team.turn_to(THURSDAY)
    failures = [error, error]

    def fail(*args: Any) -> None:
        if "FROM workspaces" in args[2] and failures:
            raise failures.pop()

    event.listen(team.deps.database.engine, "before_cursor_execute", fail)
    running = worker(team, tick=0.1)
    running.start()
    until(lambda: len(team.posts()) == 1)
    running.stop()
    assert "job tick failed" in caplog.text
    assert ("Traceback" in caplog.text) == has_trace


def test_stopping_finishes_the_message_in_hand_and_no_other(team: Team) -> None:
    for user in ("U1", "U2", "U3"):
        team.join(user)
    team.change_workspace(digest_on=False)
    due.queue_due(team.deps, team.turn_to(THURSDAY))
    team.slack.faults.add("chat.postMessage", faults.slow(0.5))
    running = worker(team)
    running.start()
    until(lambda: len(team.posts()) == 1)
    running.stop()
    assert team.states() == ["sent", "waiting", "waiting"]


def test_stopping_does_not_wait_for_the_pace(team: Team) -> None:
    for user in ("U1", "U2"):
        team.join(user)
    team.change_workspace(digest_on=False)
    due.queue_due(team.deps, team.turn_to(THURSDAY))
    running = Worker(team.deps)
    running.start()
    until(lambda: "sent" in team.states())
    running.stop()
    assert team.states()[0] == "sent"
    assert "sending" not in team.states()


def test_one_that_never_started_can_be_stopped(team: Team) -> None:
    with watching_threads() as started:
        worker(team).stop()
        assert not started()


def test_a_call_that_hangs_holds_no_stop(team: Team) -> None:
    for user in ("U1", "U2"):
        team.join(user, profile_at=THURSDAY)
    team.change_workspace(digest_on=False)
    due.queue_due(team.deps, team.turn_to(THURSDAY))
    team.slack.faults.add("chat.postMessage", faults.hang(8))
    running = worker(team)
    running.start()
    until(lambda: "sending" in team.states())
    before = time.monotonic()
    running.stop()
    assert time.monotonic() - before < 5
    assert team.posts() == []


def test_profiles_that_hang_hold_no_stop(team: Team) -> None:
    for number in range(10):
        team.join(f"U{number:02}")
    team.change_workspace(digest_on=False, nudge_on=False)
    team.slack.faults.add("users.info", faults.hang(3), times=faults.ALWAYS)
    running = worker(team, tick=0.1)
    running.start()
    until(lambda: team.slack.workspace.journal.calls)
    before = time.monotonic()
    running.stop()
    assert time.monotonic() - before < 5
