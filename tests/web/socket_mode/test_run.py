"""Socket Mode from a request to its answer, and to its end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import App

from bot.app import Roadmate
from bot.core.ledger import queries
from bot.sandbox.slack_api import messages, payloads
from bot.sandbox.slack_api.fixtures import ANA, LEARNING
from bot.sandbox.slack_api.journal import ShownKind
from bot.sandbox.user_actions.delivery import Delivery
from tests import faults
from tests.faults import FaultyServer
from tests.web.socket_mode.conftest import Running, Slow
from tests.web.socket_mode.hub import TIMEOUT, Hub, wait_until


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


@pytest.mark.parametrize("words", ["/roadmap aws scaling", "/log list", "/log once in a while", "/roadmate help"])
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
    over_the_socket: App,
    hub: Hub,
    slack: FaultyServer,
    start: Callable[..., Running],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    start(over_the_socket)
    hub.wait_for_connections(1)
    event = direct_message(slack, "log 2h networking")
    slack.faults.add("chat.postMessage", faults.unavailable())
    hub.hand("e1", "events_api", event)
    hub.hand("e2", "slash_commands", command(slack, "/plan"))
    hub.ack("e2")
    wait_until(lambda: any("wasn't answered: status 5" in line for line in caplog.messages))
    assert "e1" not in hub.acks
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
