"""Faults that one switches on, as the SDK's client meets them; the traffic tells each."""

from __future__ import annotations

import threading
from http.client import RemoteDisconnected
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack_api.faults import FaultKind
from bot.sandbox.slack_api.fixtures import LEARNING
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import SlackWorkspace

POST = "chat.postMessage"


def post(client: WebClient) -> int:
    """Post a message and return the HTTP status."""
    try:
        return int(client.chat_postMessage(channel=LEARNING.id, text="x").status_code)
    except SlackApiError as failed:
        return int(failed.response.status_code)


def posted(workspace: SlackWorkspace) -> int:
    return len(workspace.messages.get(LEARNING.id, {}))


def test_too_many_calls(client: WebClient, workspace: SlackWorkspace) -> None:
    workspace.faults.switch_on(FaultKind.RATE_LIMITED, POST, seconds=7, calls=1)
    with pytest.raises(SlackApiError) as failed:
        client.chat_postMessage(channel=LEARNING.id, text="x")
    assert (failed.value.response.status_code, failed.value.response.headers["Retry-After"]) == (429, "7")
    assert (posted(workspace), post(client), posted(workspace)) == (0, 200, 1)
    told = workspace.traffic.newest_first()[1]
    assert (told.status, told.refused, told.fault) == (429, "ratelimited", "rate_limited")
    assert "Retry-After" in told.why


def test_a_broken_server_has_no_words(client: WebClient, workspace: SlackWorkspace) -> None:
    fault = workspace.faults.switch_on(FaultKind.SERVER_ERROR)
    assert (post(client), post(client), posted(workspace)) == (500, 500, 0)
    told = workspace.traffic.newest_first()[0]
    assert (told.answer, told.refused) == ("", "server_error")
    workspace.faults.switch_off(fault.number)
    assert (post(client), workspace.faults.on) == (200, ())


def test_an_answer_that_is_lost(client: WebClient, workspace: SlackWorkspace) -> None:
    workspace.faults.switch_on(FaultKind.LOST, POST, calls=1)
    with pytest.raises((URLError, RemoteDisconnected, ConnectionError)):
        client.chat_postMessage(channel=LEARNING.id, text="x")
    assert posted(workspace) == 1
    told = workspace.traffic.newest_first()[0]
    assert (told.status, told.answer["ok"], told.refused) == (0, True, "lost")


def test_a_slow_answer_comes_late_and_a_stop_lets_it_go(
    client: WebClient, server: SandboxServer, workspace: SlackWorkspace
) -> None:
    workspace.faults.switch_on(FaultKind.SLOW, POST, seconds=60)
    seen = workspace.faults.on
    late = threading.Thread(target=post, args=(client,), daemon=True)
    late.start()
    version = workspace.changed.version
    server.stopping.set()  # what a stop of the server does first
    late.join(10)
    assert not late.is_alive()
    assert posted(workspace) == 1
    assert workspace.changed.wait(version, 5) > version
    assert workspace.faults.on == seen


def test_only_its_own_method_meets_a_fault(client: WebClient, workspace: SlackWorkspace) -> None:
    workspace.faults.switch_on(FaultKind.SERVER_ERROR, "chat.update")
    workspace.faults.switch_on(FaultKind.RATE_LIMITED, " ", seconds=1, calls=2)
    assert [post(client) for _ in range(3)] == [429, 429, 200]
    assert [one.method for one in workspace.faults.on] == ["chat.update"]
    workspace.faults.switch_off()
    assert workspace.faults.on == ()


@pytest.mark.parametrize(("calls", "seconds"), [(0, 1), (1, -1), (1, 61)])
def test_faults_that_make_no_sense(workspace: SlackWorkspace, calls: int, seconds: float) -> None:
    with pytest.raises(ValueError, match=r"at least one|from 0 to 60"):
        workspace.faults.switch_on(FaultKind.SLOW, calls=calls, seconds=seconds)
