"""Socket Mode against a small server of our own: what is answered, what is not, and how it ends."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.app import Roadmate, build_roadmate
from bot.clock import AdjustableClock
from bot.core.ledger import queries
from bot.sandbox.slack_api import messages, payloads
from bot.sandbox.slack_api.fixtures import ANA, LEARNING
from bot.sandbox.slack_api.journal import ShownKind
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET
from bot.sandbox.user_actions.delivery import Delivery
from bot.settings import read_settings
from bot.web.socket import run_socket_mode, watch_connection
from tests import faults
from tests.faults import FaultyServer

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, PING, PONG = 1, 9, 10
TIMEOUT = 10


class Hub:
    """Slack's side of Socket Mode: says where to connect, takes connections, hands envelopes over, keeps the acks."""

    def __init__(self) -> None:
        self._sockets = socket.create_server(("127.0.0.1", 0))
        self._port = self._sockets.getsockname()[1]
        self._connected: list[socket.socket] = []
        self._change = threading.Condition()
        self.acks: dict[str, dict[str, Any]] = {}
        self.opened = 0
        self.refusal = ""
        self.closing = threading.Event()
        self._sending = threading.Lock()
        hub = self

        class Open(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                hub.opened += 1
                url = f"ws://127.0.0.1:{hub._port}/link?ticket={hub.opened}"
                answer = {"ok": False, "error": hub.refusal} if hub.refusal else {"ok": True, "url": url}
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
                """Says nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Open)
        self.api_url = f"http://127.0.0.1:{self._http.server_port}/api/"
        self._threads = [
            threading.Thread(target=self._http.serve_forever, args=(0.02,)),
            threading.Thread(target=self._accept),
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        for connected in self._connected:
            connected.close()
        socket.create_connection(("127.0.0.1", self._port)).close()  # wakes the one that accepts
        for thread in self._threads:
            thread.join()
        self._sockets.close()

    def wait_for_connections(self, number: int) -> None:
        with self._change:
            assert self._change.wait_for(lambda: len(self._connected) >= number, TIMEOUT)

    def hand(self, envelope: str, kind: str, payload: Any) -> None:
        """Send one request over the newest connection."""
        self.send({"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True})

    def send(self, message: Any) -> None:
        self._put(self._connected[-1], TEXT, json.dumps(message).encode())

    def _put(self, connection: socket.socket, opcode: int, data: bytes) -> None:
        with self._sending:
            connection.sendall(frame(opcode, data))

    def _ping(self, connection: socket.socket) -> None:
        """Keep the client's reader awake, as Slack does, only far more often: it looks up after each frame."""
        with contextlib.suppress(OSError):
            while not self.closing.wait(0.05):
                self._put(connection, PING, b"still there?")

    def ack(self, envelope: str, seconds: float = TIMEOUT) -> dict[str, Any]:
        """Wait for the answer to an envelope."""
        with self._change:
            assert self._change.wait_for(lambda: envelope in self.acks, seconds), f"{envelope} was not acknowledged"
            return self.acks[envelope]

    def _accept(self) -> None:
        while True:
            connection, _ = self._sockets.accept()
            if self.closing.is_set():
                connection.close()
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        key = b""
        while (line := stream.readline().strip()) != b"":
            if line.lower().startswith(b"sec-websocket-key:"):
                key = line.split(b":", 1)[1].strip()
        accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + frame(TEXT, b'{"type": "hello"}')
        )
        threading.Thread(target=self._ping, args=(connection,), daemon=True).start()
        with self._change:
            self._connected.append(connection)
            self._change.notify_all()
        with connection, stream, contextlib.suppress(OSError):  # closed on either side
            self._listen(connection, stream)

    def _listen(self, connection: socket.socket, stream: Any) -> None:
        while len(head := stream.read(2)) == 2:
            length = head[1] & 127
            if length >= 126:
                width = 2 if length == 126 else 8
                length = int.from_bytes(stream.read(width), "big")
            mask = stream.read(4)
            data = bytes(byte ^ mask[index % 4] for index, byte in enumerate(stream.read(length)))
            if head[0] & 15 == PING:
                self._put(connection, PONG, data)
            elif head[0] & 15 == TEXT:
                answer = json.loads(data)
                with self._change:
                    self.acks[answer["envelope_id"]] = answer
                    self._change.notify_all()


def frame(opcode: int, data: bytes) -> bytes:
    """One whole frame as a server sends it."""
    size = len(data)
    length = bytes([size]) if size < 126 else b"\x7e" + struct.pack("!H", size) if size < 65536 else b""
    assert length, "longer than these tests need"
    return bytes([128 | opcode]) + length + data


class Running:
    """`run` in a thread of its own."""

    def __init__(self, app: App) -> None:
        self.stop = threading.Event()
        self.ended: list[int | ConnectionError] = []
        self.hooks = 0
        self._thread = threading.Thread(target=self._run, args=(app,), name="socket-mode")
        self._thread.start()

    def _run(self, app: App) -> None:
        try:
            self.ended.append(
                run_socket_mode(app, app_token="xapp-test", on_stopped=self._stopped, stop_event=self.stop)
            )
        except ConnectionError as error:
            self.ended.append(error)

    def _stopped(self) -> None:
        self.hooks += 1

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
def start() -> Iterator[Callable[[App], Running]]:
    started: list[Running] = []

    def start(app: App) -> Running:
        started.append(Running(app))
        return started[-1]

    yield start
    for running in started:
        running.end()


@pytest.fixture
def roadmate(
    slack: FaultyServer,
    clock: AdjustableClock,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Roadmate]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))  # the content is checked once
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

    def _answer(self, ack: Ack) -> None:
        self.begun.release()
        assert self.let_go.wait(TIMEOUT)
        ack("done")


def answered(slack: FaultyServer) -> str:
    """What Ana was told last, reactions aside."""
    return next(one.text for one in reversed(slack.workspace.seen_by(ANA.id)) if one.kind is not ShownKind.REACTION)


def command(slack: FaultyServer, words: str) -> dict[str, Any]:
    """A slash command of Ana's in #learning."""
    name, _, text = words.partition(" ")
    permits = {"trigger_id": slack.workspace.trigger(ANA.id), "response_url": slack.response_url("none")}
    return payloads.command_form(ANA, LEARNING, name, text, **permits)


def direct_message(slack: FaultyServer, words: str) -> dict[str, Any]:
    """An event: Ana writes to the bot."""
    place = slack.workspace.channel(ANA.id)
    message = messages.post_as_user(slack.workspace, ANA.id, place, words)
    return payloads.event_envelope(slack.workspace, payloads.message_event(slack.workspace, "message", place, message))


@pytest.mark.parametrize("words", ["/roadmap aws scaling", "/log list", "/log once upon a time", "/roadmate help"])
def test_a_command_is_answered_as_over_http(
    words: str, over_the_socket: App, hub: Hub, slack: FaultyServer, roadmate: Roadmate, start: Callable[..., Running]
) -> None:
    name, _, text = words.partition(" ")
    outcome = Delivery(slack, roadmate.wsgi).command(ANA.id, name, text, channel=LEARNING.id)
    [over_http] = [call.payload for call in outcome.calls if call.method == "response"]
    start(over_the_socket)
    hub.wait_for_connections(1)
    hub.hand("e1", "slash_commands", command(slack, words))
    assert hub.ack("e1") == {"envelope_id": "e1", "payload": over_http}


def test_a_booking_is_in_the_ledger_before_it_is_answered(
    over_the_socket: App, hub: Hub, slack: FaultyServer, roadmate: Roadmate, start: Callable[..., Running]
) -> None:
    start(over_the_socket)
    hub.wait_for_connections(1)
    envelope = command(slack, "/log 2h networking")
    for name in ("e1", "e2"):  # the same command again, as after a lost answer
        hub.hand(name, "slash_commands", envelope)
        assert hub.ack(name)["payload"]["text"]
    with roadmate.deps.database.read() as conn:
        assert [(entry.member, entry.minutes) for entry in queries.iterate_entries(conn)] == [(ANA.id, 120)]


def test_an_event_is_acknowledged_and_answered(
    over_the_socket: App, hub: Hub, slack: FaultyServer, start: Callable[..., Running]
) -> None:
    start(over_the_socket)
    hub.wait_for_connections(1)
    hub.hand("e1", "events_api", direct_message(slack, "help"))
    assert hub.ack("e1") == {"envelope_id": "e1"}
    assert "/roadmap" in answered(slack)


def test_an_event_that_could_not_be_answered_comes_again(
    over_the_socket: App, hub: Hub, slack: FaultyServer, start: Callable[..., Running]
) -> None:
    start(over_the_socket)
    hub.wait_for_connections(1)
    event = direct_message(slack, "log 2h networking")
    slack.faults.add("chat.postMessage", faults.unavailable())
    hub.hand("e1", "events_api", event)
    hub.hand("e2", "slash_commands", command(slack, "/plan"))
    hub.ack("e2")
    with pytest.raises(AssertionError, match="not acknowledged"):
        hub.ack("e1", seconds=0.5)
    hub.hand("e3", "events_api", event)
    assert hub.ack("e3") == {"envelope_id": "e3"}
    assert "2 h" in answered(slack)


def test_nonsense_does_not_end_it(
    over_the_socket: App, hub: Hub, slack: FaultyServer, start: Callable[..., Running]
) -> None:
    running = start(over_the_socket)
    hub.wait_for_connections(1)
    for payload in ({}, {"type": "event_callback"}, {"command": "/log"}):
        hub.hand("e0", "events_api", payload)
    hub.hand("e1", "slash_commands", command(slack, "/plan"))
    assert hub.ack("e1")["payload"]["response_type"] == "ephemeral"
    assert running.end() == 0


def test_it_moves_to_a_new_connection_when_slack_says_so(
    over_the_socket: App, hub: Hub, slack: FaultyServer, start: Callable[..., Running]
) -> None:
    start(over_the_socket)
    hub.wait_for_connections(1)
    hub.send({"type": "disconnect", "reason": "refresh_requested"})
    hub.wait_for_connections(2)
    hub.hand("e1", "slash_commands", command(slack, "/plan"))
    assert hub.ack("e1")["payload"]["blocks"]
    assert hub.opened == 2


def test_it_ends_at_once_when_asked_to_stop(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    running = start(slow.app)
    hub.wait_for_connections(1)
    assert running.end() == 0
    assert running.hooks == 1


def test_a_command_in_flight_is_answered_first(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    running = start(slow.app)
    hub.wait_for_connections(1)
    hub.hand("e1", "slash_commands", {"command": "/slow"})
    assert slow.begun.acquire(timeout=TIMEOUT)
    running.stop.set()
    with pytest.raises(AssertionError, match="not acknowledged"):
        hub.ack("e1", seconds=0.3)
    assert running.ended == []
    slow.let_go.set()
    assert running.wait() == 0
    assert hub.ack("e1") == {"envelope_id": "e1", "payload": {"text": "done"}}
    assert running.hooks == 1


def test_commands_that_wait_for_their_turn_are_answered_too(
    slow: Slow, hub: Hub, start: Callable[..., Running]
) -> None:
    running = start(slow.app)
    hub.wait_for_connections(1)
    names = [f"e{number}" for number in range(13)]  # more than there are workers
    for name in names:
        hub.hand(name, "slash_commands", {"command": "/slow"})
    for _ in range(10):
        assert slow.begun.acquire(timeout=TIMEOUT)
    running.stop.set()
    slow.let_go.set()
    assert running.wait() == 0
    assert [hub.ack(name)["payload"] for name in names] == [{"text": "done"}] * 13


def test_a_refused_token_is_one_line(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    hub.refusal = "invalid_auth"
    running = start(slow.app)
    ended = running.wait()
    assert isinstance(ended, ConnectionError)
    assert str(ended) == "SLACK_APP_TOKEN: Slack gives no connection (invalid_auth)"
    assert running.hooks == 1


def test_nobody_at_the_address_is_one_line(slow: Slow, start: Callable[..., Running]) -> None:
    slow.app.client.base_url = "http://127.0.0.1:1/api/"
    ended = start(slow.app).wait()
    assert isinstance(ended, ConnectionError)
    assert str(ended).startswith("Slack cannot be reached: ")
    assert "\n" not in str(ended)


def test_a_dead_connection_is_left() -> None:
    assert not watch_connection(lambda: False, threading.Event(), max_disconnected=0.03, look_seconds=0.01)


def test_a_connection_that_comes_back_is_kept() -> None:
    looks = iter([False, False, True, False, False, True])
    asked = threading.Event()

    def connected() -> bool:
        found = next(looks, None)
        if found is None:
            asked.set()
        return bool(found)

    assert watch_connection(connected, asked, max_disconnected=0.025, look_seconds=0.01)


def test_it_ends_when_asked_to_stop_without_a_connection() -> None:
    asked = threading.Event()
    asked.set()
    assert watch_connection(lambda: False, asked, max_disconnected=0.03, look_seconds=0.01)
