"""Socket Mode: whether the app token opens a connection over which Slack says hello, and who else is connected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from bot.doctor.findings import Finding, Step, broken, fine, warning
from bot.doctor.installed import APPS_PAGE
from bot.lazy_pattern import lazy_pattern
from bot.slack.mrkdwn import format_count
from bot.web.socket_mode.opening import OpeningError, connected_to, fetch_url

HELLO_SECONDS: Final = 10.0
_APP_ID: Final = lazy_pattern(r"xapp-\d+-(A[A-Z0-9]{2,30})-")
_NEW_TOKEN: Final = Step(
    f"On {APPS_PAGE} open your app: Basic Information, App-Level Tokens. Make one with connections:write, and copy it "
    "into SLACK_APP_TOKEN.",
    "SLACK_APP_TOKEN=xapp-...",
    "in .env",
)


def check_socket_mode(client: WebClient, app_token: str, app_of_bot: str) -> Iterator[Finding]:
    """Open a connection, wait for Slack's hello, close it. `app_of_bot` is the app that the bot's token is for."""
    try:
        hello = _wait_for_hello(client, app_token)
    except OpeningError as error:
        yield broken(f"Socket Mode: {error}", _NEW_TOKEN if error.is_final else None)
        return
    except (ConnectionClosed, TimeoutError, ValueError, RecursionError, OSError):
        yield broken(f"Socket Mode: a connection opened, but Slack said no hello within {HELLO_SECONDS:.0f} s")
        return
    info = hello.get("connection_info")
    named = info.get("app_id") if isinstance(info, dict) else None
    app = named if isinstance(named, str) else app_of_token(app_token)
    if app and app_of_bot and app != app_of_bot:
        text = f"SLACK_APP_TOKEN is of app {app}, SLACK_BOT_TOKEN of app {app_of_bot}: what people type never arrives"
        yield broken(text, Step("Copy both tokens from the same app's pages."))
        return
    yield fine(f"Socket Mode: a connection opens and Slack says hello to app {app or '(unnamed)'}")
    yield from _check_others(hello.get("num_connections"))


def app_of_token(app_token: str) -> str:
    """Return the app id that an app-level token names; empty for none."""
    match = _APP_ID.match(app_token)
    return match[1] if match else ""


def _wait_for_hello(client: WebClient, app_token: str) -> dict[str, Any]:
    """Return Slack's first message; the connection is closed at once, for requests may come over it."""
    with connected_to(fetch_url(client, app_token, HELLO_SECONDS), client, HELLO_SECONDS) as connection:
        return _parse_hello(connection)


def _parse_hello(connection: ClientConnection) -> dict[str, Any]:
    message = json.loads(connection.recv(timeout=HELLO_SECONDS))
    if not isinstance(message, dict) or message.get("type") != "hello":
        raise ValueError("no hello")
    return message


def _check_others(connections: Any) -> Iterator[Finding]:
    others = connections - 1 if isinstance(connections, int) else 0
    if others == 1:
        yield fine("one other connection is open to this app, as while `roadmate socket` runs")
    elif others > 1:
        open_ones = format_count(others, "other connection")
        yield warning(
            f"{open_ones} are open to this app: Slack gives each request to any one of them",
            Step("Stop what else uses this app's token; only processes on the same database may share it."),
        )
