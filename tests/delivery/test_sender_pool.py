"""The sender pool: workspaces side by side, each one's messages in their order."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import event

from bot.db.engine import DatabaseUnavailable
from bot.delivery import outbox
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender_pool import SenderPool
from bot.sandbox.slack_api.fixtures import SlackUser
from tests import faults
from tests.fixtures.installed import install_workspace
from tests.fixtures.team import Team
from tests.slack_world import add_person

POST = "chat.postMessage"
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def put(team: Team, workspace: str, recipient: str = "C0LEARNING", minutes: int = 0) -> None:
    with team.deps.database.begin() as conn:
        install_workspace(conn, workspace=workspace, now=NOW)
        outbox.put_message(
            conn,
            workspace=workspace,
            kind="digest",
            period="2026-W47",
            recipient=recipient,
            message={"text": f"{workspace} {recipient}", "blocks": []},
            due_at=NOW + timedelta(minutes=minutes),
            expires_at=NOW + timedelta(hours=6),
            now=NOW,
        )


def people_of(team: Team, workspace: str, number: int) -> list[str]:
    """People who are at home in a workspace, as Slack knows them."""
    people = [f"U{workspace}{each:02}" for each in range(number)]
    for person in people:
        add_person(team.slack.workspace, SlackUser(person, person.lower(), person, home=workspace))
    return people


@pytest.fixture
def queue(team: Team) -> Team:
    team.turn_to(NOW)
    return team


def make_pool(team: Team, workers: int = 8, interval: float = 0) -> SenderPool:
    return SenderPool(team.deps, RateLimit(team.clock.monotonic, interval=interval), workers)


def test_a_slow_workspace_keeps_no_other_waiting(queue: Team) -> None:
    for number in range(6):
        put(queue, f"T{number}")
    queue.slack.faults.add(POST, faults.slow(0.7), times=6)
    started = perf_counter()
    sent = make_pool(queue).send_all_due(NOW)
    assert perf_counter() - started < 6 * 0.7 / 2  # one after the other they would take all of it
    assert {result.workspace for result in sent} == {f"T{number}" for number in range(6)}


def test_a_workspace_that_slack_pauses_keeps_no_other_waiting(queue: Team) -> None:
    put(queue, "T0", minutes=-1)
    put(queue, "T0", "U0SANDANA")
    put(queue, "T1")
    queue.slack.faults.add(POST, faults.rate_limited(60))
    ended = [(result.workspace, result.state.value) for result in make_pool(queue, workers=1).send_all_due(NOW)]
    assert ended == [("T0", "waiting"), ("T1", "sent")]


def test_more_workspaces_than_hands_all_get_their_turn_in_order(queue: Team) -> None:
    for number in range(7):
        for minutes, person in enumerate(people_of(queue, f"T{number}", 3)):
            put(queue, f"T{number}", person, minutes=minutes - 9)
    sent = make_pool(queue, workers=2).send_all_due(NOW)
    for number in range(7):
        order = [result.recipient for result in sent if result.workspace == f"T{number}"]
        assert order == [f"UT{number}{person:02}" for person in range(3)]


def test_a_database_that_fails_raises(queue: Team) -> None:
    put(queue, "T0")

    def fail(*args: Any) -> None:
        if args[2].startswith("UPDATE"):
            raise DatabaseUnavailable("gone")

    event.listen(queue.deps.database.engine, "before_cursor_execute", fail)
    with pytest.raises(DatabaseUnavailable):
        make_pool(queue).send_all_due(NOW)


def test_two_pools_and_a_stop_in_the_middle_send_each_message_once(queue: Team) -> None:
    for workspace in ("T1", "T2"):
        for person in people_of(queue, workspace, 20):
            put(queue, workspace, person)
    first, second = make_pool(queue, workers=2), make_pool(queue, workers=2)
    some = threading.Event()
    queue.slack.faults.add(POST, faults.slow(0.01), times=faults.ALWAYS)
    for each in (first, second):
        each.start()
    threading.Thread(target=lambda: some.wait(0.2) or first.stop(10)).start()
    for _ in range(500):
        if set(queue.states()) == {"sent"}:
            break
        some.wait(0.02)
    for each in (first, second):
        each.stop(10)
    assert set(queue.states()) == {"sent"}
    assert len(queue.posts()) == len(set(queue.posts())) == 40


def test_a_pool_that_hangs_keeps_no_process_from_ending(queue: Team) -> None:
    pool = make_pool(queue)
    before = set(threading.enumerate())
    pool.start()
    started = set(threading.enumerate()) - before
    pool.stop(timeout=5)
    assert [each.daemon for each in started if each.name == "senders"] == [True]


def test_a_pool_with_nothing_to_send_looks_now_and_then(queue: Team) -> None:
    pool, looks, third = make_pool(queue), [], threading.Event()

    def note(*_: Any) -> None:
        looks.append(1)
        if len(looks) > 2:
            third.set()

    event.listen(queue.deps.database.engine, "before_cursor_execute", note)
    pool.start()
    was_busy = third.wait(0.5)
    pool.stop(timeout=5)
    event.remove(queue.deps.database.engine, "before_cursor_execute", note)
    assert looks
    assert not was_busy, "a second passes between two looks"
