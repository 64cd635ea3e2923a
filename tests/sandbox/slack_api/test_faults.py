"""Each way to misbehave, as the SDK's client meets it."""

from __future__ import annotations

from collections.abc import Callable
from http.client import RemoteDisconnected
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.sandbox.slack_api import server as slack_api_server
from bot.sandbox.slack_api.fixtures import BEN, LEARNING
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SlackWorkspace
from tests import faults
from tests.faults import Fault, Faults, FaultyServer

POST = "chat.postMessage"
BROKEN = (URLError, RemoteDisconnected, ConnectionError, TimeoutError)


@pytest.fixture
def post(client: WebClient) -> Callable[[], Any]:
    return lambda: client.chat_postMessage(channel=LEARNING.id, text="x")


def posted(workspace: SlackWorkspace) -> int:
    return len(workspace.messages.get(LEARNING.id, {}))


def test_rate_limited(server: FaultyServer, workspace: SlackWorkspace, post: Callable[[], Any]) -> None:
    server.faults.add(POST, faults.rate_limited(retry_after=7))
    with pytest.raises(SlackApiError) as failed:
        post()
    assert failed.value.response.status_code == 429
    assert failed.value.response.headers["Retry-After"] == "7"
    assert posted(workspace) == 0
    post()
    assert posted(workspace) == 1


@pytest.mark.parametrize(("fault", "status"), [(faults.broken(), 500), (faults.unavailable(), 503)])
def test_http_errors(
    server: FaultyServer, workspace: SlackWorkspace, post: Callable[[], Any], fault: Fault, status: int
) -> None:
    server.faults.add(POST, fault)
    with pytest.raises(SlackApiError) as failed:
        post()
    assert failed.value.response.status_code == status
    assert posted(workspace) == 0


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.invalid_blocks(), "invalid_blocks"),
        (faults.token_revoked(), "token_revoked"),
        (faults.error("fatal_error"), "fatal_error"),
    ],
)
def test_refusals_by_name(
    server: FaultyServer, workspace: SlackWorkspace, post: Callable[[], Any], fault: Fault, error: str
) -> None:
    server.faults.add(POST, fault)
    with pytest.raises(SlackApiError, match=error):
        post()
    assert posted(workspace) == 0
    assert [call.error for call in workspace.journal.calls] == [error]


def test_done_but_never_answered(server: FaultyServer, workspace: SlackWorkspace, post: Callable[[], Any]) -> None:
    server.faults.add(POST, faults.close_after_processing())
    with pytest.raises(BROKEN):
        post()
    assert posted(workspace) == 1


def test_hanging(server: FaultyServer, workspace: SlackWorkspace) -> None:
    server.faults.add(POST, faults.hang(30))
    hasty = WebClient(BOT_TOKEN, base_url=server.base_url, timeout=1, retry_handlers=[])
    with pytest.raises(BROKEN):
        hasty.chat_postMessage(channel=LEARNING.id, text="x")
    assert posted(workspace) == 0


def test_hanging_up_without_an_answer(server: FaultyServer, post: Callable[[], Any]) -> None:
    server.faults.add(POST, faults.hang(0.05))
    with pytest.raises(BROKEN):
        post()


def test_slow(server: FaultyServer, workspace: SlackWorkspace, post: Callable[[], Any]) -> None:
    server.faults.add(POST, faults.slow(0.05))
    assert post()["ok"]
    assert posted(workspace) == 1


def test_response_urls_can_fail_too(server: FaultyServer, workspace: SlackWorkspace) -> None:
    server.faults.add(slack_api_server.RESPONSE_URL, faults.broken())
    webhook = WebhookClient(server.response_url(workspace.response_secret(BEN.id, LEARNING.id)))
    assert [webhook.send(text="x").status_code for _ in range(2)] == [500, 200]


def test_counting() -> None:
    due = Faults()
    due.add(POST, faults.broken(), times=2)
    due.add(POST, faults.unavailable())
    assert [due.take(POST) for _ in range(4)] == [faults.broken(), faults.broken(), faults.unavailable(), None]


def test_always_until_cleared() -> None:
    due = Faults()
    due.add(faults.ANY_METHOD, faults.broken(), times=faults.ALWAYS)
    assert [due.take(name) for name in (POST, "auth.test", POST)] == [faults.broken()] * 3
    assert due.take(faults.EVENTS) is None
    due.clear()
    assert due.take(POST) is None
