"""What the tests of Socket Mode share: Slack's side, a run in a thread, and two apps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.app import Roadmate, build_roadmate
from bot.clock import AdjustableClock
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET
from bot.settings import read_settings
from bot.web.socket_mode.run import run_socket_mode
from bot.web.socket_mode.timing import Timing
from tests.faults import FaultyServer
from tests.web.socket_mode.hub import TIMEOUT, Hub


class Running:
    """`run_socket_mode` in a thread of its own."""

    def __init__(self, app: App, timing: Timing, app_token: str) -> None:
        self.stop = threading.Event()
        self.ended: list[int | ConnectionError] = []
        self.hooks = 0
        self.connected: list[bool] = []
        self.reconnects = 0
        self._thread = threading.Thread(target=self._run, args=(app, timing, app_token), name="socket-mode")
        self._thread.start()

    def _run(self, app: App, timing: Timing, app_token: str) -> None:
        try:
            self.ended.append(
                run_socket_mode(
                    app,
                    app_token=app_token,
                    on_stopped=self._stopped,
                    stop_event=self.stop,
                    on_connected=self.connected.append,
                    on_reconnect=self._reconnected,
                    timing=timing,
                )
            )
        except ConnectionError as error:
            self.ended.append(error)

    def _stopped(self) -> None:
        self.hooks += 1

    def _reconnected(self) -> None:
        self.reconnects += 1

    def end(self) -> int | ConnectionError:
        self.stop.set()
        return self.wait()

    def wait(self) -> int | ConnectionError:
        self._thread.join(TIMEOUT)
        assert self.ended, "it does not end"
        return self.ended[0]


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    yield hub
    hub.close()


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(app: App, *, look: float = 0.01, app_token: str = "xapp-test", **timing: float) -> Running:
        started.append(Running(app, Timing(look=look, **timing), app_token))
        return started[-1]

    yield start
    for running in started:
        running.end()


@pytest.fixture
def roadmate(
    slack: FaultyServer,
    clock: AdjustableClock,
    tmp_path: Path,
    cache_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Roadmate]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
    settings = read_settings(
        {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": slack.base_url,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'roadmate.db'}",
        }
    )
    built = build_roadmate(settings, clock=clock)
    yield built
    built.close()


@pytest.fixture
def over_the_socket(roadmate: Roadmate, hub: Hub, slack: FaultyServer) -> App:
    """The real app, whose own calls go to the stand-in and whose connection is the hub's."""
    roadmate.router.client.base_url = hub.api_url
    return roadmate.router


@pytest.fixture
def slow(hub: Hub) -> Slow:
    return Slow(hub)


class Slow:
    """An app with one command that takes until it is let go."""

    def __init__(self, hub: Hub) -> None:
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.app = App(
            client=WebClient(token=BOT_TOKEN, base_url=hub.api_url, timeout=2, retry_handlers=[]),
            authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id=None, bot_token=BOT_TOKEN),
            process_before_response=True,
            request_verification_enabled=False,
        )
        self.app.command("/slow")(self._answer)
        self.app.command("/quick")(lambda ack: ack("here"))

    def _answer(self, ack: Ack) -> None:
        self.begun.release()
        assert self.let_go.wait(TIMEOUT)
        ack("done")
