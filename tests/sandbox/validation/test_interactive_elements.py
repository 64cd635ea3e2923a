"""What stands in each kind of field, as Slack reports it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.validation import interactive_elements

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


AREA: Json = {"text": words("Networking"), "value": "networking"}
OTHER: Json = {"text": words("Soft skills"), "value": "soft"}


@pytest.mark.parametrize(
    ("element", "value", "key", "reported"),
    [
        ({"type": "plain_text_input"}, None, "value", None),
        ({"type": "plain_text_input", "initial_value": "x"}, None, "value", "x"),
        ({"type": "plain_text_input", "initial_value": "x"}, "y", "value", "y"),
        ({"type": "number_input"}, 5, "value", "5"),
        ({"type": "static_select", "options": [AREA, OTHER]}, None, "selected_option", None),
        ({"type": "static_select", "options": [AREA, OTHER]}, "soft", "selected_option", OTHER),
        ({"type": "static_select", "options": [AREA, OTHER]}, "Networking", "selected_option", AREA),
        (
            {"type": "static_select", "option_groups": [{"label": words("g"), "options": [OTHER]}]},
            "soft",
            "selected_option",
            OTHER,
        ),
        ({"type": "static_select", "options": [AREA], "initial_option": AREA}, None, "selected_option", AREA),
        ({"type": "external_select"}, "new", "selected_option", {"text": words("new"), "value": "new"}),
        ({"type": "external_select"}, AREA, "selected_option", AREA),
        ({"type": "checkboxes", "options": [AREA, OTHER]}, None, "selected_options", []),
        ({"type": "checkboxes", "options": [AREA, OTHER]}, "soft", "selected_options", [OTHER]),
        ({"type": "multi_static_select", "options": [AREA]}, ["networking"], "selected_options", [AREA]),
        ({"type": "datepicker", "initial_date": "2026-11-21"}, None, "selected_date", "2026-11-21"),
        ({"type": "timepicker"}, "09:00", "selected_time", "09:00"),
        ({"type": "datetimepicker"}, 1795000000, "selected_date_time", 1795000000),
        ({"type": "users_select"}, "U1", "selected_user", "U1"),
        ({"type": "multi_users_select"}, None, "selected_users", []),
        ({"type": "conversations_select"}, "C1", "selected_conversation", "C1"),
    ],
)
def test_one_field(element: Json, value: Any, key: str, reported: Any) -> None:
    assert interactive_elements.element_state(element, value) == {"type": element["type"], key: reported}


def test_an_option_that_is_not_offered() -> None:
    with pytest.raises(LookupError, match="no option 'x'"):
        interactive_elements.element_state({"type": "static_select", "action_id": "a", "options": [AREA]}, "x")


FORM: list[Json] = [
    {"type": "section", "block_id": "s", "accessory": {"type": "datepicker", "action_id": "day"}},
    {"type": "actions", "block_id": "b", "elements": [{"type": "button", "action_id": "go"}]},
    {"type": "input", "block_id": "w", "element": {"type": "plain_text_input", "action_id": "what", "max_length": 3}},
    {"type": "input", "block_id": "n", "optional": True, "element": {"type": "plain_text_input", "action_id": "note"}},
    {"type": "carousel", "elements": [{"type": "card", "actions": [{"type": "button", "action_id": "card"}]}]},
    {
        "type": "container",
        "child_blocks": [{"type": "actions", "elements": [{"type": "overflow", "action_id": "more", "options": []}]}],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "vote",
                "positive_button": {"text": words("Good"), "value": "1"},
                "negative_button": {"text": words("Bad"), "value": "0"},
            }
        ],
    },
]


def test_every_element_in_reading_order() -> None:
    found = [field.action_id for field in interactive_elements.interactive_elements(FORM)]
    assert found == ["day", "go", "what", "note", "card", "more", "vote", "vote"]


def test_the_state_of_a_form() -> None:
    assert interactive_elements.view_state(FORM, {"what": "x", "n": "y"}) == {
        "s": {"day": {"type": "datepicker", "selected_date": None}},
        "w": {"what": {"type": "plain_text_input", "value": "x"}},
        "n": {"note": {"type": "plain_text_input", "value": "y"}},
    }


@pytest.mark.parametrize(("what", "wrong"), [("", {"w"}), (None, {"w"}), ("long", {"w"}), ("ok", set())])
def test_what_slack_stops_before_sending(what: str | None, wrong: set[str]) -> None:
    assert (
        interactive_elements.missing_inputs(FORM, interactive_elements.view_state(FORM, {"what": what})).keys() == wrong
    )
