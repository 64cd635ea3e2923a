"""Words that people put in fields become what Slack hands on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox.slack_api.fixtures import BEN, LEARNING, MEI
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.user_actions.form_values import fill_blocks, parse_entered, split_words, value_key
from bot.sandbox.validation.interactive_elements import InteractiveElement, interactive_elements, view_state

OPTIONS = [
    {"text": {"type": "plain_text", "text": name}, "value": value} for name, value in (("One", "2"), ("Two", "x"))
]


@pytest.mark.parametrize(
    ("element", "words", "value"),
    [
        ({"type": "plain_text_input"}, "a, b", "a, b"),
        ({"type": "number_input"}, "3", "3"),
        ({"type": "static_select", "options": OPTIONS}, "one", OPTIONS[0]),
        ({"type": "static_select", "options": OPTIONS}, "X", OPTIONS[1]),
        ({"type": "static_select", "options": OPTIONS}, "2", OPTIONS[0]),
        ({"type": "static_select", "options": OPTIONS}, "1", OPTIONS[0]),
        ({"type": "checkboxes", "options": OPTIONS}, "two, one", [OPTIONS[1], OPTIONS[0]]),
        ({"type": "checkboxes", "options": OPTIONS}, "", []),
        ({"type": "users_select"}, "@ben", BEN.id),
        ({"type": "multi_users_select"}, "ben,Mei", [BEN.id, MEI.id]),
        ({"type": "channels_select"}, "#learning", LEARNING.id),
        ({"type": "datepicker"}, "2026-11-23", "2026-11-23"),
        ({"type": "datetimepicker"}, "1763712000", 1763712000),
        ({"type": "datetimepicker"}, "2026-11-23 09:00", int(datetime(2026, 11, 23, 1, tzinfo=UTC).timestamp())),
        ({"type": "static_select", "options": OPTIONS}, "", ""),
    ],
)
def test_words_mean_a_value(workspace: SlackWorkspace, element: dict[str, Any], words: str, value: Any) -> None:
    assert parse_entered(workspace, MEI, element, split_words(element, words)) == value


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ({"type": "static_select", "options": OPTIONS}, "three"),
        ({"type": "users_select"}, "zed"),
        ({"type": "conversations_select"}, "#nowhere"),
        ({"type": "datetimepicker"}, "soon"),
        ({"type": "datepicker"}, "2026-02-30"),
        ({"type": "datepicker"}, "20261123"),
        ({"type": "timepicker"}, "25:00"),
        ({"type": "timepicker"}, "09:00:01"),
        ({"type": "url_text_input"}, "example.org"),
        ({"type": "url_text_input"}, "https://[bad"),
    ],
)
def test_words_without_meaning_say_what_has_one(workspace: SlackWorkspace, element: dict[str, Any], words: str) -> None:
    with pytest.raises(LookupError, match=r"\w+ \w+"):
        parse_entered(workspace, MEI, element, words)


def blocks() -> list[dict[str, Any]]:
    text = {"type": "plain_text_input", "action_id": "t", "initial_value": "old"}
    return [{"type": "input", "block_id": name, "element": text} for name in ("one", "two")]


def test_what_was_entered_stands_in_the_fields() -> None:
    first, second = fill_blocks(blocks(), {"one": "new", "two": ""})
    assert first["element"]["initial_value"] == "new"
    assert "initial_value" not in second["element"]
    assert fill_blocks(blocks(), {}) == blocks()


def test_inputs_and_what_shares_an_action_id_go_by_their_block() -> None:
    every = list(interactive_elements(blocks()))
    assert [value_key(field, every) for field in every] == ["one", "two"]
    assert value_key(every[0], every[:1]) == "one"
    assert value_key(InteractiveElement({"action_id": "t"}, {"block_id": "one"}), every[:1]) == "t"


def test_an_emptied_field_is_reported_empty_and_an_untouched_one_as_it_was() -> None:
    values = view_state(blocks(), {"one": ""})
    assert values["one"]["t"]["value"] is None
    assert values["two"]["t"]["value"] == "old"
