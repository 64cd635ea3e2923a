"""Lines that were not understood: the answer says what is wrong and what would be right, and keeps what was typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.hours.rules import line_parser
from bot.features.hours.rules.line_parser import LineProblem, LineProblemCode, ParsedEntry
from bot.features.hours.views import clarifications
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from bot.slack.payloads import LogLinePayload, decode_payload
from tests.slack_driver import message_text

TODAY = date(2026, 11, 21)
NASTY = "<!channel> *x* `y` <@U0SANDANA>"
LINES = {
    "": "How long, and on what?",
    "networking": "How long? I found no duration.",
    "-2h networking": "is less than nothing",
    "0h networking": "is no time at all",
    "3 weeks networking": "counts days or more",
    "25h networking": "is more than a day has",
    "45 networking": "“45”: minutes or hours?",
    "2h 3h networking": "I read two durations in that: 2h ... 3h.",
    "2h": "On what?",
    "2h networking tomorrow": "has not come yet",
    "2h networking 40 days ago": "Mon 12 Oct is too long ago",
    "2h networking 30 feb": "There is no such day as “30 feb”",
    "2h networking last week": "“last week” could be several days",
    "2h networking mon tue": "I read two days in that",
    "2h networking: " + "x" * 1001: "The note is longer than 1000 characters",
    "2h " + "x" * 4000: "That is too long to read.",
}


def ask_about(text: str) -> tuple[LineProblem, Message]:
    problem = line_parser.parse_line(text, TODAY)
    assert isinstance(problem, LineProblem)
    message = clarifications.render_line_problem(problem, typed=text, key="k", today=TODAY)
    check_message(message.post_arguments(), posted=True)
    return problem, message


def line_payloads(message: Message) -> list[LogLinePayload]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    buttons = [button for row in rows for button in row if button["action_id"].startswith("log.line#")]
    return [decode_payload(LogLinePayload, button["value"]) for button in buttons]


@pytest.mark.parametrize("text", LINES)
def test_each_problem_says_what_was_wrong_and_shows_a_way_on(text: str) -> None:
    _, message = ask_about(text)
    assert LINES[text] in message_text(message)
    assert line_payloads(message) or "For example /log 2h networking" in message_text(message)
    assert line_payloads(message) or "For example /team-log 2h networking" in message_text(message, "team-")


@pytest.mark.parametrize("code", list(LineProblemCode))
def test_every_problem_has_a_text(code: LineProblemCode) -> None:
    message = clarifications.render_line_problem(
        LineProblem(code, NASTY, NASTY, TODAY, (60,)), typed=NASTY, key="k", today=TODAY
    )
    check_message(message.post_arguments(), posted=True)
    shown = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    assert not set("".join([message.text, *shown])) & set("<>")


def test_choices_keep_the_rest_of_the_line_and_its_day() -> None:
    _, message = ask_about('45 networking yesterday: "it\'s" a\nb')
    (payload, *_) = line_payloads(message)
    assert (payload.key, payload.day) == ("k", TODAY)
    assert line_parser.parse_line(payload.text, payload.day) == ParsedEntry(
        45, "networking", date(2026, 11, 20), '"it\'s" a\nb'
    )


def test_what_was_typed_is_shown_where_there_are_no_choices() -> None:
    assert "You typed: networking with words" in ask_about("networking with words")[1].text
    assert "You typed" not in ask_about("45 networking")[1].text


def test_a_line_too_long_for_a_button_is_shown_instead() -> None:
    _, message = ask_about("45 networking: " + '"' * 1000)
    assert line_payloads(message) == []
    assert "For example" in message.text


@settings(deadline=None)
@given(st.text(max_size=60) | st.text('0123456789hm.:-,+ ndays/<>&*`"\n', max_size=60))
def test_any_line_is_understood_or_asked_about(text: str) -> None:
    parsed = line_parser.parse_line(text, TODAY)
    if isinstance(parsed, LineProblem):
        message = clarifications.render_line_problem(parsed, typed=text, key="k", today=TODAY)
        check_message(message.post_arguments(), posted=True)
        assert "<" not in message.text
        assert all(
            isinstance(line_parser.parse_line(each.text, each.day), ParsedEntry | LineProblem)
            for each in line_payloads(message)
        )


def test_an_unknown_subject_offers_the_nearest() -> None:
    message = clarifications.render_unknown_subject(
        NASTY, [("Networking", "1"), ("AWS", "2")], typed=NASTY, today=TODAY
    )
    check_message(message.post_arguments(), posted=True)
    assert "&lt;!channel&gt;" in message.text
    assert "Did you mean one of these?" in message.text
    assert "/team-plan lists the areas." in message_text(message, "team-")
    assert [e["value"] for e in message.blocks[-1]["elements"]] == ["1", "2", "-"]
    alone = clarifications.render_unknown_subject("x" * 3000, [], typed="2h " + "x" * 3000, today=TODAY)
    check_message(alone.post_arguments(), posted=True)
    assert "Did you mean" not in alone.text
