"""kill -9 at each step between claim, lease, send and mark: nothing comes twice, and nothing is lost unseen."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.slack.slash import put_prefix_in_text
from tests import faults
from tests.faults import Fault
from tests.fixtures.team import ProcessRunner, Team

POST = "chat.postMessage"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUDGE = "mon 09:00"  # with the digest, so that both are on their way
PEOPLE = ["U1", "U2", "U3"]


@dataclass(frozen=True)
class Crash:
    """Where a process dies, how often it has passed there before, and whether anyone can know if it was sent."""

    point: str
    passed: int = 0
    unknown: bool = False
    arrived: bool = False


CRASHES = [
    Crash("before a claim is written"),
    Crash("before a message is written"),
    Crash("before a message is written", 1),
    Crash("before a message is committed"),
    Crash("before a look for work"),
    Crash("before a lease is committed"),
    Crash("before the next message"),
    Crash("before a start is committed", 1),
    Crash("before the call", 1, unknown=True),
    Crash("after the answer", 1, unknown=True, arrived=True),
    Crash("before a result is committed", 1, unknown=True, arrived=True),
    Crash("before the next message", 2),
]


@pytest.fixture
def busy(make_team: Callable[..., Team]) -> Team:
    """A digest with a thread and three nudges are due."""
    team = make_team(ROADMATE_NUDGE=NUDGE)
    for user in PEOPLE:
        team.join(user)
        team.book(user, 60, date(2026, 11, 18))
    team.join("U0SANDANA", is_admin=True, nudged=False)
    team.turn_to(MONDAY)
    return team


def crash(team: Team, processes: ProcessRunner, where: Crash) -> None:
    dead = processes.start(team, MONDAY, point=where.point, passed=where.passed, ROADMATE_NUDGE=NUDGE)
    assert processes.wait(dead)[0] == -signal.SIGKILL, "it must get there"


def go_on(team: Team, processes: ProcessRunner) -> None:
    """A new process, ten seconds later."""
    after = processes.start(team, MONDAY + timedelta(seconds=10), ROADMATE_NUDGE=NUDGE)
    assert processes.wait(after)[0] == 0


def in_doubt(team: Team) -> list[tuple[str, str]]:
    return [(each.kind, each.recipient) for each in team.outbox_rows() if each.state == "unknown"]


def check(team: Team, *, unknown: list[tuple[str, str]], arrived: bool) -> None:
    """Everything was written once and went out once; of what nobody can know, the admin is told once."""
    rows = [row for row in team.outbox_rows() if row.kind != "notice"]
    assert Counter((each.kind, each.recipient) for each in rows if not each.follows) == Counter(
        [("digest", "C0LEARNING"), *(("nudge", user) for user in PEOPLE)]
    )
    assert [each.recipient for each in rows if each.follows] == ["C0LEARNING"], "the digest has a thread"
    assert in_doubt(team) == unknown
    assert Counter(team.states()) == Counter(sent=5, unknown=len(unknown)), "those in doubt have a notice each instead"
    assert [each.recipient for each in team.outbox_rows() if each.kind == "notice"] == ["U0SANDANA"] * len(unknown)
    doubted = [row for row in rows if row.state == "unknown"]
    sent = [row for row in team.outbox_rows() if row.state == "sent"] + (doubted if arrived else [])
    assert Counter(team.posts()) == Counter(
        (row.recipient, put_prefix_in_text(row.message["text"], "")) for row in sent
    )


@pytest.mark.parametrize("where", CRASHES, ids=lambda where: f"{where.point}, {where.passed}")
def test_a_crash_anywhere_sends_nothing_twice_and_loses_nothing(
    busy: Team, processes: ProcessRunner, where: Crash
) -> None:
    crash(busy, processes, where)
    go_on(busy, processes)
    check(busy, unknown=[("nudge", "U1")] if where.unknown else [], arrived=where.arrived)


@pytest.mark.parametrize(
    ("fault", "arrived"), [(faults.slow(9), True), (faults.hang(9), False)], ids=["it has arrived", "it has not"]
)
def test_a_crash_during_the_call_is_in_doubt(busy: Team, processes: ProcessRunner, fault: Fault, arrived: bool) -> None:
    busy.slack.faults.add(POST, faults.slow(0))
    busy.slack.faults.add(POST, fault)
    calling = processes.start(busy, MONDAY, ROADMATE_NUDGE=NUDGE)
    while len([call for call in busy.slack.workspace.journal.calls if call.method == POST]) < 2:
        time.sleep(0.01)
    os.kill(calling, signal.SIGKILL)
    assert processes.wait(calling)[0] == -signal.SIGKILL
    go_on(busy, processes)
    check(busy, unknown=[("nudge", "U1")], arrived=arrived)


def test_one_crash_after_the_other_is_no_worse(busy: Team, processes: ProcessRunner) -> None:
    crash(busy, processes, Crash("before a message is committed"))
    crash(busy, processes, Crash("before a lease is committed"))
    crash(busy, processes, Crash("before the next message"))
    go_on(busy, processes)
    check(busy, unknown=[], arrived=False)
