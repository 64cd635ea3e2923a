"""A workspace with a clock that tests turn, over real HTTP, and a small real Bolt app to deliver to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from tests.faults import FaultyServer
from tests.slack_world import RepeatingDelivery


@dataclass(slots=True)
class Clock:
    moment: datetime = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(clock: Clock) -> SlackWorkspace:
    return SlackWorkspace(clock)


@pytest.fixture
def server(workspace: SlackWorkspace) -> Iterator[FaultyServer]:
    with FaultyServer(workspace) as running:
        yield running


@pytest.fixture
def client(server: FaultyServer) -> WebClient:
    return WebClient(BOT_TOKEN, base_url=server.base_url, timeout=5, retry_handlers=[])


@pytest.fixture
def app(client: WebClient) -> App:
    def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=fixtures.TEAM_ID, bot_token=BOT_TOKEN, bot_user_id=fixtures.BOT.id
        )

    return App(signing_secret=SIGNING_SECRET, process_before_response=True, client=client, authorize=authorize)


@pytest.fixture
def delivery(server: FaultyServer, app: App) -> RepeatingDelivery:
    return deliver_to(server, SlackRequestHandler(app))


def deliver_to(server: FaultyServer, target: Any, **rest: Any) -> RepeatingDelivery:
    return RepeatingDelivery(server, target, signed_at=lambda: datetime.now(UTC), **rest)


@pytest.fixture
def deliver(server: FaultyServer) -> Callable[..., RepeatingDelivery]:
    return lambda target, **rest: deliver_to(server, target, **rest)
