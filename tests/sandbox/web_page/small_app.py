"""What the small app of these tests sends, and a browser that posts as the page does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from slack_sdk import WebClient

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.workspace import SlackWorkspace

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # a Saturday


HERE = {"Origin": "http://localhost"}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(label: str, action: str, **rest: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action, "value": "-", **rest}


def section(text: str, **rest: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **rest}


def field(name: str, element: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.title()),
        "element": {"action_id": name, **element},
        **rest,
    }


def option(name: str) -> dict[str, Any]:
    return {"text": plain(name), "value": name.lower()}


ASK = {
    "title": plain("Really?"),
    "text": plain("It will be gone."),
    "confirm": plain("Take it back"),
    "deny": plain("Keep it"),
}


AREAS = [option("Networking"), option("Blockchain")]


GALLERY: list[dict[str, Any]] = [
    {"type": "header", "text": plain("Headline")},
    section("*Bold* & <https://example.org|a link> <@U0SANDBEN>"),
    {"type": "section", "fields": [plain("Left"), plain("Right")]},
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "small print"}]},
    {"type": "image", "image_url": "https://example.org/x.png", "alt_text": "a bridge"},
    {"type": "markdown", "text": "**marked**"},
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "rich words"}]}],
    },
    {
        "type": "data_table",
        "caption": "Hours",
        "page_size": 5,
        "rows": [
            [{"type": "raw_text", "text": "Who"}, {"type": "raw_text", "text": "Hours"}],
            [{"type": "raw_text", "text": "Ana"}, {"type": "raw_number", "value": 2, "text": "2 h"}],
        ],
    },
    {
        "type": "data_visualization",
        "title": "By area",
        "chart": {
            "type": "bar",
            "series": [{"name": "Hours", "data": [{"label": "Net", "value": 3}, {"label": "Cloud", "value": 1.5}]}],
            "axis_config": {"categories": ["Net", "Cloud"]},
        },
    },
    {
        "type": "actions",
        "elements": [
            button("Plain", "plain"),
            button("Undo", "undo", confirm=ASK, style="danger"),
            {"type": "static_select", "action_id": "pick", "placeholder": plain("Area"), "options": AREAS},
        ],
    },
]


FORM = {
    "type": "modal",
    "title": plain("Log hours"),
    "submit": plain("Book"),
    "callback_id": "form",
    "notify_on_close": True,
    "blocks": [
        field("area", {"type": "static_select", "options": AREAS}),
        field("note", {"type": "plain_text_input", "multiline": True}, optional=True, hint=plain("Any words")),
        field("mentor", {"type": "users_select"}, optional=True),
        field("days", {"type": "checkboxes", "options": [option("Mon"), option("Tue")]}, optional=True),
        field("when", {"type": "datetimepicker"}, optional=True),
        field("topic", {"type": "external_select", "min_query_length": 1}, optional=True),
        {"type": "actions", "block_id": "more", "elements": [button("More", "more")]},
    ],
}


class Mondays:
    """Posts in #learning on Monday at nine, and to Ben an hour later."""

    def __init__(self, client: WebClient) -> None:
        self.client = client

    def moments(self, after: datetime, until: datetime) -> Iterable[datetime]:
        each = [NOON + timedelta(days=1, hours=21), NOON + timedelta(days=1, hours=22)]
        return [moment for moment in each if after < moment <= until]

    def deliver(self, at: datetime) -> None:
        where = fixtures.LEARNING.id if at.hour == 9 else fixtures.BEN.id
        self.client.chat_postMessage(channel=where, text=f"due at {at:%H:%M}")

    def send(self, at: datetime) -> None:
        """Nothing was put off."""


def look(browser: FlaskClient, where: str = "ana/learning") -> str:
    answer = browser.get(f"/{where}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def post(browser: FlaskClient, address: str, **fields: Any) -> dict[str, Any]:
    """Posts a form as the page itself would; returns what has changed since its mark."""
    answer = browser.post(f"/{address}", data=fields, headers=HERE)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.get_json())


def do(browser: FlaskClient, address: str, **fields: Any) -> str:
    """Posts a form as the page itself would, and loads the page; what is told once comes first."""
    told = post(browser, address, **fields)["notices"]
    return told + look(browser, address.rsplit("/", 1)[0])


def gallery(browser: FlaskClient) -> dict[str, str]:
    """Shows the gallery; returns what names its message in a form."""
    page = do(browser, "ana/learning/say", text="/gallery")
    return {"ts": re.findall(r'name="ts" value="([^"]+)"', page)[-1], "private": "1"}


def form(browser: FlaskClient) -> str:
    page = do(browser, "ana/learning/say", text="/form")
    (view,) = re.findall(r'name="view" value="([^"]+)"', page)
    return str(view)


def turn(browser: FlaskClient, workspace: SlackWorkspace, address: str, to: str) -> str:
    """Turns the clock, waits until it has stopped, and returns what was told then."""
    version, news = workspace.changed.version, post(browser, f"{address}/clock", to=to)
    told = news["notices"]
    while news["turning"]:
        version = workspace.changed.wait(version, 5)
        news = stream_once(browser, f"{address}/events")
        told += news["notices"]
    return str(told)


def stream_once(browser: FlaskClient, address: str) -> dict[str, Any]:
    """The first news of a stream, which is then left."""
    with browser.get(f"/{address}", buffered=False) as answer:
        line = next(iter(answer.iter_encoded())).decode()
    return dict(json.loads(line.removeprefix("data: ")))


def newest(workspace: SlackWorkspace, channel: str, user: str) -> str:
    """The time stamp of this person's newest message in a channel."""
    return [ts for ts, message in workspace.messages[channel].items() if message["user"] == user][-1]


def send_file(browser: FlaskClient, address: str, name: str, content: bytes) -> str:
    """Posts a file as a browser would; the test client would leave a large one open."""
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--b--\r\n"
    headers = {**HERE, "Content-Type": "multipart/form-data; boundary=b"}
    answer = browser.post(f"/{address}/upload", data=body, headers=headers)
    assert answer.status_code == 200
    return str(answer.get_json()["notices"]) + look(browser, address)
