"""What the inspector knows: each exchange in both directions, and refusals in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import sandbox
from bot.sandbox.slack_api.fixtures import BEN, LEARNING
from bot.sandbox.slack_api.traffic import KEPT_EXCHANGES, Direction
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.error_words import ERROR_WORDS, explain_refusal
from tests.slack_world import RepeatingDelivery


def test_both_directions(delivery: RepeatingDelivery, app: App, workspace: SlackWorkspace) -> None:
    @app.command("/hi")
    def answer(ack, client) -> None:  # type: ignore[no-untyped-def]
        client.chat_postMessage(channel=LEARNING.id, text="hello")
        ack("done")

    delivery.command("ben", "/hi", "there")
    told = workspace.traffic.newest_first()
    assert [(one.direction, one.method, one.status) for one in told] == [
        (Direction.TO_APP, "/hi", 200),
        (Direction.TO_SLACK, "chat.postMessage", 200),
    ]
    assert (told[0].request["text"], told[0].answer, told[0].refused) == ("there", "done", "")
    assert (told[1].request["text"], told[1].answer["message"]["text"]) == ("hello", "hello")
    assert told[0].milliseconds > told[1].milliseconds > 0
    assert workspace.traffic.find(told[1].number) == told[1]


def test_a_refusal_says_where_in_the_blocks(client: WebClient, workspace: SlackWorkspace) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=LEARNING.id, text="x", blocks=[block])
    told = workspace.traffic.newest_first()[0]
    assert told.refused == "invalid_blocks"
    assert told.why.endswith("/blocks/0/text/text: must be less than 3001 characters.")


def test_an_answer_that_slack_would_not_take(delivery: RepeatingDelivery, app: App, workspace: SlackWorkspace) -> None:
    @app.command("/hi")
    def answer(ack) -> None:  # type: ignore[no-untyped-def]
        ack(blocks=[{"type": "nonsense"}])

    delivery.command("ben", "/hi")
    told = workspace.traffic.newest_first()[0]
    assert (told.direction, told.refused) == (Direction.TO_APP, "invalid_blocks")
    assert "/blocks/0" in told.why


def test_requests_that_the_app_fails(delivery: RepeatingDelivery, workspace: SlackWorkspace) -> None:
    delivery.command("ben", "/unheard-of")
    told = workspace.traffic.newest_first()[0]
    assert (told.status, told.refused) == (404, "dispatch_failed")


def test_events_and_interactions_by_their_names(delivery: RepeatingDelivery, workspace: SlackWorkspace) -> None:
    delivery.direct_message("ben", "hi")
    delivery.shortcut(BEN.id, "log_hours")
    assert [one.method for one in workspace.traffic.newest_first()] == ["shortcut", "event message"]


def test_the_last_hundreds_are_kept(client: WebClient, workspace: SlackWorkspace) -> None:
    for _ in range(KEPT_EXCHANGES + 5):
        workspace.traffic.add(
            at=workspace.now(), direction=Direction.TO_SLACK, method="api.test", request={}, answer_text="{}",
            status=200, milliseconds=1.0,
        )  # fmt: skip
    told = workspace.traffic.newest_first()
    assert (len(told), told[0].number, told[-1].number) == (KEPT_EXCHANGES, KEPT_EXCHANGES + 5, 6)
    assert workspace.traffic.find(5) is None
    workspace.traffic.clear()
    assert workspace.traffic.newest_first() == []


def test_every_refusal_of_the_stand_in_has_its_words() -> None:
    [root] = sandbox.__path__
    source = "\n".join(file.read_text("utf-8") for file in Path(root).rglob("*.py"))
    codes = set(re.findall(r'RefusedError\(\s*"([a-z_]+)"', source))
    codes |= set(re.findall(r'\.refuse\("([a-z_]+)"\)', source))
    assert len(codes) > 40
    assert codes <= set(ERROR_WORDS)


def test_many_places_are_not_all_told() -> None:
    details = [f"wrong [json-pointer:/blocks/{number}]" for number in range(8)]
    assert explain_refusal("invalid_blocks", details).endswith("/blocks/4: wrong; and 3 more.")
    assert explain_refusal("something_new") == "Slack refused it."
