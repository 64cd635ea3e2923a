"""Connections that end in each way there is, against real sockets: how soon a command is answered again."""

from __future__ import annotations

import itertools
import json
import logging
import threading
import time
from collections.abc import Callable

import pytest

from bot.web.socket_mode.timing import Timing
from tests.web.socket_mode.conftest import Running, Slow
from tests.web.socket_mode.hub import PING, TEXT, TIMEOUT, Hub, Opening, cpu_seconds, cut, frame, wait_until

BUSY = 2.0  # seconds that a machine with other work may add; the figures of a quiet one are in benchmarks/README.md
WRONG_KEY = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: bm90IHRoZSBvbmU=\r\n\r\n"
)
ENDINGS = ("fin", "reset", "close_frame", "silence")


def end(hub: Hub, how: str) -> None:
    getattr(hub, f"end_with_{how}")()


def seconds_to_answer(hub: Hub, connections: int) -> float:
    """Wait for the next connection, send a command over it; return how long both took."""
    begin = time.monotonic()
    hub.wait_for_connections(connections)
    hub.hand(f"after-{connections}", "slash_commands", {"command": "/quick"})
    assert hub.ack(f"after-{connections}")["payload"] == {"text": "here"}
    return time.monotonic() - begin


def lines(caplog: pytest.LogCaptureFixture, number: int) -> list[str]:
    """What was logged of the connection once there are so many lines; by us alone, and without a trace."""
    wait_until(lambda: len(of_connection(caplog)) >= number)
    for record in of_connection(caplog):
        assert record.name.startswith("bot.web.socket_mode"), record
        assert record.exc_info is None
    return [record.getMessage() for record in of_connection(caplog)]


def of_connection(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in list(caplog.records) if record.name != "bot.web.access_log"]


@pytest.mark.parametrize("how", ENDINGS)
def test_it_answers_again_within_two_seconds(
    how: str, slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    running = start(slow.app)
    seconds_to_answer(hub, 1)
    end(hub, how)
    assert seconds_to_answer(hub, 2) < 2.0 + BUSY
    first, lost, again = lines(caplog, 3)
    assert first == "connected to Slack"
    assert lost.startswith("connection to Slack lost: ")
    assert again.startswith("connected to Slack again after ")
    assert running.connected == [True, False, True]
    assert running.reconnects == 1


def test_a_second_silence_takes_until_the_connection_is_given_up(
    slow: Slow, hub: Hub, start: Callable[..., Running]
) -> None:
    start(slow.app, ping=0.2, give_up=1.5)
    seconds_to_answer(hub, 1)
    hub.end_with_silence()
    assert seconds_to_answer(hub, 2) < 1.4 + BUSY
    hub.end_with_silence()
    taken = seconds_to_answer(hub, 3)
    assert 1.4 < taken < 2.2 + BUSY


def test_a_connection_that_was_only_slow_is_kept(
    slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    running = start(slow.app, ping=0.1, doubt=0.3, give_up=20.0)
    seconds_to_answer(hub, 1)
    hub.handshakes.extend([20.0] * 9)  # no other is to be had
    hub.end_with_silence()
    wait_until(lambda: running.connected == [True, False])
    hub.end_silence()
    wait_until(lambda: running.connected == [True, False, True])
    assert seconds_to_answer(hub, 1) < BUSY
    assert [line.partition(" after")[0].partition(":")[0] for line in lines(caplog, 3)] == [
        "connected to Slack",
        "connection to Slack lost",
        "connected to Slack again",
    ]
    assert running.reconnects == 0


def test_a_server_that_pings_but_never_answers_one_is_left(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    start(slow.app, ping=0.1, doubt=0.2, give_up=0.5)
    seconds_to_answer(hub, 1)
    hub.end_with_silence()
    done = threading.Event()

    def ping() -> None:
        while not done.wait(0.05):
            hub.put(PING, b"still there?", 0)

    pinging = threading.Thread(target=ping)
    pinging.start()
    try:
        assert seconds_to_answer(hub, 2) < 1.0 + BUSY
    finally:
        done.set()
        pinging.join()


def test_a_refresh_loses_nothing(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    running = start(slow.app)
    hub.wait_for_connections(1)
    hub.hand("before", "slash_commands", {"command": "/slow"})
    assert slow.begun.acquire(timeout=TIMEOUT)
    hub.send({"type": "disconnect", "reason": "refresh_requested"})
    assert seconds_to_answer(hub, 2) < 0.3 + BUSY
    hub.hand("late", "slash_commands", {"command": "/quick"}, over=0)  # the old connection is still read
    assert hub.ack("late")["payload"] == {"text": "here"}
    slow.let_go.set()
    assert hub.ack("before")["payload"] == {"text": "done"}
    assert hub.acked_over == {"before": 0, "late": 0, "after-2": 1}
    assert set(hub.ack_counts.values()) == {1}
    wait_until(lambda: running.reconnects == 1)
    assert running.connected == [True]


def test_a_refresh_whose_old_connection_ends_at_once(
    slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    start(slow.app)
    hub.wait_for_connections(1)
    hub.hand("before", "slash_commands", {"command": "/slow"})
    assert slow.begun.acquire(timeout=TIMEOUT)
    hub.send({"type": "disconnect", "reason": "warning"})
    lines(caplog, 3)
    cut(hub.connections[0])
    wait_until(lambda: sum(thread.name == "socket-mode-link" for thread in threading.enumerate()) == 1)
    slow.let_go.set()
    assert hub.ack("before")["payload"] == {"text": "done"}
    assert hub.acked_over == {"before": 1}
    assert lines(caplog, 3) == [
        "connected to Slack",
        "Slack asks for a new connection (warning)",
        "moved to a new connection to Slack",
    ]


def test_the_old_connection_is_closed_after_a_while(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    start(slow.app, overlap=0.2)
    hub.wait_for_connections(1)
    hub.send({"type": "disconnect", "reason": "refresh_requested"})
    hub.wait_for_connections(2)
    assert hub.wait_until_closed(0)
    assert seconds_to_answer(hub, 2) < BUSY


def test_an_answer_goes_over_the_connection_that_took_over(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    start(slow.app)
    hub.wait_for_connections(1)
    hub.hand("before", "slash_commands", {"command": "/slow"})
    assert slow.begun.acquire(timeout=TIMEOUT)
    hub.handshakes.append(0.5)
    hub.end_with_reset()
    wait_until(lambda: not hub.handshakes)
    slow.let_go.set()  # while there is no connection
    assert hub.ack("before")["payload"] == {"text": "done"}
    assert hub.acked_over == {"before": 1}
    assert hub.ack_counts == {"before": 1}


@pytest.mark.parametrize("how", ["fin", "close_frame"])
def test_what_came_just_before_the_end_is_answered(
    how: str, slow: Slow, hub: Hub, start: Callable[..., Running]
) -> None:
    start(slow.app)
    hub.wait_for_connections(1)
    hub.hand("before", "slash_commands", {"command": "/slow"})
    assert slow.begun.acquire(timeout=TIMEOUT)
    names = [f"e{number}" for number in range(30)]
    for name in names:
        hub.hand(name, "slash_commands", {"command": "/slow"})
    end(hub, how)
    hub.wait_for_connections(2)
    slow.let_go.set()
    for name in ("before", *names):
        assert hub.ack(name)["payload"] == {"text": "done"}
    assert set(hub.ack_counts.values()) == {1}


def test_a_close_frame_that_is_not_followed_by_an_end(
    slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    start(slow.app)
    seconds_to_answer(hub, 1)
    hub.end_with_silence()
    hub.end_with_close_frame()
    assert seconds_to_answer(hub, 2) < 1.0 + BUSY
    assert [line.partition(" after")[0] for line in lines(caplog, 3)] == [
        "connected to Slack",
        "connection to Slack lost: Slack closes it",
        "connected to Slack again",
    ]


def test_a_slack_that_is_away_is_waited_for(
    slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    running = start(slow.app, look=Timing().look, max_delay=1.0)
    hub.wait_for_connections(1)
    hub.go_away()
    began, used = time.monotonic(), cpu_seconds()
    time.sleep(2)
    assert cpu_seconds() - used < 0.05 * (time.monotonic() - began)
    assert running.ended == []
    hub.come_back()
    assert seconds_to_answer(hub, 2) < 1.1 + BUSY
    first, lost, away, again = lines(caplog, 4)
    assert (first, lost) == ("connected to Slack", "connection to Slack lost: it ended without a goodbye")
    assert away == "can't reach Slack: Connection refused; trying again"
    assert again.startswith("connected to Slack again after ")
    assert running.connected == [True, False, True]


def test_a_start_waits_for_slack(
    slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    hub.go_away()
    running = start(slow.app)
    time.sleep(0.6)
    assert running.ended == []
    hub.come_back()
    assert seconds_to_answer(hub, 1) < 2.0 + BUSY
    assert lines(caplog, 1)[0] == "can't reach Slack: Connection refused; trying again"


def test_a_name_that_nobody_knows_is_waited_for(
    slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    known = slow.app.client.base_url
    slow.app.client.base_url = "http://slack.invalid/api/"
    running = start(slow.app)
    time.sleep(0.6)
    assert running.ended == []
    slow.app.client.base_url = known
    assert seconds_to_answer(hub, 1) < 10
    assert lines(caplog, 1)[0].startswith("can't reach Slack: ")


@pytest.mark.parametrize("how", ["fin", "silence"])
def test_a_connection_that_is_dead_costs_nothing(how: str, slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    start(slow.app, look=Timing().look)
    seconds_to_answer(hub, 1)
    hub.handshakes.extend([20.0] * 9)  # no other is to be had
    end(hub, how)
    began, used = time.monotonic(), cpu_seconds()
    time.sleep(2)
    assert cpu_seconds() - used < 0.05 * (time.monotonic() - began)


@pytest.mark.parametrize("reason", ["fin", "disconnect"])
def test_connections_that_never_last_are_not_opened_in_a_rush(
    reason: str, slow: Slow, hub: Hub, start: Callable[..., Running]
) -> None:
    start(slow.app, first_delay=0.1, max_delay=0.8)
    deadline = time.monotonic() + 1.2
    for number in itertools.count(1):
        while len(hub.connections) < number and time.monotonic() < deadline:
            time.sleep(0.01)
        if time.monotonic() >= deadline:
            break
        if reason == "fin":
            cut(hub.connections[number - 1])
        else:
            hub.send({"type": "disconnect", "reason": "refresh_requested"}, number - 1)
    assert 4 <= hub.opened <= 8


@pytest.mark.parametrize(
    "handshake",
    [
        0.6,
        20.0,
        b"",
        b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>",
        WRONG_KEY,
        b"\xff\xfe\x00 this is no HTTP",
        b"HTTP/1.1 301 Moved\r\nlocation: http://127.0.0.1:1/\r\n\r\n",
    ],
    ids=["slow", "hangs", "cut", "503", "page", "wrong-key", "noise", "redirect"],
)
def test_a_handshake_that_goes_wrong(
    handshake: bytes | float, slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    hub.handshakes.append(handshake)
    start(slow.app, hang=0.5, first_delay=0.1)
    assert seconds_to_answer(hub, 1) < 1.0 + BUSY
    expected = 0 if isinstance(handshake, float) else 1
    assert len(lines(caplog, expected)) == expected


@pytest.mark.parametrize(
    "noise",
    [
        b"\xff" * 200,
        frame(TEXT, b"\xff\xfe"),
        frame(3, b"an opcode that there is not"),
        frame(PING, b"x" * 200),
        b"\x81\x7f" + (2**62).to_bytes(8, "big"),
        frame(TEXT, b" " * (5 * 2**20)),
        b"\x80\x02hi",
    ],
    ids=["noise", "no-utf-8", "opcode", "long-ping", "huge", "large", "continuation-of-nothing"],
)
def test_frames_that_are_none_end_the_connection_only(
    noise: bytes, slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    running = start(slow.app)
    seconds_to_answer(hub, 1)
    put_noise(hub, noise)
    assert seconds_to_answer(hub, 2) < 1.0 + BUSY
    assert len(lines(caplog, 1)) == 1
    assert running.ended == []


def put_noise(hub: Hub, noise: bytes) -> None:
    try:
        hub.put_raw(noise)
    except OSError:
        """The client has hung up before it read all of it."""


@pytest.mark.parametrize(
    "message",
    [
        "",
        "not JSON",
        "[]",
        "17",
        "null",
        "[" * 100_000,
        '{"type": 7}',
        '{"type": "events_api", "envelope_id": "e", "payload": 5}',
        '{"type": "events_api", "envelope_id": {}, "payload": {}}',
    ],
    ids=["empty", "words", "list", "number", "null", "deep", "type", "payload", "envelope"],
)
def test_messages_that_are_none_are_let_be(
    message: str, slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    start(slow.app)
    seconds_to_answer(hub, 1)
    hub.put(TEXT, message.encode())
    hub.put(2, b"binary")
    hub.hand("next", "slash_commands", {"command": "/quick"})
    assert hub.ack("next")["payload"] == {"text": "here"}
    assert len(hub.connections) == 1
    assert len(lines(caplog, 0)) <= 1


def test_large_and_fragmented_messages_are_answered(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    start(slow.app)
    hub.wait_for_connections(1)
    hub.hand("large", "slash_commands", {"command": "/quick", "text": "x" * (3 * 2**20)})
    assert hub.ack("large")["payload"] == {"text": "here"}
    content = json.dumps({"envelope_id": "parts", "type": "slash_commands", "payload": {"command": "/quick"}}).encode()
    hub.put_raw(frame(TEXT, content[:20], is_last=False))
    hub.put(PING, b"between")
    hub.put_raw(frame(0, content[20:]))
    assert hub.ack("parts")["payload"] == {"text": "here"}


@pytest.mark.parametrize(
    ("opening", "line"),
    [
        (Opening(429, "{}", {"Retry-After": "1"}), "Slack asks to wait (ratelimited)"),
        (Opening(200, '{"ok": false, "error": "ratelimited"}'), "Slack asks to wait (ratelimited)"),
        (Opening(429, "<html>", {"Retry-After": "soon"}), "Slack asks to wait (ratelimited)"),
        (Opening(500, "Internal Server Error"), "Slack gives no connection (HTTP status 500)"),
        (Opening(503, "<!DOCTYPE html><h1>Down</h1>"), "Slack gives no connection (HTTP status 503)"),
        (Opening(200, "<html>a portal</html>"), "Slack gives no connection (HTTP status 200)"),
        (Opening(200, "[]"), "Slack gives no connection (HTTP status 200)"),
        (Opening(200, '["ok"]'), "Slack's answer makes no sense"),
        (Opening(200, '{"ok": true}'), "Slack's answer holds no address"),
        (Opening(200, '{"ok": true, "url": 7}'), "Slack's answer holds no address"),
        (Opening(200, '{"ok": true, "url": "ftp://x/"}'), "Slack's answer holds no address"),
        (Opening(200, '{"ok": true, "url": "ws://"}'), "can't open Slack's socket: InvalidURI"),
        (
            Opening(200, '{"ok": true, "url": "ws://127.0.0.1:1/"}'),
            "can't open Slack's socket: Connection refused",
        ),
        (Opening(200, '{"ok": false, "error": "internal_error"}'), "Slack gives no connection (internal_error)"),
        (Opening(200, '{"ok": false, "error": "for ana: xapp-1"}'), "Slack gives no connection (HTTP status 200)"),
    ],
)
def test_an_opening_that_goes_wrong_is_tried_again(
    opening: Opening,
    line: str,
    slow: Slow,
    hub: Hub,
    start: Callable[..., Running],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    hub.openings.append(opening)
    start(slow.app, first_delay=0.1)
    taken = seconds_to_answer(hub, 1)
    assert taken < 1.5 + BUSY
    assert taken >= (0.9 if "ratelimited" in line else 0)
    assert lines(caplog, 2) == [f"{line}; trying again", "connected to Slack"]


def test_an_opening_that_is_slow_is_waited_for(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    hub.openings.append(Opening(seconds=0.5))
    start(slow.app, first_delay=0.1)
    assert seconds_to_answer(hub, 1) < 1.0 + BUSY
    assert hub.opened == 1
