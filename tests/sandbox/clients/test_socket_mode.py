"""Socket Mode with Slack's own client for Python: alone, under a Bolt app, and as connections come and go."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.sandbox.slack_api.fixtures import BEN, LEARNING
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.socket_connections import MOST_CONNECTIONS
from bot.sandbox.slack_api.traffic import Direction
from bot.sandbox.slack_api.workspace import APP_TOKEN, SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.socket_mode import SocketTarget
from tests.web.socket_mode.hub import wait_until

FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "Words"},
            "element": {"type": "plain_text_input", "action_id": "words"},
        }
    ],
}
BUTTON = {"type": "button", "action_id": "press", "text": {"type": "plain_text", "text": "Press"}}


@pytest.fixture
def sockets(server: SandboxServer) -> Delivery:
    return Delivery(server, SocketTarget(server.workspace.sockets), subscribed={"app_mention", "message.im"})


def app_client(server: SandboxServer) -> WebClient:
    return WebClient(base_url=server.base_url, retry_handlers=[])


@pytest.fixture
def own_client(server: SandboxServer) -> Iterator[SocketModeClient]:
    client = SocketModeClient(app_token=APP_TOKEN, web_client=app_client(server), ping_interval=1)
    yield client
    end(client, server)
    client.close()


def end(client: Any, server: SandboxServer) -> None:
    """End from Slack's side first: the client's own end waits three seconds for another word."""
    client.auto_reconnect_enabled = False
    server.workspace.sockets.close()
    wait_until(lambda: not client.is_connected())


def test_the_sdks_client_takes_each_kind_of_request(
    sockets: Delivery, own_client: SocketModeClient, workspace: SlackWorkspace
) -> None:
    took: list[SocketModeRequest] = []

    def take(client: Any, request: SocketModeRequest) -> None:
        took.append(request)
        answer = {"text": f"got {request.payload['text']}"} if request.type == "slash_commands" else None
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))

    own_client.socket_mode_request_listeners.append(take)
    own_client.connect()
    assert workspace.sockets.wait_for_connections(1, 5)
    assert sockets.command("ben", "/hi", "there").text == "got there"
    assert sockets.direct_message("ben", "hello").status == 200
    assert sockets.shortcut("ben", "anything").status == 200
    assert [(one.type, one.accepts_response_payload) for one in took] == [
        ("slash_commands", True),
        ("events_api", False),
        ("interactive", True),
    ]
    assert (took[1].payload["event"]["text"], took[1].retry_attempt) == ("hello", 0)
    told = [one for one in workspace.traffic.newest_first() if one.direction is Direction.TO_APP]
    assert [one.method for one in told] == ["shortcut", "event message", "/hi"]
    assert told[-1].answer == {"text": "got there"}


def test_a_bolt_app_over_a_socket(sockets: Delivery, server: SandboxServer, app: App) -> None:
    heard = threading.Event()

    @app.command("/hi")
    def hi(ack: Any) -> None:
        ack(text="hello", blocks=[{"type": "actions", "elements": [BUTTON]}])

    @app.action("press")
    def press(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("form")
    def form(ack: Any, view: dict[str, Any]) -> None:
        said = view["state"]["values"]["words"]["words"]["value"]
        ack(response_action="errors", errors={"words": "Too short."}) if len(said) < 3 else ack()

    @app.event("app_mention")
    def mention(client: WebClient, event: dict[str, Any]) -> None:
        client.chat_postMessage(channel=event["channel"], text="You named me.")
        heard.set()

    handler = SocketModeHandler(app, APP_TOKEN, web_client=app_client(server))
    handler.connect()
    try:
        assert server.workspace.sockets.wait_for_connections(1, 5)
        answer = sockets.command("ben", "/hi")
        opened = sockets.click("ben", answer.last, "press")
        assert opened.last.view is not None
        assert opened.last.view["callback_id"] == "form"
        assert sockets.submit("ben", {"words": "hm"}).text == "Too short."
        assert sockets.submit("ben", {"words": "enough"}).error == ""
        sockets.mention("ben", LEARNING.id, "hello")
        assert heard.wait(5)
    finally:
        end(handler.client, server)
        handler.close()


def test_an_app_without_a_connection_or_without_a_word(
    sockets: Delivery, own_client: SocketModeClient, workspace: SlackWorkspace, server: SandboxServer
) -> None:
    assert sockets.command("ben", "/hi").error == "dispatch_failed"
    own_client.connect()
    assert workspace.sockets.wait_for_connections(1, 5)
    hasty = Delivery(server, SocketTarget(workspace.sockets, seconds=0.05))
    assert hasty.command("ben", "/hi").error == "operation_timeout"


def connect_bare(server: SandboxServer) -> Any:
    """Connect without a client of Slack's."""
    return connect(app_client(server).apps_connections_open(app_token=APP_TOKEN)["url"], compression=None)


def test_the_protocol_on_the_line(sockets: Delivery, server: SandboxServer, workspace: SlackWorkspace) -> None:
    with connect_bare(server) as first, connect_bare(server) as second:
        hellos = [json.loads(one.recv(5)) for one in (first, second)]
        assert [one["type"] for one in hellos] == ["hello", "hello"]
        assert {one["num_connections"] for one in hellos} == {1, 2}
        assert workspace.sockets.wait_for_connections(2, 5)
        first.ping().wait(5)
        first.send("no JSON")
        first.send("[" * 100_000)
        second.send('{"envelope_id": "nobody asked"}')
        answers: list[Any] = []
        for _ in range(2):
            asking = threading.Thread(target=lambda: answers.append(sockets.command(BEN.id, "/hi").text))
            asking.start()
            over = [one for one in (first, second) if receive(one, answers)]
            asking.join(5)
            assert len(over) == 1
        assert answers == ["ack", "ack"]
        assert workspace.sockets.ask_to_leave("warning") == 2
        assert json.loads(first.recv(5))["reason"] == "warning"
        assert workspace.sockets.count == 2


def receive(connection: Any, answers: list[Any]) -> bool:
    """Acknowledge a request if one comes over this connection."""
    try:
        message = json.loads(connection.recv(0.2))
    except TimeoutError:
        return False
    connection.send(json.dumps({"envelope_id": message["envelope_id"], "payload": {"text": "ack"}}))
    return True


def test_a_ticket_works_once(server: SandboxServer) -> None:
    url = app_client(server).apps_connections_open(app_token=APP_TOKEN)["url"]
    with connect(url, compression=None), pytest.raises(InvalidStatus, match="403"), connect(url, compression=None):
        pass


def test_more_connections_than_an_app_may_have(server: SandboxServer, workspace: SlackWorkspace) -> None:
    with ExitStack() as lines:
        for _ in range(MOST_CONNECTIONS):
            lines.enter_context(connect_bare(server))
        assert workspace.sockets.wait_for_connections(MOST_CONNECTIONS, 5)
        with connect_bare(server) as extra:
            assert json.loads(extra.recv(5))["reason"] == "too_many_websockets"
