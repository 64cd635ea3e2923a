"""Slash commands through a real Bolt app, and what Slack makes of its answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import ANA, BEN, LEARNING
from bot.sandbox.slack_api.journal import ShownKind
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery


def answering(status: int = 200, body: str = "", mimetype: str = "application/json") -> Any:
    """A WSGI app that always answers the same, and keeps the requests it got."""

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        request = Request(environ)
        app.requests.append((request.headers, request.get_data(as_text=True)))
        return Response(body, status, content_type=mimetype)(environ, start)

    app.requests = []
    return app


def test_an_answer_in_the_body(app: App, delivery: Delivery) -> None:
    @app.command("/log")
    def log(ack: Callable[..., Any], command: dict[str, Any]) -> None:
        ack(f"got {command['text']}")

    outcome = delivery.command("ben", "/log", "2h for @Mei", channel="#learning")
    (shown,) = outcome.shown
    assert (outcome.status, shown.kind, shown.to, shown.channel) == (200, ShownKind.EPHEMERAL, BEN.id, LEARNING.id)
    assert outcome.text == "got 2h for <@U0SANDMEI|mei>"
    assert [call.as_json() for call in outcome.calls] == [{"method": "response", "payload": {"text": outcome.text}}]


def test_every_field_that_slack_sends(deliver: Callable[..., Delivery], workspace: SlackWorkspace) -> None:
    app = answering()
    deliver(app).command("ana", "/plan", "<networking>")
    headers, body = app.requests[0]
    form = {name: values[0] for name, values in parse_qs(body).items()}
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["X-Slack-Signature"].startswith("v0=")
    assert int(headers["X-Slack-Request-Timestamp"]) > 1_700_000_000
    secret = form.pop("response_url").rsplit("/", 1)[1]
    assert workspace.permits.responses[secret].user == ANA.id
    assert workspace.permits.triggers[form.pop("trigger_id")].user == ANA.id
    assert form.pop("token")
    assert form == {
        "team_id": fixtures.TEAM_ID,
        "team_domain": "sandbox",
        "channel_id": ANA.dm,
        "channel_name": "directmessage",
        "user_id": ANA.id,
        "user_name": "ana",
        "command": "/plan",
        "text": "&lt;networking&gt;",
        "api_app_id": fixtures.APP_ID,
        "is_enterprise_install": "false",
    }


def test_an_answer_for_the_whole_channel(deliver: Callable[..., Delivery], workspace: SlackWorkspace) -> None:
    body = '{"response_type": "in_channel", "text": "hello all"}'
    outcome = deliver(answering(body=body)).command("ben", "/plan", channel="#general")
    assert outcome.last.kind is ShownKind.MESSAGE
    assert workspace.seen_by(ANA.id)[-1].text == "hello all"


def test_an_empty_answer_shows_nothing(deliver: Callable[..., Delivery]) -> None:
    outcome = deliver(answering()).command("ben", "/plan")
    assert (outcome.status, outcome.shown, outcome.calls) == (200, (), ())


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ('{"text": "x", "blocks": [{"type": "sparkles"}]}', "invalid_blocks"),
        ('{"response_type": "ephemeral"}', "no_text"),
        ('{"text": "' + "x" * 40_001 + '"}', "msg_too_long"),
        ("[1, 2]", "invalid_response"),
        ("{", "invalid_response"),
    ],
)
def test_an_answer_that_slack_refuses(deliver: Callable[..., Delivery], body: str, error: str) -> None:
    outcome = deliver(answering(body=body)).command("ben", "/plan")
    assert outcome.error == error
    assert outcome.last.text == f'/plan failed with the error "{error}"'
    assert outcome.refused[0].startswith(f"response: {error}")


@pytest.mark.parametrize("status", [302, 404, 500])
def test_an_error_status(deliver: Callable[..., Delivery], status: int) -> None:
    outcome = deliver(answering(status, "oops")).command("ben", "/plan")
    assert (outcome.status, outcome.error) == (status, "dispatch_failed")


def test_an_app_that_is_too_late(deliver: Callable[..., Delivery]) -> None:
    released = threading.Event()

    def late(environ: Any, start: Any) -> Iterable[bytes]:
        released.wait(5)
        return Response("")(environ, start)

    outcome = deliver(late, seconds=0.1).command("ben", "/plan")
    released.set()
    assert (outcome.status, outcome.error) == (0, "operation_timeout")
    assert outcome.text == '/plan failed with the error "operation_timeout"'


def test_an_app_over_http_and_one_that_is_away(deliver: Callable[..., Delivery]) -> None:
    running = make_server("127.0.0.1", 0, answering(body="over http", mimetype="text/plain"))
    thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    delivery = deliver(f"http://127.0.0.1:{running.server_port}")
    assert delivery.command("ben", "/plan").text == "over http"
    running.shutdown()
    thread.join()
    running.server_close()
    assert delivery.command("ben", "/plan").error == "dispatch_failed"


def test_unknown_commands_are_not_sent(deliver: Callable[..., Delivery]) -> None:
    app = answering()
    delivery = deliver(app, commands=["/plan"])
    assert delivery.command("ben", "/plan").status == 200
    outcome = delivery.command("ben", "/paln")
    assert (outcome.status, outcome.error) == (0, "unknown_command")
    assert len(app.requests) == 1


def test_a_wrong_signature_is_turned_away(server: Any, app: App, deliver: Callable[..., Delivery]) -> None:
    from slack_bolt.adapter.wsgi import SlackRequestHandler

    delivery = deliver(SlackRequestHandler(app), signing_secret="other")
    assert delivery.command("ben", "/plan").status == 401


def test_a_command_may_call_slack_before_it_answers(app: App, delivery: Delivery) -> None:
    @app.command("/tell")
    def tell(ack: Callable[..., Any], client: WebClient, command: dict[str, Any]) -> None:
        client.chat_postMessage(channel=command["user_id"], text="one")
        ack("two")

    outcome = delivery.command("ben", "/tell")
    assert [call.method for call in outcome.calls] == ["chat.postMessage", "response"]
    assert outcome.text == "one\ntwo"
