"""Socket Mode ends within five seconds, whatever it is at; and by itself only when it is of no use any more."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.web.socket_mode.conftest import Running, Slow
from tests.web.socket_mode.hub import TIMEOUT, Hub, Opening

STOP_SECONDS = 5.0


def stop_in_time(running: Running) -> int | ConnectionError:
    began = time.monotonic()
    ended = running.end()
    assert time.monotonic() - began < STOP_SECONDS
    assert running.hooks == 1
    return ended


def test_it_stops_while_slack_is_asked(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    hub.openings.append(Opening(seconds=20))
    running = start(slow.app)
    while not hub.opened:
        time.sleep(0.01)
    assert stop_in_time(running) == 0


def test_it_stops_while_the_handshake_hangs(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    hub.handshakes.append(20.0)
    running = start(slow.app)
    while hub.handshakes:
        time.sleep(0.01)
    assert stop_in_time(running) == 0


def test_it_stops_while_slack_is_away(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    hub.go_away()
    running = start(slow.app)
    time.sleep(0.3)
    assert stop_in_time(running) == 0


def test_it_stops_before_it_has_begun(slow: Slow, start: Callable[..., Running]) -> None:
    assert stop_in_time(start(slow.app)) == 0


@pytest.mark.parametrize("how", ["fin", "silence"])
def test_it_stops_over_a_dead_connection(how: str, slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    running = start(slow.app)
    hub.wait_for_connections(1)
    hub.hand("e1", "slash_commands", {"command": "/slow"})
    assert slow.begun.acquire(timeout=TIMEOUT)
    hub.handshakes.append(20.0)
    getattr(hub, f"end_with_{how}")()
    slow.let_go.set()
    assert stop_in_time(running) == 0


def test_a_handler_that_never_ends_is_left_behind(
    slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    running = start(slow.app, drain=0.5)
    hub.wait_for_connections(1)
    hub.hand("e1", "slash_commands", {"command": "/slow"})
    assert slow.begun.acquire(timeout=TIMEOUT)
    assert stop_in_time(running) == 1
    assert caplog.messages == ["stopping without having answered 1 requests"]
    slow.let_go.set()


def test_requests_that_come_without_end_do_not_keep_it(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    running = start(slow.app, drain=0.5)
    hub.wait_for_connections(1)
    running.stop.set()
    began = time.monotonic()
    number = 0
    while not running.ended and time.monotonic() - began < TIMEOUT:
        number += 1
        try:
            hub.hand(f"e{number}", "slash_commands", {"command": "/quick"})
        except OSError:  # it has left
            break
    running.wait()
    assert time.monotonic() - began < STOP_SECONDS


def test_a_process_whose_threads_are_all_stuck_leaves(
    slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    running = start(slow.app, stuck=0.3, drain=0.3)
    hub.wait_for_connections(1)
    for number in range(11):  # one more than there are threads
        hub.hand(f"e{number}", "slash_commands", {"command": "/slow"})
    assert running.wait() == 1
    assert caplog.messages[0] == "a request has waited for its turn for 0 s: leaving"
    slow.let_go.set()


def test_long_requests_alone_are_no_reason_to_leave(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    running = start(slow.app, stuck=0.3)
    hub.wait_for_connections(1)
    for number in range(10):
        hub.hand(f"e{number}", "slash_commands", {"command": "/slow"})
        assert slow.begun.acquire(timeout=TIMEOUT)
    time.sleep(0.6)
    assert running.ended == []
    slow.let_go.set()
    assert running.end() == 0


@pytest.mark.parametrize(
    "error", ["invalid_auth", "not_authed", "not_allowed_token_type", "token_revoked", "missing_scope"]
)
def test_a_refused_token_is_one_line_at_once(
    error: str, slow: Slow, hub: Hub, start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    hub.refusal = error
    began = time.monotonic()
    running = start(slow.app)
    ended = running.wait()
    assert time.monotonic() - began < 2
    assert isinstance(ended, ConnectionError)
    assert str(ended) == f"SLACK_APP_TOKEN: Slack gives no connection ({error})"
    assert (running.hooks, hub.opened, caplog.messages) == (1, 1, [])


def test_a_token_that_was_good_is_refused_for_a_while(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    running = start(slow.app)
    hub.wait_for_connections(1)
    hub.refusal = "invalid_auth"
    hub.end_with_fin()
    time.sleep(0.6)
    assert running.ended == []
    hub.refusal = ""
    hub.wait_for_connections(2)


def test_a_token_that_was_good_is_refused_for_good(slow: Slow, hub: Hub, start: Callable[..., Running]) -> None:
    running = start(slow.app, refused=0.5)
    hub.wait_for_connections(1)
    hub.refusal = "token_revoked"
    hub.end_with_fin()
    assert str(running.wait()) == "SLACK_APP_TOKEN: Slack gives no connection (token_revoked)"
    assert running.hooks == 1
