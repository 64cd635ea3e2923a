"""Response URLs: five uses in thirty minutes, and what they may do to their source."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from bot.sandbox.slack_api import messages, responses
from bot.sandbox.slack_api.call_log import Kind
from bot.sandbox.slack_api.fixtures import ANA, BEN, GENERAL, LEARNING
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError


def kinds(workspace: SlackWorkspace, user: str = BEN.id) -> list[Kind]:
    return [shown.kind for shown in workspace.seen_by(user)]


def test_five_uses_and_no_more(workspace: SlackWorkspace) -> None:
    secret = workspace.response_secret(BEN.id, LEARNING.id)
    for _ in range(5):
        responses.respond(workspace, secret, {"text": "x"})
    with pytest.raises(RefusedError, match="used_url"):
        responses.respond(workspace, secret, {"text": "x"})


def test_thirty_minutes_and_no_longer(workspace: SlackWorkspace, clock: Any) -> None:
    secret = workspace.response_secret(BEN.id, LEARNING.id)
    clock.turn(minutes=30)
    responses.respond(workspace, secret, {"text": "x"})
    clock.turn(seconds=1)
    with pytest.raises(RefusedError, match="expired_url"):
        responses.respond(workspace, secret, {"text": "x"})


def test_an_answer_is_private_unless_told_otherwise(workspace: SlackWorkspace) -> None:
    secret = workspace.response_secret(BEN.id, GENERAL.id)
    responses.respond(workspace, secret, {"text": "x"})
    responses.respond(workspace, secret, {"text": "x", "response_type": "in_channel"})
    assert kinds(workspace) == [Kind.EPHEMERAL, Kind.MESSAGE]
    assert kinds(workspace, ANA.id) == [Kind.MESSAGE]


def test_a_private_source_is_replaced_and_stays_private(workspace: SlackWorkspace) -> None:
    ts = messages.post_ephemeral(workspace, {"channel": LEARNING.id, "user": BEN.id, "text": "one"})["ts"]
    secret = workspace.response_secret(BEN.id, LEARNING.id, ts)
    responses.respond(workspace, secret, {"text": "two", "replace_original": True, "response_type": "in_channel"})
    assert kinds(workspace) == [Kind.EPHEMERAL, Kind.UPDATED]
    assert kinds(workspace, ANA.id) == []
    responses.respond(workspace, secret, {"delete_original": True})
    with pytest.raises(RefusedError, match="message_not_found"):
        responses.respond(workspace, secret, {"text": "three", "replace_original": True})


def test_a_public_source_is_replaced_only_when_told(workspace: SlackWorkspace) -> None:
    ts = messages.post(workspace, {"channel": LEARNING.id, "text": "one"})["ts"]
    secret = workspace.response_secret(BEN.id, LEARNING.id, ts, ephemeral=False)
    responses.respond(workspace, secret, {"text": "aside"})
    assert workspace.messages[LEARNING.id][ts]["text"] == "one"
    responses.respond(workspace, secret, {"text": "two", "replace_original": True})
    assert workspace.messages[LEARNING.id][ts]["text"] == "two"
    responses.respond(workspace, secret, {"delete_original": True})
    assert workspace.messages[LEARNING.id] == {}
    assert kinds(workspace, ANA.id) == [Kind.MESSAGE, Kind.UPDATED, Kind.DELETED]


def test_over_http(server: SandboxServer, workspace: SlackWorkspace) -> None:
    webhook = WebhookClient(server.response_url(workspace.response_secret(BEN.id, LEARNING.id)))
    assert webhook.send(text="x").body == "ok"
    refused = webhook.send(text="x", blocks=[{"type": "nope"}])
    assert refused.status_code == 400
    assert "unsupported type: nope" in refused.body
    assert WebhookClient(server.response_url("R404")).send(text="x").status_code == 404
    assert [call.error for call in workspace.journal.calls] == ["", "invalid_blocks", "invalid_url"]
