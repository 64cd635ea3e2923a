"""`say` gives one reply; a conversation runs from a pipe or a keyboard to its end."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.clock import AdjustableClock
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.terminal.chat import SayReply, TerminalChat, converse, detect_screen, say_once
from bot.sandbox.terminal.session import NotUnderstoodError
from bot.sandbox.user_actions.delivery import Delivery
from tests import faults


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(datetime(2026, 11, 21, 12, 0, tzinfo=UTC), is_running=False)


@pytest.fixture
def workspace(clock: AdjustableClock) -> SlackWorkspace:
    return SlackWorkspace(clock.now)


@pytest.fixture
def app(app: App) -> App:
    @app.command("/log")
    def log(ack: Any, command: Any, client: WebClient) -> None:
        client.users_info(user=command["user_id"])
        ack({"response_type": "ephemeral", "text": f"Booked {command['text']} – {command['user_name']}"})

    @app.event("message")
    def message(event: Any, client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text="heard")

    return app


def test_the_reply_is_text(delivery: Delivery, clock: AdjustableClock) -> None:
    reply = say_once(delivery, clock, "/log 2h networking", person="Mei")
    assert reply.output == "#learning Roadmate (only visible to you):\nBooked 2h networking – mei"
    assert not reply.failed


def test_the_reply_is_the_json_that_slack_gets_without_lookups(delivery: Delivery, clock: AdjustableClock) -> None:
    reply = say_once(delivery, clock, "/log 2h networking", as_json=True)
    assert json.loads(reply.output) == [
        {"method": "response", "payload": {"response_type": "ephemeral", "text": "Booked 2h networking – ana"}}
    ]


def test_a_direct_message_is_answered_by_a_post(delivery: Delivery, clock: AdjustableClock) -> None:
    (call,) = json.loads(say_once(delivery, clock, "plan", as_json=True).output)
    assert call["method"] == "chat.postMessage"
    assert call["payload"]["text"] == "heard"


def test_an_error_of_slack_is_a_failure(delivery: Delivery, clock: AdjustableClock) -> None:
    assert say_once(delivery, clock, "/nope") == SayReply(
        'Slack: /nope failed with the error "dispatch_failed"', failed=True
    )
    assert say_once(delivery, clock, "/nope", as_json=True) == SayReply("[]", failed=True)


def test_an_app_that_fails_without_a_word_is_a_failure(delivery: Delivery, clock: AdjustableClock) -> None:
    delivery.server.faults.add("chat.postMessage", faults.error("account_inactive"))
    assert say_once(delivery, clock, "plan").failed


def test_nobody_of_that_name_is_refused(delivery: Delivery, clock: AdjustableClock) -> None:
    with pytest.raises(NotUnderstoodError):
        say_once(delivery, clock, "/log 1h x", person="zed")


@pytest.fixture
def chat(delivery: Delivery, clock: AdjustableClock) -> TerminalChat:
    return TerminalChat(delivery, clock)


def test_a_pipe_is_echoed_without_prompts_and_goes_on_after_a_bad_line(chat: TerminalChat) -> None:
    out = io.StringIO()
    assert converse(chat, io.StringIO(":zzz\n\n/log 1h x"), out) == 0
    assert out.getvalue() == (
        chat.banner() + "\n\n> :zzz\nI don't know :zzz. :help lists what there is.\n\n"
        "> /log 1h x\n#learning Roadmate (only visible to you):\nBooked 1h x – ana\n\n"
    )


def test_quit_ends_a_pipe(chat: TerminalChat) -> None:
    out = io.StringIO()
    assert converse(chat, io.StringIO(":quit\n/log 1h x"), out) == 0
    assert "Booked" not in out.getvalue()


class Terminal(io.StringIO):
    """An output or input that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Interrupted(io.StringIO):
    """An input on which somebody presses Ctrl-C."""

    def __next__(self) -> str:
        raise KeyboardInterrupt


def test_ctrl_c_ends_kindly(chat: TerminalChat) -> None:
    assert converse(chat, Interrupted("x"), io.StringIO()) == 0


def test_a_keyboard_gets_prompts_and_the_end_of_input_ends_kindly(
    chat: TerminalChat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("plan\n"))
    out = Terminal()
    assert converse(chat, Terminal(), out) == 0
    assert "Roadmate:\nheard\n" in out.getvalue()
    assert out.getvalue().endswith("Bye.\n")
    assert "> plan" not in out.getvalue()
    assert capsys.readouterr().out == "ana Sat 21 Nov 12:00> " * 2


def test_an_output_that_cannot_show_a_character_shows_another(chat: TerminalChat) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    converse(chat, io.StringIO("/log 1h x"), out)
    assert b"Booked 1h x ? ana" in raw.getvalue()


def test_only_a_terminal_that_allows_it_is_dimmed() -> None:
    assert not detect_screen(io.StringIO(), {}).dims
    assert detect_screen(io.StringIO(), {}).width == 80
    assert detect_screen(Terminal(), {}).dims
    assert not detect_screen(Terminal(), {"NO_COLOR": "1"}).dims
    assert not detect_screen(Terminal(), {"TERM": "dumb"}).dims
