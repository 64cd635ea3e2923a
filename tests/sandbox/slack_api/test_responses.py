"""Response URLs: five uses in thirty minutes, and what they may do to their source."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from bot.sandbox.slack_api import messages, responses
from bot.sandbox.slack_api.fixtures import ANA, BEN, GENERAL, LEARNING
from bot.sandbox.slack_api.journal import ShownKind
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError


def kinds(workspace: SlackWorkspace, user: str = BEN.id) -> list[ShownKind]:
    return [shown.kind for shown in workspace.seen_by(user)]


def test_five_uses_and_no_more(workspace: SlackWorkspace) -> None:
    secret = workspace.response_secret(BEN.id, LEARNING.id)
    for _ in range(5):
        responses.use_response_url(workspace, secret, {"text": "x"})
    with pytest.raises(RefusedError, match="used_url"):
        responses.use_response_url(workspace, secret, {"text": "x"})


def test_thirty_minutes_and_no_longer(workspace: SlackWorkspace, clock: Any) -> None:
    secret = workspace.response_secret(BEN.id, LEARNING.id)
    clock.turn(minutes=30)
    responses.use_response_url(workspace, secret, {"text": "x"})
    clock.turn(seconds=1)
    with pytest.raises(RefusedError, match="expired_url"):
        responses.use_response_url(workspace, secret, {"text": "x"})


def test_an_answer_is_private_unless_told_otherwise(workspace: SlackWorkspace) -> None:
    secret = workspace.response_secret(BEN.id, GENERAL.id)
    responses.use_response_url(workspace, secret, {"text": "x"})
    responses.use_response_url(workspace, secret, {"text": "x", "response_type": "in_channel"})
    assert kinds(workspace) == [ShownKind.EPHEMERAL, ShownKind.MESSAGE]
    assert kinds(workspace, ANA.id) == [ShownKind.MESSAGE]


def test_a_private_source_is_replaced_and_stays_private(workspace: SlackWorkspace) -> None:
    ts = messages.post_ephemeral(workspace, {"channel": LEARNING.id, "user": BEN.id, "text": "one"})["ts"]
    secret = workspace.response_secret(BEN.id, LEARNING.id, ts)
    responses.use_response_url(
        workspace, secret, {"text": "two", "replace_original": True, "response_type": "in_channel"}
    )
    assert kinds(workspace) == [ShownKind.EPHEMERAL, ShownKind.UPDATED]
    assert kinds(workspace, ANA.id) == []
    responses.use_response_url(workspace, secret, {"delete_original": True})
    with pytest.raises(RefusedError, match="message_not_found"):
        responses.use_response_url(workspace, secret, {"text": "three", "replace_original": True})


def test_a_public_source_is_replaced_only_when_told(workspace: SlackWorkspace) -> None:
    ts = messages.post_as_bot(workspace, {"channel": LEARNING.id, "text": "one"})["ts"]
    secret = workspace.response_secret(BEN.id, LEARNING.id, ts, ephemeral=False)
    responses.use_response_url(workspace, secret, {"text": "aside"})
    assert workspace.messages[LEARNING.id][ts]["text"] == "one"
    responses.use_response_url(workspace, secret, {"text": "two", "replace_original": True})
    assert workspace.messages[LEARNING.id][ts]["text"] == "two"
    responses.use_response_url(workspace, secret, {"delete_original": True})
    assert workspace.messages[LEARNING.id] == {}
    assert kinds(workspace, ANA.id) == [ShownKind.MESSAGE, ShownKind.UPDATED, ShownKind.DELETED]


def test_over_http(server: SandboxServer, workspace: SlackWorkspace) -> None:
    webhook = WebhookClient(server.response_url(workspace.response_secret(BEN.id, LEARNING.id)))
    assert webhook.send(text="x").body == "ok"
    refused = webhook.send(text="x", blocks=[{"type": "nope"}])
    assert refused.status_code == 400
    assert "unsupported type: nope" in refused.body
    assert WebhookClient(server.response_url("R404")).send(text="x").status_code == 404
    assert [call.error for call in workspace.journal.calls] == ["", "invalid_blocks", "invalid_url"]
