"""Slack's own clients for Node: `@slack/web-api`, and `@slack/bolt` over HTTP and in Socket Mode."""

from __future__ import annotations

import pytest

from bot.sandbox.slack_api.api import METHODS
from bot.sandbox.slack_api.faults import FaultKind
from bot.sandbox.slack_api.fixtures import BEN, EVERYONE, LEARNING
from bot.sandbox.user_actions.delivery import Delivery
from tests.sandbox.clients.calls import CALLS
from tests.sandbox.clients.conftest import NodeApps


def wait_for_text(node: NodeApps, channel: str, text: str) -> None:
    """Wait until the app has written this, which it does after its answer."""
    for _ in range(100):
        version = node.workspace.changed.version
        with node.workspace.lock:
            if any(text in one["text"] for one in node.workspace.messages.get(channel, {}).values()):
                return
        node.workspace.changed.wait(version, 1)
    pytest.fail(f"{text!r} was not written")


def delivery(node: NodeApps, way: str) -> Delivery:
    return node.over_http if way == "http" else node.over_socket


def test_each_method(node: NodeApps) -> None:
    told = {method: node.call(method, CALLS[method].args(node.workspace)) for method in METHODS}
    wrong = {name: one for name, one in told.items() if "answer" not in one or not CALLS[name].is_right(one["answer"])}
    assert wrong == {}


def test_a_file_in_its_three_steps(node: NodeApps) -> None:
    args = {"channel_id": LEARNING.id, "filename": "a.csv", "content": "a,b\n", "initial_comment": "Look"}
    told = node.call("filesUploadV2", args)
    assert "answer" in told, told
    [done] = told["answer"]["files"]
    assert node.workspace.uploads[done["files"][0]["id"]].content == b"a,b\n"


def test_page_by_page(node: NodeApps) -> None:
    pages = node.call("paginate", {"method": "users.list", "args": {"limit": 4}})["answer"]
    assert [user["id"] for page in pages for user in page["members"]] == [person.id for person in EVERYONE]


def test_refusals_and_faults_are_understood(node: NodeApps) -> None:
    refused = node.call("chat.postMessage", {"channel": LEARNING.id, "text": "x", "blocks": [{"type": "nonsense"}]})
    assert refused["data"]["error"] == "invalid_blocks"
    node.workspace.faults.switch_on(FaultKind.RATE_LIMITED, "chat.update", seconds=3, calls=1)
    limited = node.call("chat.update", {"channel": LEARNING.id, "ts": "1.0", "text": "x"})
    assert limited["retryAfter"] == 3


@pytest.mark.parametrize("way", ["http", "socket"])
def test_a_command_a_button_and_a_form(node: NodeApps, way: str) -> None:
    app = delivery(node, way)
    answer = app.command("ben", "/hi", "there", channel=LEARNING.id)
    assert answer.text == f"{way} heard there"
    opened = app.click("ben", answer.last, "press")
    assert opened.last.view is not None
    assert opened.last.view["callback_id"] == "form"
    assert app.submit("ben", {"words": "hm"}).text == "Too short."
    sent = app.submit("ben", {"words": "enough"})
    assert (sent.status, sent.error, node.workspace.views.stacks[BEN.id]) == (200, "", [])


@pytest.mark.parametrize("way", ["http", "socket"])
def test_events_shortcuts_and_late_answers(node: NodeApps, way: str) -> None:
    app = delivery(node, way)
    assert app.mention("ben", LEARNING.id, "hello").status == 200
    wait_for_text(node, LEARNING.id, f"{way}: you named me")
    assert app.shortcut("ben", "remember").status == 200
    wait_for_text(node, BEN.dm, f"{way} remembers")
    assert app.command("ben", "/later", channel=LEARNING.id).error == ""
    wait_for_text(node, LEARNING.id, f"{way} answers later")
