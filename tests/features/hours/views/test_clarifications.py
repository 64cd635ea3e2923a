"""Lines that were not understood: the answer says what is wrong and what would be right, and keeps what was typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import Subject
from bot.features.hours.rules import line_parser
from bot.features.hours.rules.line_parts import LineChoice, LineParts, LineProblem, LineProblemCode, ParsedEntry
from bot.features.hours.views import clarifications
from bot.sandbox.validation.rules import check_message
from bot.slack.message import Message
from bot.slack.payloads import LogLinePayload, PendingEntryPayload, decode_payload
from tests.slack_driver import message_text

TODAY = date(2026, 11, 21)
NASTY = "<!channel> *x* `y` <@U0SANDANA>"
LINES = {
    "": "How long, and on what?",
    "networking": "How long? Add it as 2h",
    "-2h networking": "hours can't be negative",
    "0h networking": "is nothing to log",
    "30s networking": "“30s” is in seconds",
    "3 chapters networking": "How long was “3 chapters”?",
    "3 weeks networking": "Please use hours or minutes instead of “3 weeks”",
    "25h networking": "a day only has 24 hours",
    "45 networking": "Is “45” 45 min?",
    "13 networking": "“13”: minutes or hours?",
    "2h 3h networking": "I see two lengths: 2h ... 3h.",
    "2h": "On what?",
    "2h networking tomorrow": "is in the future",
    "2h networking 40 days ago": "Mon 12 Oct is too long ago",
    "2h networking 30 feb": "There's no such day as “30 feb”",
    "2h networking last week": "“last week” could be several",
    "mon 2h networking tue": "How do I log 2 h on “mon ... tue”?",
    "2h networking mon tue": "How do I log 2 h on “mon tue”?",
    "2h networking yesturday": "Which day is “yesturday”?",
    "2h networking: " + "x" * 1001: "The note is longer than 1000 characters",
    "2h " + "x" * 4000: "That's too long for me.",
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
        LineProblem(code, NASTY, LineParts(words=NASTY), TODAY, (LineChoice(NASTY, 60), LineChoice(NASTY, day=TODAY))),
        typed=NASTY,
        key="k",
        today=TODAY,
    )
    check_message(message.post_arguments(), posted=True)
    shown = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    assert not set("".join([message.text, *shown])) & set("<>")


def test_choices_keep_the_rest_of_the_line_and_its_day() -> None:
    _, message = ask_about('45 networking yesterday: "it\'s" a\nb')
    (payload, *_) = line_payloads(message)
    assert (payload.key, payload.day) == ("k", TODAY)
    parsed = line_parser.parse_line(payload.text, payload.day)
    assert parsed == ParsedEntry(45, "networking", date(2026, 11, 20), '"it\'s" a\nb', is_day_named=True)


def test_what_was_typed_is_shown_where_there_are_no_choices() -> None:
    assert "You typed: 25h networking with words" in ask_about("25h networking with words")[1].text
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


def test_an_unknown_subject_offers_the_nearest(catalog: Catalog) -> None:
    options = [Subject(area) for area in catalog.areas[:2]]
    message = subject_question(NASTY, options)
    check_message(message.post_arguments(), posted=True)
    assert "&lt;!channel&gt;" in message.text
    assert "Did you mean one of these?" in message.text
    assert "/team-plan lists the areas." in message_text(message, "team-")
    assert [e["action_id"].partition("#")[0] for e in message.blocks[-1]["elements"]] == ["log.book"] * 2 + ["log.form"]
    alone = subject_question("x" * 3000, [])
    check_message(alone.post_arguments(), posted=True)
    assert "Did you mean" not in alone.text


def subject_question(words: str, options: list[Subject]) -> Message:
    parsed = ParsedEntry(120, words, TODAY)
    pendings = [
        PendingEntryPayload(key="k", minutes=120, area=each.area.id, day=TODAY, note=words[:50]) for each in options
    ]
    return clarifications.render_subject_question(parsed, None, options, pendings, typed=f"2h {words}", today=TODAY)
