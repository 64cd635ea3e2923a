"""Every method of the stand-in with the Web API client of Slack's SDK for Python, by the client's own methods."""

from __future__ import annotations

from slack_sdk import WebClient

from bot.sandbox.slack_api.api import METHODS
from bot.sandbox.slack_api.fixtures import EVERYONE, LEARNING
from bot.sandbox.slack_api.workspace import SlackWorkspace
from tests.sandbox.clients.calls import CALLS


def test_there_is_a_call_of_each_method() -> None:
    assert set(CALLS) == set(METHODS)


def test_each_method(client: WebClient, workspace: SlackWorkspace) -> None:
    for method, call in CALLS.items():
        args = call.args(workspace)
        if method == "apps.connections.open":
            args = {"app_token": args["token"]}
        answer = getattr(client, method.replace(".", "_"))(**args)
        assert call.is_right(answer.data), (method, answer.data)


def test_a_file_in_its_three_steps(client: WebClient, workspace: SlackWorkspace) -> None:
    answer = client.files_upload_v2(
        channel=LEARNING.id, filename="a.csv", content="a,b\n1,2\n", title="Table", initial_comment="Look"
    )
    assert workspace.uploads[answer["file"]["id"]].content == b"a,b\n1,2\n"
    assert [message["text"] for message in workspace.messages[LEARNING.id].values()] == ["Look"]


def test_page_by_page(client: WebClient) -> None:
    ids = [user["id"] for page in client.users_list(limit=4) for user in page["members"]]
    assert ids == [person.id for person in EVERYONE]
    names = [
        one["id"] for page in client.conversations_list(types="public_channel,im", limit=2) for one in page["channels"]
    ]
    assert len(set(names)) == len(names) > 4
