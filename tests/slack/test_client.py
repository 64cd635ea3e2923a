"""Calls to Slack over a real connection: each way to fail ends in its class, and nothing is sent twice."""

from __future__ import annotations

import gc
import json
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.slack_api.fixtures import ANA, BEN, BOT, GENERAL, GUEST, LEARNING, LEFT, SLACKBOT, TEAM_ID
from bot.sandbox.slack_api.server import RESPONSE_URL
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import ButtonSpec, actions, data_table, section
from bot.slack.client import JOB_TIMEOUT, REQUEST_TIMEOUT, BotIdentity, SlackClient, UserProfile, parse_profile
from bot.slack.failures import FailureCause, FailureKind, SlackFailure
from bot.slack.home_team import HomeTeam
from bot.slack.message import Message, compose_message
from tests import faults
from tests.faults import Fault, FaultyServer, Wrong
from tests.slack_world import add_channel, archive_channel

POST = "chat.postMessage"
HELLO = compose_message(section("Hello *you*"), actions(ButtonSpec("Yes", "yes")))


@pytest.fixture
def web(slack: FaultyServer) -> SlackClient:
    return SlackClient(api_url=slack.base_url, token=lambda _workspace: BOT_TOKEN)


def posted(slack: FaultyServer, channel: str = LEARNING.id) -> list[dict[str, Any]]:
    return list(slack.workspace.messages.get(channel, {}).values())


def failure(call: Callable[[], object]) -> SlackFailure:
    with pytest.raises(SlackFailure) as caught:
        call()
    return caught.value


# --- What goes well -------------------------------------------------------------------------------------------


def test_we_learn_who_we_are(web: SlackClient) -> None:
    who = web.fetch_identity("whatever")
    assert (who.workspace, who.bot_user_id) == (TEAM_ID, BOT.id)


def test_a_message_gets_there_whole(web: SlackClient, slack: FaultyServer) -> None:
    ts = web.post_message(TEAM_ID, LEARNING.id, HELLO)
    [message] = posted(slack)
    assert message["ts"] == ts
    assert message["text"] == HELLO.text
    assert [block["type"] for block in message["blocks"]] == ["section", "actions"]
    assert slack.workspace.journal.calls[-1].payload["unfurl_links"] is False


def test_a_message_to_a_person_and_into_a_thread(web: SlackClient, slack: FaultyServer) -> None:
    first = web.post_message(TEAM_ID, ANA.id, HELLO)
    web.post_message(TEAM_ID, ANA.dm, HELLO, thread_ts=first)
    assert [message.get("thread_ts") for message in posted(slack, ANA.dm)] == [None, first]


def test_a_whisper_is_seen_by_one(web: SlackClient, slack: FaultyServer) -> None:
    web.post_ephemeral(TEAM_ID, LEARNING.id, BEN.id, HELLO)
    assert [shown.text for shown in slack.workspace.seen_by(BEN.id)] == [HELLO.text]
    assert slack.workspace.seen_by(ANA.id) == ()
    assert failure(lambda: web.post_ephemeral(TEAM_ID, LEARNING.id, GUEST.id, HELLO)).kind is FailureKind.PERMANENT


def test_whether_we_are_in_a_channel(web: SlackClient, slack: FaultyServer) -> None:
    assert web.is_bot_in_channel(TEAM_ID, LEARNING.id)
    assert not web.is_bot_in_channel(TEAM_ID, GENERAL.id)
    archive_channel(slack.workspace, LEARNING.id)
    assert not web.is_bot_in_channel(TEAM_ID, LEARNING.id)
    assert failure(lambda: web.is_bot_in_channel(TEAM_ID, "C0NOWHERE")).reason == "channel_not_found"


def test_what_a_channel_is_called(web: SlackClient) -> None:
    assert web.fetch_channel_name(TEAM_ID, GENERAL.id) == "general"
    assert failure(lambda: web.fetch_channel_name(TEAM_ID, "C0NOWHERE")).reason == "channel_not_found"


def test_a_channel_that_is_shared_with_other_teams_is_known(web: SlackClient, slack: FaultyServer) -> None:
    assert not web.is_shared_externally(TEAM_ID, LEARNING.id)
    add_channel(slack.workspace, replace(LEARNING, is_ext_shared=True))
    assert web.is_shared_externally(TEAM_ID, LEARNING.id)
    assert failure(lambda: web.is_shared_externally(TEAM_ID, "C0NOWHERE")).reason == "channel_not_found"


def test_each_workspace_has_its_own_token(slack: FaultyServer) -> None:
    web = SlackClient(api_url=slack.base_url, token={"T1": BOT_TOKEN, "T2": "xoxb-other"}.get)
    assert web.fetch_identity("T1").bot_user_id == BOT.id
    assert failure(lambda: web.fetch_identity("T2")).reason == "invalid_auth"
    assert failure(lambda: web.fetch_identity("T3")).reason == "no_token"


def test_an_address_without_its_slash_will_do(slack: FaultyServer) -> None:
    web = SlackClient(api_url=slack.base_url.rstrip("/"), token=lambda _workspace: BOT_TOKEN)
    assert web.fetch_identity(TEAM_ID).bot_user_id == BOT.id


def test_the_sender_has_more_patience_and_nobody_tries_again_by_itself(web: SlackClient) -> None:
    quick, patient = web.web_client(TEAM_ID), web.for_jobs().web_client(TEAM_ID)
    assert (quick.timeout, patient.timeout) == (REQUEST_TIMEOUT, JOB_TIMEOUT)
    assert quick.retry_handlers == patient.retry_handlers == []
    assert patient.token == BOT_TOKEN
    assert web.tokenless_client().token is None


# --- How a refusal ends -----------------------------------------------------------------------------------------


# What Slack documents for chat.postMessage, and what its neighbours add; and two that nobody documents.
REFUSALS: dict[FailureKind | FailureCause, str] = {
    FailureKind.RETRY: """ratelimited rate_limited message_limit_exceeded service_unavailable request_timeout
        team_added_to_org org_login_required external_channel_migrating""",
    FailureKind.RESPONSE_LOST: "internal_error fatal_error",
    FailureCause.CHANNEL_ARCHIVED: "is_archived",
    FailureCause.NOT_IN_CHANNEL: "channel_not_found not_in_channel user_not_in_channel",
    FailureCause.PERSON_GONE: "user_not_found users_not_found user_not_visible user_disabled cannot_dm_bot",
    FailureCause.TOKEN_REFUSED: """account_inactive token_revoked token_expired invalid_auth not_authed
        not_allowed_token_type team_access_not_granted team_not_found two_factor_setup_required""",
    FailureCause.NOT_PERMITTED: """restricted_action restricted_action_read_only_channel
        restricted_action_thread_only_channel restricted_action_non_threadable_channel
        restricted_action_thread_locked access_denied accesslimited
        app_access_restricted ekm_access_denied enterprise_is_restricted messages_tab_disabled
        no_permission slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_lists_sharing_blocked""",
    FailureCause.SCOPE_MISSING: "missing_scope",
    FailureKind.OUR_FAULT: """agent_prompt_display_not_allowed as_user_not_supported attachment_payload_limit_exceeded
        cannot_reply_to_message deprecated_endpoint draft_already_deleted draft_already_sent draft_has_conflict
        draft_not_found duplicate_channel_not_found duplicate_message_not_found invalid_arg_name invalid_arguments
        invalid_array_arg invalid_blocks invalid_blocks_format invalid_charset invalid_form_data
        invalid_metadata_format invalid_metadata_schema invalid_post_type markdown_text_conflict
        metadata_must_be_sent_from_app metadata_too_large method_deprecated missing_file_data missing_post_type
        msg_blocks_too_long msg_too_long no_text send_on_behalf_not_allowed too_many_attachments
        too_many_contact_cards something_new unknown_method""",
}


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for kind, names in REFUSALS.items() for name in names.split()])
def test_a_refusal_posts_nothing_and_tells_whether_to_try_again(
    name: str, kind: FailureKind | FailureCause, web: SlackClient, slack: FaultyServer
) -> None:
    slack.faults.add(POST, faults.error(name), times=2)  # blocks that are refused are tried once more as sections
    failed = failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO))
    passing = {
        FailureKind.RETRY: None,
        FailureKind.RESPONSE_LOST: FailureCause.RESPONSE_LOST,
        FailureKind.OUR_FAULT: FailureCause.OUR_FAULT,
    }
    ending, cause = (FailureKind.PERMANENT, kind) if isinstance(kind, FailureCause) else (kind, passing[kind])
    assert (failed.kind, failed.cause) == (ending, cause)
    assert failed.reason == ("ratelimited" if name == "rate_limited" else name)
    assert posted(slack) == []
    tried = 2 if name == "invalid_blocks" else 1
    assert len(slack.workspace.journal.calls) == tried, "nothing is tried again but refused blocks, as sections"


def test_too_many_calls_tell_how_long_to_wait(web: SlackClient, slack: FaultyServer) -> None:
    slack.faults.add(POST, faults.rate_limited(retry_after=37))
    failed = failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO))
    assert (failed.kind, failed.reason, failed.retry_after) == (FailureKind.RETRY, "ratelimited", 37)
    web.post_message(TEAM_ID, LEARNING.id, HELLO)
    assert len(posted(slack)) == 1


@pytest.mark.parametrize(
    ("fault", "ending", "reason"),
    [
        (faults.broken(), FailureKind.RESPONSE_LOST, "status_500"),
        (faults.unavailable(), FailureKind.RETRY, "status_503"),
        (Fault(faults.Wrong.STATUS, status=404, body="<html>not here</html>"), FailureKind.OUR_FAULT, "status_404"),
        (Fault(faults.Wrong.STATUS, status=200, body="<html>sign in</html>"), FailureKind.RESPONSE_LOST, "status_200"),
    ],
)
def test_a_page_where_json_is_expected(
    fault: Fault, ending: FailureKind, reason: str, web: SlackClient, slack: FaultyServer
) -> None:
    slack.faults.add(POST, fault)
    failed = failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO))
    assert (failed.kind, failed.reason) == (ending, reason)
    assert posted(slack) == []


# --- How a lost call ends ---------------------------------------------------------------------------------------


def test_no_answer_in_time_leaves_it_open(web: SlackClient, slack: FaultyServer) -> None:
    slack.faults.add(POST, faults.hang(30))
    failed = failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO))
    assert (failed.kind, failed.reason) == (FailureKind.RESPONSE_LOST, "TimeoutError")


def test_a_lost_answer_leaves_it_open_and_sends_once(web: SlackClient, slack: FaultyServer) -> None:
    slack.faults.add(POST, faults.close_after_processing())
    assert failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO)).kind is FailureKind.RESPONSE_LOST
    assert len(posted(slack)) == 1


def test_nobody_there_is_sure_to_have_sent_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/"
        web = SlackClient(api_url=url, token=lambda _workspace: BOT_TOKEN)
        assert failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO)).kind is FailureKind.RETRY
        assert failure(lambda: web.respond(f"{url}x", HELLO)).kind is FailureKind.RETRY


def test_an_unknown_name_is_sure_to_have_sent_nothing() -> None:
    web = SlackClient(api_url="http://slack.invalid/api/", token=lambda _workspace: BOT_TOKEN)
    assert failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO)).kind is FailureKind.RETRY


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """A server that takes one request and answers these bytes, whatever they are."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once() -> None:
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as request:
                length = 0
                while (line := request.readline().strip().lower()) != b"":
                    length = int(line.split(b":")[1]) if line.startswith(b"content-length:") else length
                request.read(length)
                connection.sendall(answer)

        thread = threading.Thread(target=once)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/api/"
        thread.join()


@contextmanager
def unclosed() -> Iterator[None]:
    """The SDK leaves the socket of a broken answer to the garbage collector, which warns of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"what?\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n\xff\xfe",
        b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n[1]",
        b'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n"ok"',
    ],
)
def test_an_answer_that_is_none_leaves_it_open(answer: bytes) -> None:
    with answering(answer) as url, unclosed():
        web = SlackClient(api_url=url, token=lambda _workspace: BOT_TOKEN)
        assert failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO)).kind is FailureKind.RESPONSE_LOST


@pytest.mark.parametrize("answer", [b"", b"what?\r\n\r\n", b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n"])
def test_an_answer_that_is_none_to_a_response(answer: bytes) -> None:
    with answering(answer) as url, unclosed():
        web = SlackClient(api_url=url, token=lambda _workspace: BOT_TOKEN)
        assert failure(lambda: web.respond(f"{url}x", HELLO)).kind is FailureKind.RESPONSE_LOST


def test_a_failure_carries_no_token(web: SlackClient, slack: FaultyServer, caplog: pytest.LogCaptureFixture) -> None:
    slack.faults.add(POST, faults.broken())
    slack.faults.add(POST, faults.close_after_processing())
    told = [str(failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO))) for _ in range(2)]
    assert BOT_TOKEN not in "".join([*told, caplog.text])
    assert HELLO.text not in "".join([*told, caplog.text])


# --- Blocks that Slack refuses -----------------------------------------------------------------------------------


def test_refused_blocks_are_sent_once_more_as_plain_sections(web: SlackClient, slack: FaultyServer) -> None:
    slack.faults.add(POST, faults.invalid_blocks())
    message = compose_message(data_table("Hours", ["who", "hours"], [["Ana", 2]]), actions(ButtonSpec("Yes", "yes")))
    web.post_message(TEAM_ID, LEARNING.id, message)
    [shown] = posted(slack)
    assert [block["type"] for block in shown["blocks"]] == ["section", "actions"]
    assert "Ana" in shown["blocks"][0]["text"]["text"]
    assert shown["text"] == message.text


def test_blocks_refused_twice_are_our_fault(web: SlackClient, slack: FaultyServer) -> None:
    slack.faults.add(POST, faults.invalid_blocks(), 2)
    failed = failure(lambda: web.post_message(TEAM_ID, LEARNING.id, HELLO))
    assert (failed.kind, failed.reason) == (FailureKind.OUR_FAULT, "invalid_blocks")
    assert len([call for call in slack.workspace.journal.calls if call.method == POST]) == 2
    assert posted(slack) == []


def test_a_refused_whisper_falls_back_too(web: SlackClient, slack: FaultyServer) -> None:
    slack.faults.add("chat.postEphemeral", faults.invalid_blocks())
    web.post_ephemeral(TEAM_ID, LEARNING.id, BEN.id, HELLO)
    assert [shown.text for shown in slack.workspace.seen_by(BEN.id)] == [HELLO.text]


PIECES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(["\n", "\n\n", " ", "&amp;", "word " * 400, "x" * 3001, "\u2028", "\U0001f389", "\r\n"]),
    ),
    min_size=1,
    max_size=12,
)


@given(PIECES, st.integers(0, 7))
def test_what_falls_back_keeps_to_the_limits(pieces: list[str], buttons: int) -> None:
    row = actions(*(ButtonSpec(f"Button {number}", "press") for number in range(buttons)))
    message = compose_message(section("Words"), row, text="Words\n" + "".join(pieces))
    fallback = message.plain_fallback()
    check_message(fallback.post_arguments(), posted=True)
    said = "".join(block["text"]["text"] for block in fallback.blocks if block["type"] == "section")
    assert said.split() == message.text.split()
    assert [block for block in fallback.blocks if block["type"] == "actions"] == [
        block for block in message.blocks if block["type"] == "actions"
    ]


# --- Answers through a response URL --------------------------------------------------------------------------------


@pytest.fixture
def source(slack: FaultyServer) -> tuple[str, str]:
    """The response URL of a message that only Ana sees, and the message's ts."""
    slack_message = SlackClient(api_url=slack.base_url, token=lambda _workspace: BOT_TOKEN)
    slack_message.post_ephemeral(TEAM_ID, LEARNING.id, ANA.id, compose_message(section("Before")))
    ts = slack.workspace.seen_by(ANA.id)[-1].ts
    return slack.response_url(slack.workspace.response_secret(ANA.id, LEARNING.id, ts)), ts


def test_a_response_replaces_its_message(web: SlackClient, slack: FaultyServer, source: tuple[str, str]) -> None:
    url, ts = source
    web.respond(url, HELLO)
    assert slack.workspace.ephemerals[ANA.id, ts]["text"] == HELLO.text
    assert posted(slack) == []


def test_a_response_beside_its_message(web: SlackClient, slack: FaultyServer, source: tuple[str, str]) -> None:
    url, ts = source
    web.respond(url, HELLO, replace=False)
    assert slack.workspace.ephemerals[ANA.id, ts]["text"] == "Before"
    assert slack.workspace.seen_by(ANA.id)[-1].text == HELLO.text


def test_a_public_response_is_a_message_of_its_own(
    web: SlackClient, slack: FaultyServer, source: tuple[str, str]
) -> None:
    url, ts = source
    web.respond(url, replace(HELLO, is_public=True))
    assert [message["text"] for message in posted(slack)] == [HELLO.text]
    assert slack.workspace.ephemerals[ANA.id, ts]["text"] == "Before"


def test_a_response_falls_back_once(web: SlackClient, slack: FaultyServer, source: tuple[str, str]) -> None:
    url, ts = source
    slack.faults.add(RESPONSE_URL, Fault(faults.Wrong.STATUS, status=400, body="invalid_blocks"))
    web.respond(url, HELLO)
    assert slack.workspace.ephemerals[ANA.id, ts]["text"] == HELLO.text


def test_a_response_refused_twice_raises(web: SlackClient, slack: FaultyServer, source: tuple[str, str]) -> None:
    slack.faults.add(RESPONSE_URL, Fault(faults.Wrong.STATUS, status=400, body="invalid_blocks"), 2)
    failed = failure(lambda: web.respond(source[0], HELLO))
    assert (failed.kind, failed.reason) == (FailureKind.OUR_FAULT, "invalid_blocks")


def test_a_response_comes_too_late(web: SlackClient, slack: FaultyServer, source: tuple[str, str], clock: Any) -> None:
    clock.advance(timedelta(minutes=31))
    failed = failure(lambda: web.respond(source[0], HELLO))
    assert (failed.kind, failed.reason) == (FailureKind.PERMANENT, "status_404")


def test_too_many_responses(web: SlackClient, slack: FaultyServer, source: tuple[str, str]) -> None:
    slack.faults.add(RESPONSE_URL, faults.rate_limited(retry_after=5))
    failed = failure(lambda: web.respond(source[0], HELLO))
    assert (failed.kind, failed.reason, failed.retry_after) == (FailureKind.RETRY, "ratelimited", 5)


def test_a_response_failure_does_not_tell_its_address(
    web: SlackClient, slack: FaultyServer, source: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.add(RESPONSE_URL, faults.close_after_processing())
    failed = failure(lambda: web.respond(source[0], HELLO))
    assert failed.kind is FailureKind.RESPONSE_LOST
    assert source[0].rsplit("/", 1)[1] not in f"{failed}{caplog.text}"


@pytest.mark.parametrize("team", [["T1"], {"id": "T1"}, 7, "  ", "t1", None, ""])
def test_an_id_that_can_be_none_of_slacks_is_not_told(web: SlackClient, slack: FaultyServer, team: object) -> None:
    slack.faults.add(
        "auth.test", Fault(Wrong.STATUS, body=json.dumps({"ok": True, "team_id": team, "user_id": "U0BOT"}))
    )
    assert web.fetch_identity("") == BotIdentity("", "U0BOT")


# --- What Slack tells of people ------------------------------------------------------------------------------------


def test_a_profile(web: SlackClient) -> None:
    told = web.fetch_profile(TEAM_ID, ANA.id)
    assert told == UserProfile(
        ANA.id, "Ana", "Europe/Lisbon", is_admin=True, is_active=True, is_guest=False, home=HomeTeam(TEAM_ID)
    )


@pytest.mark.parametrize(("person", "active", "guest"), [(LEFT, False, False), (GUEST, True, True)])
def test_who_left_and_who_is_a_guest(person: Any, active: bool, guest: bool, web: SlackClient) -> None:
    told = web.fetch_profile(TEAM_ID, person.id)
    assert (told.is_active, told.is_guest) == (active, guest)


@pytest.mark.parametrize("person", [BOT, SLACKBOT])
def test_machines_are_no_members(person: Any, web: SlackClient) -> None:
    assert not web.fetch_profile(TEAM_ID, person.id).is_active


def test_nobody_of_that_id(web: SlackClient) -> None:
    assert failure(lambda: web.fetch_profile(TEAM_ID, "U0NOBODY")).kind is FailureKind.PERMANENT


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({}, "U1"),
        ({"profile": None, "real_name": None, "name": None, "tz": None, "deleted": None}, "U1"),
        ({"profile": {}, "real_name": "", "name": "", "tz": "", "is_bot": ""}, "U1"),
        ({"name": "ana"}, "ana"),
        ({"name": "ana", "profile": {"display_name": "", "real_name": "Ana F"}}, "Ana F"),
        ({"name": "ana", "real_name": "Ana", "profile": {"display_name": None, "real_name": "x"}}, "Ana"),
        ({"name": "ana", "real_name": "Ana", "profile": {"display_name": "Annie"}}, "Annie"),
        ({"name": "a" * 300}, "a" * 200),
    ],
)
def test_any_field_of_a_profile_may_be_missing_or_empty(user: dict[str, Any], name: str) -> None:
    assert parse_profile(user, "U1") == UserProfile("U1", name, None, is_admin=False, is_active=True, is_guest=False)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({"is_owner": True}, {"is_admin": True}),
        ({"is_admin": True}, {"is_admin": True}),
        ({"is_bot": True}, {"is_active": False}),
        ({"is_stranger": True}, {"is_stranger": True}),
        ({"team_id": "T1"}, {"home": HomeTeam("T1")}),
        (
            {"team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2", "T1"]}},
            {"home": HomeTeam("T2", "E1", frozenset({"T1", "T2"}))},
        ),
        ({"team_id": None, "enterprise_user": "E1"}, {}),
        ({"profile": "x"}, {}),
        ({"deleted": True}, {"is_active": False}),
        ({"is_ultra_restricted": True}, {"is_guest": True}),
        ({"tz": "Asia/Kolkata"}, {"timezone": "Asia/Kolkata"}),
    ],
)
def test_what_a_profile_says(user: dict[str, Any], expected: dict[str, Any]) -> None:
    plain = UserProfile("U1", "U1", None, is_admin=False, is_active=True, is_guest=False)
    assert parse_profile(user, "U1") == replace(plain, **expected)


def test_a_message_without_words_or_blocks_is_still_one() -> None:
    assert Message("", ()).plain_fallback().blocks == ()
