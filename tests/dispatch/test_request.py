"""What is read out of Slack's requests, and what is refused because it is not as Slack's are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dispatch.request import (
    MalformedRequest,
    Request,
    request_from_button,
    request_from_command,
    request_from_event,
)

COMMAND = {
    "team_id": "T1",
    "user_id": "U1",
    "user_name": "ana",
    "channel_id": "C1",
    "command": "/log",
    "text": " 2h networking: x ",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
    "response_url": "https://hooks.slack.com/commands/1",
}
CLICK: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": "T1", "domain": "x"},
    "user": {"id": "U1", "username": "ana", "team_id": "T1"},
    "channel": {"id": "C1"},
    "trigger_id": "1.2.3",
    "response_url": "https://hooks.slack.com/actions/1",
    "actions": [{"action_id": "log.book", "value": "v", "action_ts": "4.5"}],
}
EVENT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "app_mention", "user": "U1", "channel": "C1", "thread_ts": "1.2"},
}
STRANGE = ("", "a b", "x\x00", "T1\n", "é", "x" * 191)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def test_a_command_is_read() -> None:
    ask = request_from_command(COMMAND, "T1")
    assert (ask.workspace, ask.member, ask.name, ask.channel, ask.source) == ("T1", "U1", "ana", "C1", "command")
    assert ask.text == "2h networking: x"
    assert ask.key == ask.trigger_id == COMMAND["trigger_id"]


def test_a_click_is_read() -> None:
    ask = request_from_button(CLICK, "T1")
    assert (ask.workspace, ask.member, ask.name, ask.channel, ask.source) == ("T1", "U1", "ana", "C1", "button")
    assert (ask.text, ask.key) == ("v", "1.2.3")
    assert request_from_button({**CLICK, "trigger_id": None}, "T1").key == "4.5"


def test_an_event_is_read() -> None:
    ask = request_from_event(EVENT, "T1", " 2h networking ", "mention")
    assert ask == Request("T1", "U1", "2h networking", "C1", "Ev1", "mention", thread_ts="1.2")


@pytest.mark.parametrize("field", ["user_id", "trigger_id"])
@pytest.mark.parametrize("value", STRANGE)
def test_a_command_without_a_usable_id_is_refused(field: str, value: str) -> None:
    with pytest.raises(MalformedRequest, match=field):
        request_from_command({**COMMAND, field: value}, "T1")
    with pytest.raises(MalformedRequest, match=field):
        request_from_command({key: each for key, each in COMMAND.items() if key != field}, "T1")


@pytest.mark.parametrize("value", STRANGE)
def test_so_are_a_click_and_an_event(value: str) -> None:
    clicks: list[dict[str, Any]] = [
        {"user": {"id": value}},
        {"user": None},
    ]
    events: list[dict[str, Any]] = [
        {"event_id": value},
        {"event": {**EVENT["event"], "user": value}},
        {"event": {**EVENT["event"], "channel": value}},
        {"event": None},
    ]
    for change in clicks:
        with pytest.raises(MalformedRequest):
            request_from_button({**CLICK, **change}, "T1")
    for change in events:
        with pytest.raises(MalformedRequest):
            request_from_event({**EVENT, **change}, "T1", "", "mention")


def test_a_name_keeps_what_can_be_seen() -> None:
    assert request_from_command({**COMMAND, "user_name": "a\x00n\u202ea\n"}, "T1").name == "ana"


def test_words_can_be_changed_and_nothing_else_with_them() -> None:
    ask = request_from_command(COMMAND, "T1")
    assert ask.with_text("list").text == "list"
    assert ask.with_text("list").with_text(ask.text) == ask


@given(st.sampled_from([*COMMAND, "team", "user", "channel", "actions", "event", "event_id"]), ANY)
def test_any_field_gives_an_ask_or_is_refused(field: str, value: object) -> None:
    readers: tuple[Callable[[], Request], ...] = (
        lambda: request_from_command({**COMMAND, field: value}, "T1"),
        lambda: request_from_button({**CLICK, field: value}, "T1"),
        lambda: request_from_event({**EVENT, field: value}, "T1", "x", "mention"),
    )
    for read in readers:
        try:
            ask = read()
        except MalformedRequest:
            continue
        assert all((ask.workspace, ask.member, ask.key))
        assert all(isinstance(each, str) for each in (ask.text, ask.name, ask.channel, ask.response_url))
