"""The pages over a small real Bolt app."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from slack_bolt import App
from slack_sdk import WebClient

from bot.clock import AdjustableClock
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from bot.sandbox.user_actions.interactions import Shortcut
from bot.sandbox.web_page.app import create_pages
from bot.trial import command_hints
from tests.sandbox.web_page.small_app import FORM, GALLERY, NOON, Mondays, button, option, plain, section


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(NOON, is_running=False)


@pytest.fixture
def workspace(clock: AdjustableClock) -> SlackWorkspace:
    return SlackWorkspace(clock.now)


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def app(app: App, heard: list[Any]) -> App:
    @app.command("/gallery")
    def gallery(ack: Any) -> None:
        ack({"text": "a gallery", "blocks": GALLERY})

    @app.command("/form")
    def form(ack: Any, client: WebClient, body: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.command("/share")
    def share(ack: Any) -> None:
        ack({"response_type": "in_channel", "text": "for all"})

    @app.action(re.compile("plain|undo|pick"))
    def act(ack: Any, respond: Any, action: Any) -> None:
        heard.append(action)
        ack()
        respond(f"done: {action['action_id']}", replace_original=True)

    @app.action("more")
    def more(ack: Any, body: Any, client: WebClient) -> None:
        heard.append(body["view"]["state"]["values"])
        ack()
        client.views_update(view_id=body["view"]["id"], view={**FORM, "title": plain("More fields")})

    @app.view("form")
    def submitted(ack: Any, view: Any) -> None:
        values = view["state"]["values"]
        heard.append(values)
        if values["note"]["note"]["value"] == "bad":
            ack(response_action="errors", errors={"note": "Not that note."})
        else:
            ack()

    @app.view_closed("form")
    def closed(ack: Any) -> None:
        heard.append("closed")
        ack()

    @app.options("topic")
    def topics(ack: Any, payload: Any) -> None:
        ack(options=[option(name) for name in ("Subnets", "Sidecars") if name.lower().startswith(payload["value"])])

    @app.event("app_mention")
    def mention(event: Any, client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text="heard you", thread_ts=event["ts"])

    @app.event("message")
    def message(event: Any, client: WebClient) -> None:
        heard.append(event)
        if event["channel_type"] != "im" or event.get("subtype") in ("message_changed", "message_deleted"):
            return
        client.chat_postMessage(channel=event["channel"], text=f"you wrote {event['text']}")
        client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="eyes")

    @app.shortcut("log.hours")
    def hours(ack: Any, client: WebClient, body: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.shortcut("log.this")
    def this(ack: Any, respond: Any, body: Any) -> None:
        ack()
        respond(f"noted: {body['message']['text']}", replace_original=False)

    @app.event("app_home_opened")
    def home(event: Any, client: WebClient) -> None:
        rows = [section("Welcome home", accessory=button("Plain", "home"))]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": rows})

    @app.action("home")
    def at_home(ack: Any, client: WebClient, body: Any) -> None:
        ack()
        client.views_publish(user_id=body["user"]["id"], view={"type": "home", "blocks": [section("Pressed")]})

    return app


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """The pages' templates, compiled once."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def pages(delivery: Delivery, clock: AdjustableClock, client: WebClient, templates: BytecodeCache) -> Flask:
    delivery.shortcuts = (Shortcut("Log hours", "log.hours"), Shortcut("Log this", "log.this", on_message=True))
    made = create_pages(delivery, clock, Mondays(client), commands=command_hints("/{}".format))
    made.jinja_env.bytecode_cache = templates
    return made


@pytest.fixture
def browser(pages: Flask) -> FlaskClient:
    return pages.test_client()
