"""Every method with the client of Slack's own SDK, and every refusal by its name."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from werkzeug.test import Client

from bot.sandbox.slack_api import api, messages
from bot.sandbox.slack_api.fixtures import (
    ANA,
    BEN,
    BOT,
    EVERYONE,
    GENERAL,
    GUEST,
    LEARNING,
    LEFT,
    SLACKBOT,
    TEAM_ID,
    SlackChannel,
)
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SlackWorkspace
from bot.sandbox.validation.errors import RefusedError
from tests.examples import examples
from tests.slack_world import add_channel, add_person, archive_channel

MODAL: dict[str, Any] = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": []}
HOME: dict[str, Any] = {"type": "home", "blocks": []}


def refusal(client: WebClient, method: str, **args: Any) -> str:
    with pytest.raises(SlackApiError) as failed:
        client.api_call(method, json=args)
    return str(failed.value.response["error"])


def test_auth_test(client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (TEAM_ID, BOT.id)


def test_api_test_needs_no_token(client: WebClient) -> None:
    assert WebClient(base_url=client.base_url).api_test(word="x")["args"] == {"word": "x"}
    assert refusal(client, "api.test", error="my_error") == "my_error"


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-other", "invalid_auth")])
def test_a_wrong_token(client: WebClient, token: str, error: str) -> None:
    assert refusal(WebClient(token, base_url=client.base_url), "auth.test") == error


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
def test_a_token_that_stopped_working(client: WebClient, workspace: SlackWorkspace, error: str) -> None:
    workspace.token_error = error
    assert refusal(client, "chat.postMessage", channel=LEARNING.id, text="x") == error


def test_the_token_may_be_an_argument(client: WebClient) -> None:
    assert WebClient(base_url=client.base_url).api_call("auth.test", params={"token": BOT_TOKEN})["ok"]


@pytest.mark.parametrize("method", ["chat.scheduleMessage", "conversations.history", "nonsense"])
def test_other_methods_are_unknown(client: WebClient, method: str) -> None:
    assert refusal(client, method) == "unknown_method"


@pytest.mark.parametrize(
    ("method", "field"), [(name, field) for name, method in api.METHODS.items() for field in method.required]
)
def test_each_required_argument_is_missed(client: WebClient, method: str, field: str) -> None:
    args = {name: "x" for name in api.METHODS[method].required if name != field}
    with pytest.raises(SlackApiError) as failed:
        client.api_call(method, json=args)
    assert failed.value.response["error"] == "invalid_arguments"
    assert f"missing required field: {field}" in str(failed.value.response["response_metadata"]["messages"])


@pytest.mark.parametrize(
    ("token", "error"), [("", "not_authed"), ("xapp-other", "invalid_auth"), (BOT_TOKEN, "not_allowed_token_type")]
)
def test_socket_mode_takes_the_token_of_the_app(client: WebClient, token: str, error: str) -> None:
    assert refusal(WebClient(token, base_url=client.base_url), "apps.connections.open") == error


def test_a_person(client: WebClient) -> None:
    user = client.users_info(user=BEN.id)["user"]
    assert (user["tz"], user["tz_offset"], user["is_admin"]) == ("America/New_York", -5 * 3600, False)
    assert client.users_info(user=ANA.id)["user"]["is_admin"]
    assert client.users_info(user=GUEST.id)["user"]["is_restricted"]
    assert not client.users_info(user=SLACKBOT.id)["user"]["is_bot"]
    assert "tz" not in client.users_info(user=LEFT.id)["user"]
    assert refusal(client, "users.info", user="U404") == "user_not_found"


def test_everyone_page_by_page(client: WebClient) -> None:
    pages = [page["members"] for page in client.users_list(limit=4)]
    assert [len(page) for page in pages] == [4, 4, 1]
    assert [user["id"] for page in pages for user in page] == [person.id for person in EVERYONE]
    assert refusal(client, "users.list", cursor="nonsense") == "invalid_cursor"
    assert refusal(client, "users.list", limit=5000) == "invalid_limit"
    assert refusal(client, "users.list", limit="many") == "invalid_arguments"


def test_opening_a_direct_message(client: WebClient) -> None:
    channel = client.conversations_open(users=BEN.id)["channel"]["id"]
    assert channel == BEN.dm
    assert client.conversations_open(channel=channel)["channel"]["id"] == channel
    assert refusal(client, "conversations.open") == "users_list_not_supplied"
    assert refusal(client, "conversations.open", users="U404") == "user_not_found"
    assert refusal(client, "conversations.open", users=LEFT.id) == "user_disabled"
    assert refusal(client, "conversations.open", users=SLACKBOT.id) == "cannot_dm_bot"


def test_channels(client: WebClient, workspace: SlackWorkspace) -> None:
    add_channel(workspace, SlackChannel("C0SECRET", "secret", frozenset({ANA.id}), is_private=True))
    assert client.conversations_info(channel=LEARNING.id)["channel"]["is_member"]
    assert not client.conversations_info(channel=GENERAL.id)["channel"]["is_member"]
    assert refusal(client, "conversations.info", channel="C0SECRET") == "channel_not_found"
    assert [one["name"] for one in client.conversations_list()["channels"]] == ["learning", "general"]
    assert client.conversations_list(types="im", limit=1)["channels"][0]["user"] == ANA.id
    assert client.conversations_list(types="private_channel")["channels"] == []
    assert refusal(client, "conversations.list", types="tunnels") == "invalid_types"


def test_archived_channels_can_be_left_out(client: WebClient, workspace: SlackWorkspace) -> None:
    archive_channel(workspace, GENERAL.id)
    assert len(client.conversations_list()["channels"]) == 2
    assert len(client.conversations_list(exclude_archived=True)["channels"]) == 1


def test_members(client: WebClient) -> None:
    pages = [page["members"] for page in client.conversations_members(channel=LEARNING.id, limit=4)]
    assert {member for page in pages for member in page} == LEARNING.members
    assert refusal(client, "conversations.members", channel="C404") == "channel_not_found"


def test_posting_changing_and_deleting(client: WebClient, workspace: SlackWorkspace) -> None:
    posted = client.chat_postMessage(channel=LEARNING.id, text="one")
    reply = client.chat_postMessage(channel="#learning", text="two", thread_ts=posted["ts"])
    assert reply["ts"] > posted["ts"]
    assert reply["message"]["thread_ts"] == posted["ts"]
    changed = client.chat_update(channel=LEARNING.id, ts=posted["ts"], text="three", blocks=[{"type": "divider"}])
    assert changed["text"] == "three"
    assert changed["message"]["blocks"][0]["block_id"]
    link = client.chat_getPermalink(channel=LEARNING.id, message_ts=posted["ts"])["permalink"]
    assert link.endswith(f"/C0LEARNING/p{posted['ts'].replace('.', '')}")
    client.chat_delete(channel=LEARNING.id, ts=posted["ts"])
    assert list(workspace.messages[LEARNING.id]) == [reply["ts"]]


def test_posting_to_a_person_is_a_direct_message(client: WebClient) -> None:
    assert client.chat_postMessage(channel=BEN.id, text="hi")["channel"] == BEN.dm
    assert refusal(client, "chat.postMessage", channel=LEFT.id, text="x") == "channel_not_found"


def test_where_the_bot_cannot_post(client: WebClient, workspace: SlackWorkspace) -> None:
    assert refusal(client, "chat.postMessage", channel="C404", text="x") == "channel_not_found"
    assert refusal(client, "chat.postMessage", channel=GENERAL.id, text="x") == "not_in_channel"
    archive_channel(workspace, LEARNING.id)
    assert refusal(client, "chat.postMessage", channel=LEARNING.id, text="x") == "is_archived"


def test_what_the_bot_cannot_post(client: WebClient) -> None:
    post = "chat.postMessage"
    assert refusal(client, post, channel=LEARNING.id) == "no_text"
    assert refusal(client, post, channel=LEARNING.id, text="x" * 40_001) == "msg_too_long"
    assert refusal(client, post, channel=LEARNING.id, text="x", attachments=[{}] * 101) == "too_many_attachments"
    with pytest.raises(SlackApiError) as failed:
        client.chat_postMessage(channel=LEARNING.id, text="x", blocks=[{"type": "divider"}] * 51)
    assert failed.value.response["error"] == "invalid_blocks"
    assert failed.value.response["response_metadata"]["messages"] == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_messages_that_are_not_there_or_not_ours(client: WebClient, workspace: SlackWorkspace) -> None:
    theirs = messages.post_as_user(workspace, ANA.id, LEARNING, "mine")["ts"]
    assert refusal(client, "chat.update", channel=LEARNING.id, ts="1.2", text="x") == "message_not_found"
    assert refusal(client, "chat.update", channel=LEARNING.id, ts=theirs, text="x") == "cant_update_message"
    assert refusal(client, "chat.delete", channel=LEARNING.id, ts="1.2") == "message_not_found"
    assert refusal(client, "chat.delete", channel=LEARNING.id, ts=theirs) == "cant_delete_message"
    assert refusal(client, "chat.getPermalink", channel=LEARNING.id, message_ts="1.2") == "message_not_found"


def test_ephemeral_messages(client: WebClient, workspace: SlackWorkspace) -> None:
    ts = client.chat_postEphemeral(channel=LEARNING.id, user=BEN.id, text="psst")["message_ts"]
    assert [shown.text for shown in workspace.seen_by(BEN.id)] == ["psst"]
    assert workspace.seen_by(ANA.id) == ()
    assert refusal(client, "chat.update", channel=LEARNING.id, ts=ts, text="x") == "message_not_found"
    send = "chat.postEphemeral"
    assert refusal(client, send, channel=LEARNING.id, user=GUEST.id, text="x") == "user_not_in_channel"
    assert refusal(client, send, channel=LEARNING.id, user="U404", text="x") == "user_not_found"
    assert refusal(client, send, channel=GENERAL.id, user=BEN.id, text="x") == "not_in_channel"


def test_reactions(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=LEARNING.id, text="x")["ts"]
    client.reactions_add(channel=LEARNING.id, timestamp=ts, name="tada")
    again = {"channel": LEARNING.id, "timestamp": ts, "name": "tada"}
    assert refusal(client, "reactions.add", **again) == "already_reacted"
    assert refusal(client, "reactions.add", **{**again, "timestamp": "1.2"}) == "message_not_found"
    assert refusal(client, "reactions.add", **{**again, "name": "no such!"}) == "invalid_name"
    (kept,) = client.reactions_get(channel=LEARNING.id, timestamp=ts)["message"]["reactions"]
    assert kept == {"name": "tada", "users": ["U0SANDBOT"], "count": 1}
    client.reactions_remove(**again)
    assert refusal(client, "reactions.remove", **again) == "no_reaction"
    assert "reactions" not in client.reactions_get(channel=LEARNING.id, timestamp=ts)["message"]


def test_triggers(client: WebClient, workspace: SlackWorkspace, clock: Any) -> None:
    trigger = workspace.trigger(BEN.id)
    clock.turn(seconds=3)
    assert client.views_open(trigger_id=trigger, view=MODAL)["view"]["id"]
    assert refusal(client, "views.open", trigger_id=trigger, view=MODAL) == "exchanged_trigger_id"
    assert refusal(client, "views.open", trigger_id="1.2.x", view=MODAL) == "invalid_trigger_id"
    late = workspace.trigger(BEN.id)
    clock.turn(seconds=3.1)
    assert refusal(client, "views.open", trigger_id=late, view=MODAL) == "expired_trigger_id"


def test_views(client: WebClient, workspace: SlackWorkspace) -> None:
    named = {**MODAL, "external_id": "one"}
    view = client.views_open(trigger_id=workspace.trigger(BEN.id), view=named)["view"]
    trigger = workspace.trigger(BEN.id)
    assert refusal(client, "views.open", trigger_id=trigger, view=named) == "duplicate_external_id"
    client.views_update(view_id=view["id"], hash=view["hash"], view=named)
    stale = {"view_id": view["id"], "hash": view["hash"], "view": named}
    assert refusal(client, "views.update", **stale) == "hash_conflict"
    assert client.views_update(external_id="one", view=MODAL)["view"]["id"] == view["id"]
    assert refusal(client, "views.update", view_id="V404", view=MODAL) == "not_found"
    for _ in range(2):
        client.views_push(trigger_id=workspace.trigger(BEN.id), view=MODAL)
    trigger = workspace.trigger(BEN.id)
    assert refusal(client, "views.push", trigger_id=trigger, view=MODAL) == "push_limit_reached"
    assert refusal(client, "views.push", trigger_id=workspace.trigger(ANA.id), view=MODAL) == "not_found"
    assert refusal(client, "views.open", trigger_id=workspace.trigger(ANA.id), view=HOME) == "invalid_arguments"


def test_a_refused_view_leaves_the_trigger_unspent(client: WebClient, workspace: SlackWorkspace) -> None:
    trigger = workspace.trigger(BEN.id)
    bad = {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}
    assert refusal(client, "views.open", trigger_id=trigger, view=bad) == "invalid_arguments"
    assert client.views_open(trigger_id=trigger, view=MODAL)["ok"]


def test_the_home_tab(client: WebClient, workspace: SlackWorkspace) -> None:
    first = client.views_publish(user_id=BEN.id, view=HOME)["view"]
    second = client.views_publish(user_id=BEN.id, view=HOME, hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    stale = {"user_id": BEN.id, "view": HOME, "hash": first["hash"]}
    assert refusal(client, "views.publish", **stale) == "hash_conflict"
    assert refusal(client, "views.publish", user_id="U404", view=HOME) == "user_not_found"
    assert refusal(client, "views.publish", user_id=BEN.id, view=MODAL) == "invalid_arguments"
    assert client.views_update(view_id=first["id"], view=HOME)["view"]["type"] == "home"
    assert workspace.views.homes[BEN.id]["id"] == first["id"]


def test_files(client: WebClient, workspace: SlackWorkspace) -> None:
    sent = client.files_upload_v2(channel=BEN.dm, filename="a.csv", content="x,y\n", initial_comment="Here")
    upload = workspace.uploads[sent["file"]["id"]]
    assert (upload.content, upload.shared_in) == (b"x,y\n", BEN.dm)
    assert workspace.seen_by(BEN.id)[-1].files[0]["title"] == "a.csv"


def test_a_file_without_a_channel_stays_private(client: WebClient, workspace: SlackWorkspace) -> None:
    client.files_upload_v2(filename="a.csv", content="x")
    assert workspace.seen_by(BEN.id) == ()


def test_files_that_never_came(client: WebClient) -> None:
    announced = client.files_getUploadURLExternal(filename="a", length=3)
    complete = "files.completeUploadExternal"
    assert refusal(client, complete, files=[{"id": announced["file_id"]}]) == "file_not_found"
    assert refusal(client, complete, files=[{"id": "F404"}]) == "file_not_found"
    assert refusal(client, complete, files="x") == "invalid_arguments"
    assert refusal(client, "files.getUploadURLExternal", filename="a", length=-1) == "invalid_arguments"


def test_a_file_may_come_as_a_form_and_must_have_its_length(
    client: WebClient, server: SandboxServer, workspace: SlackWorkspace
) -> None:
    announced = client.files_getUploadURLExternal(filename="a", length=3)
    web = Client(server)
    place = urlsplit(announced["upload_url"]).path
    assert web.post(place, data=b"four").status_code == 400
    assert web.post("/upload/F404", data=b"abc").status_code == 400
    assert web.post(place, data={"file": (BytesIO(b"abc"), "a")}).status_code == 200
    assert workspace.uploads[announced["file_id"]].content == b"abc"


def test_other_addresses_and_bodies(server: SandboxServer, workspace: SlackWorkspace) -> None:
    web = Client(server)
    assert web.get("/").status_code == 404
    secret = workspace.response_secret(BEN.id, LEARNING.id)
    assert web.post(f"/response/{secret}", data="no json").status_code == 400
    assert workspace.permits.responses[secret].uses == 0


def test_blocks_may_come_as_json_in_a_form(client: WebClient, workspace: SlackWorkspace) -> None:
    params = {"channel": LEARNING.id, "text": "x", "blocks": '[{"type": "divider"}]'}
    client.api_call("chat.postMessage", params=params)
    assert workspace.seen_by(ANA.id)[-1].blocks[0]["type"] == "divider"
    broken = {**params, "blocks": "[{"}
    with pytest.raises(SlackApiError, match="invalid_blocks_format"):
        client.api_call("chat.postMessage", params=broken)


def test_calls_are_written_down_without_the_token(client: WebClient, workspace: SlackWorkspace) -> None:
    client.chat_postMessage(channel=LEARNING.id, text="x")
    refusal(client, "chat.postMessage", channel=LEARNING.id)
    calls = workspace.journal.calls
    assert calls[0].as_json() == {"method": "chat.postMessage", "payload": {"channel": LEARNING.id, "text": "x"}}
    assert [call.error for call in calls] == ["", "no_text"]
    assert workspace.journal.refused == ["chat.postMessage: no_text"]


def test_a_person_can_leave(client: WebClient, workspace: SlackWorkspace) -> None:
    add_person(workspace, replace(BEN, deleted=True))
    assert client.users_info(user=BEN.id)["user"]["deleted"]
    assert refusal(client, "chat.postMessage", channel=BEN.id, text="x") == "channel_not_found"


anything = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
objects = st.dictionaries(st.sampled_from(["type", "id", "title", "blocks", "text"]), anything, max_size=3)
known = st.sampled_from([LEARNING.id, BEN.id, "modal", "1"])
value = known | anything | objects | st.lists(objects)
ARGUMENTS = ("channel", "user", "users", "ts", "text", "view", "files", "trigger_id", "blocks", "attachments", "limit")


@pytest.mark.parametrize("method", api.METHODS)
@settings(max_examples=examples(15), deadline=None)
@given(data=st.data())
def test_any_arguments_get_an_answer(method: str, data: st.DataObject) -> None:
    workspace = SlackWorkspace(lambda: datetime(2026, 11, 21, tzinfo=UTC))
    args = data.draw(st.fixed_dictionaries(dict.fromkeys(sorted({*api.METHODS[method].required, *ARGUMENTS}), value)))
    with suppress(RefusedError):
        assert api.call_method(workspace, method, BOT_TOKEN, args)["ok"]


def test_blocks_are_validated_by_the_rules_of_where_they_stand(server: SandboxServer) -> None:
    anybody = WebClient(base_url=server.base_url, timeout=5, retry_handlers=[])
    chart = {"type": "data_visualization", "title": "Hours", "chart": {"type": "pie", "segments": []}}
    section = {"type": "section", "text": {"type": "plain_text", "text": "Hello"}}
    assert anybody.api_call("blocks.validate", json={"blocks": [section]})["ok"]
    assert anybody.api_call("blocks.validate", data={"message": json.dumps({"blocks": [section]})})["ok"]
    assert anybody.api_call("blocks.validate", json={"view": HOME})["ok"]
    for arguments, error, pointers in (
        ({"blocks": [section, chart]}, "invalid_blocks", ["/blocks/1/chart/segments"]),
        ({"message": {"blocks": [{"type": "hologram"}]}}, "invalid_message", ["/blocks/0/type"]),
        ({"view": {**HOME, "blocks": [chart, section]}}, "invalid_view", ["/view/blocks/0/type"]),
        ({"message": {}}, "invalid_message", [""]),
    ):
        with pytest.raises(SlackApiError) as refused:
            anybody.api_call("blocks.validate", json=arguments)
        assert refused.value.response["error"] == error
        assert [each["pointer"] for each in refused.value.response["errors"]] == pointers
    for arguments in ({}, {"blocks": [section], "view": HOME}):
        with pytest.raises(SlackApiError, match="invalid_arguments"):
            anybody.api_call("blocks.validate", json=arguments)
