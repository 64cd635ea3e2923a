"""Our own Socket Mode against the stand-in's: each side speaks Slack's protocol as the other understands it."""

from __future__ import annotations

from collections.abc import Callable

from bot.app import Roadmate
from bot.sandbox.slack_api.fixtures import ANA, LEARNING
from bot.sandbox.slack_api.workspace import APP_TOKEN
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.socket_mode import SocketTarget
from tests.faults import FaultyServer
from tests.web.socket_mode.conftest import Running


def test_commands_and_presses_over_connections_that_come_and_go(
    roadmate: Roadmate, slack: FaultyServer, start: Callable[..., Running]
) -> None:
    running = start(roadmate.router, app_token=APP_TOKEN)
    sockets = slack.workspace.sockets
    delivery = Delivery(slack, SocketTarget(sockets))
    assert sockets.wait_for_connections(1, 10)
    assert "Logged" in delivery.command(ANA.id, "/log", "2h networking", channel=LEARNING.id).text
    assert sockets.ask_to_leave() == 1
    listed = delivery.command(ANA.id, "/log", "list", channel=LEARNING.id)
    assert "2 h" in listed.text, "what comes meanwhile goes over the new connection"
    assert delivery.direct_message(ANA.id, "help").status == 200
    assert running.end() == 0
    assert sockets.wait_until_none(10)
