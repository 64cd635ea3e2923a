"""Clocks that jump, Slack that wants us to slow down, Slack that is gone: all arrives once, or is let go unsent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.clock import AdjustableClock
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.slack.client import SlackClient
from bot.slack.message import Message
from bot.worker import due
from tests import faults
from tests.faults import Fault, Faults, FaultyServer
from tests.fixtures.team import Team

POST = "chat.postMessage"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUDGE = {"ROADMATE_NUDGE": "mon 09:00"}
PEOPLE = [f"U{number:02}" for number in range(12)]
ALL = Counter([*PEOPLE, "C0LEARNING", "C0LEARNING"])
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def gather(team: Team) -> Any:
    """A digest with a thread and twelve nudges are due on Monday at nine."""
    for user in PEOPLE:
        team.join(user, profile_at=MONDAY)
    team.book("U00", 60, date(2026, 11, 18))
    return team


@pytest.fixture
def busy(make_team: Callable[..., Team]) -> Team:
    team = gather(make_team(**NUDGE))
    team.turn_to(MONDAY)
    return team


def recipients(team: Team) -> Counter[str]:
    return Counter(user for user, _ in team.posts())


# --- Clocks that jump -------------------------------------------------------------------------------------------


class JumpingClock:
    """A clock that somebody sets, forward or back; its seconds go on as ever."""

    def __init__(self, start: datetime) -> None:
        self.shown = start
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.shown

    def monotonic(self) -> float:
        return self.seconds

    def turn(self, by: timedelta) -> None:
        self.shown += by
        self.seconds += by.total_seconds()


class Interrupted(SlackClient):
    """Slack, with something that happens while the third of its calls is on its way."""

    def __init__(self, api_url: str, happens: Callable[[], object]) -> None:
        super().__init__(api_url=api_url, token=lambda _: BOT_TOKEN)
        self._own = (api_url, happens)
        self._calls = 0

    def for_jobs(self) -> SlackClient:
        return Interrupted(*self._own)

    def post_message(self, workspace: str, channel: str, message: Message, *, thread_ts: str | None = None) -> str:
        self._count_call()
        return super().post_message(workspace, channel, message, thread_ts=thread_ts)

    def post_direct_message(self, workspace: str, user: str, message: Message) -> tuple[str, str]:
        self._count_call()
        return super().post_direct_message(workspace, user, message)

    def _count_call(self) -> None:
        self._calls += 1
        if self._calls == 3:
            self._own[1]()


@pytest.mark.parametrize("hours", [3, -2])
def test_a_clock_that_jumps_while_sending_sends_nothing_twice(busy: Team, hours: int) -> None:
    clock = JumpingClock(MONDAY)
    others = replace(busy.deps, clock=clock)

    def jump() -> None:
        """And another process looks at once, with the new time."""
        clock.shown += timedelta(hours=hours)
        due.queue_due(others, clock.now())
        OutboxSender(others, RateLimit(clock.monotonic, interval=0)).send_due(clock.now(), 1000)

    deps = replace(others, slack=Interrupted(busy.slack.base_url, jump))
    sender = OutboxSender(deps, RateLimit(clock.monotonic, interval=0))
    for _ in range(30):
        due.queue_due(deps, clock.now())
        sender.send_due(clock.now(), 1000)
        clock.turn(5 * MINUTE)
    assert recipients(busy) == ALL
    assert Counter(busy.states()) == {"sent": 14}


# --- Slack that wants us to slow down ---------------------------------------------------------------------------


class Storm(Faults):
    """Every second call is too much for Slack until its end; `calls` are the moments of all, and whether they were."""

    def __init__(self, clock: AdjustableClock, end: datetime) -> None:
        super().__init__()
        self._clock = clock
        self._end = end
        self.calls: list[tuple[datetime, bool]] = []

    def take(self, method: str) -> Fault | None:
        assert method == POST
        refused = len(self.calls) % 2 == 0 and self._clock.now() < self._end
        self.calls.append((self._clock.now(), refused))
        return faults.rate_limited(3) if refused else None


def test_a_storm_of_refusals_only_slows_us_down(busy: Team) -> None:
    storm = busy.slack.faults = Storm(busy.clock, MONDAY + 25 * SECOND)

    def wait(seconds: float) -> None:
        busy.clock.advance(timedelta(seconds=seconds))

    pair = [OutboxSender(busy.deps, RateLimit(busy.clock.monotonic, wait)) for _ in range(2)]  # two processes
    due.queue_due(busy.deps, MONDAY)
    for number in range(60):
        pair[number % 2].send_due(busy.clock.now(), 1000)
        busy.clock.advance(SECOND)
    assert recipients(busy) == ALL
    assert set(busy.states()) == {"sent"}
    assert sum(refused for _, refused in storm.calls) > 4
    for (at, refused), (then, _) in pairwise(storm.calls):
        assert then - at >= (3 if refused else 1) * SECOND, "never sooner than Slack asked for"
    assert storm.calls[-1][0] <= MONDAY + 60 * SECOND


def test_two_processes_share_the_second_of_a_workspace(busy: Team) -> None:
    taken = busy.slack.faults = Storm(busy.clock, MONDAY)  # which ends before it begins

    def wait(seconds: float) -> None:
        busy.clock.advance(timedelta(seconds=seconds))

    pair = [OutboxSender(busy.deps, RateLimit(busy.clock.monotonic, wait)) for _ in range(2)]
    due.queue_due(busy.deps, MONDAY)
    number = 0
    while pair[number % 2].send_due(busy.clock.now(), limit=1):
        number += 1
    assert recipients(busy) == ALL
    times = [at for at, _ in taken.calls]
    assert {then - at for at, then in pairwise(times)} == {SECOND}, "neither sooner nor later"


# --- Slack that is gone -----------------------------------------------------------------------------------------


@contextmanager
def unavailable(slack: FaultyServer, _ending: ExitStack) -> Iterator[None]:
    """It answers 503."""
    slack.faults.add(POST, faults.unavailable(), times=faults.ALWAYS)
    yield
    slack.faults.clear()


@contextmanager
def refusing(slack: FaultyServer, ending: ExitStack) -> Iterator[None]:
    """Nobody listens there."""
    port = urlsplit(slack.base_url).port
    slack.stop()
    yield
    ending.enter_context(FaultyServer(slack.workspace, port=port or 0))


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def tick(team: Team, sender: OutboxSender, minutes: int) -> None:
    for _ in range(0, minutes, 5):
        due.queue_due(team.deps, team.clock.now())
        sender.send_due(team.clock.now(), 1000)
        team.clock.advance(5 * MINUTE)


@pytest.mark.parametrize("down", [unavailable, refusing], ids=["503", "connection refused"])
def test_after_an_hour_without_slack_all_comes_once(busy: Team, down: Callable[..., Any], ending: ExitStack) -> None:
    sender = busy.sender()
    with down(busy.slack, ending):
        tick(busy, sender, 60)
        assert busy.posts() == []
        assert set(busy.states()) == {"waiting"}
    tick(busy, busy.sender(), 40)
    assert recipients(busy) == ALL
    assert set(busy.states()) == {"sent"}


def test_what_is_no_use_any_more_after_that_hour_is_let_go(make_team: Callable[..., Team], ending: ExitStack) -> None:
    team = gather(make_team(ROADMATE_NUDGE="mon 19:30", ROADMATE_DIGEST="mon 19:30"))
    team.turn_to(MONDAY + timedelta(hours=10, minutes=30))
    with refusing(team.slack, ending):
        tick(team, team.sender(), 60)
    tick(team, team.sender(), 40)
    assert [user for user, _ in team.posts()] == ["C0LEARNING", "C0LEARNING"]
    assert Counter((each.kind, each.state) for each in team.outbox_rows()) == {
        ("digest", "sent"): 2,
        ("nudge", "expired"): 12,
    }
