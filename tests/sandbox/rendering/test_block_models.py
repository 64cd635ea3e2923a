"""The numbers on the page are those by which a click counts."""

from __future__ import annotations

from typing import Any

from bot.sandbox.rendering.block_models import TableCell, model_blocks, model_table, numbered_elements
from bot.sandbox.rendering.mrkdwn import MessageReader
from bot.sandbox.validation.interactive_elements import interactive_elements


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(name: str) -> dict[str, Any]:
    return {"type": "button", "text": plain(name), "action_id": name}


BLOCKS: list[dict[str, Any]] = [
    {"type": "section", "text": plain("x"), "accessory": button("a")},
    {"type": "actions", "elements": [button("b"), {"type": "datepicker", "action_id": "c"}]},
    {"type": "card", "title": plain("t"), "actions": [button("d")]},
    {
        "type": "carousel",
        "elements": [{"type": "card", "actions": [button("e")]}, {"type": "card", "actions": [button("f")]}],
    },
    {"type": "container", "child_blocks": [{"type": "actions", "elements": [button("g")]}]},
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "h",
                "positive_button": {"text": plain("Good"), "value": "y"},
                "negative_button": {"text": plain("Bad"), "value": "n"},
            }
        ],
    },
    {"type": "input", "label": plain("l"), "element": {"type": "plain_text_input", "action_id": "i"}},
]


def test_numbers_go_on_through_everything_nested() -> None:
    used = list(numbered_elements(model_blocks(BLOCKS)))
    assert [one.number for one in used] == list(range(1, 11))
    assert [one.field.action_id for one in used] == [field.action_id for field in interactive_elements(BLOCKS)]


def test_a_field_of_a_form_acts_only_where_it_was_asked_to() -> None:
    *_, quiet = numbered_elements(model_blocks(BLOCKS))
    assert not quiet.acts_at_once
    (loud,) = numbered_elements(model_blocks([BLOCKS[-1] | {"dispatch_action": True}]))
    assert loud.acts_at_once


def test_elements_are_drawn_by_what_they_take() -> None:
    kinds = {
        "plain_text_input": "text",
        "number_input": "number",
        "datepicker": "date",
        "timepicker": "time",
        "users_select": "users",
        "multi_channels_select": "channels",
        "conversations_select": "conversations",
        "external_select": "external",
        "file_input": "file",
        "rich_text_input": "textarea",
        "email_text_input": "email",
        "url_text_input": "url",
    }
    for kind, control in kinds.items():
        (one,) = numbered_elements(model_blocks([{"type": "actions", "elements": [{"type": kind, "action_id": "x"}]}]))
        assert one.control == control
        assert one.takes_several is kind.startswith("multi_")


def test_cells_are_text_and_numbers_know_themselves() -> None:
    rows = [
        [{"type": "raw_text", "text": "Who &amp; what"}, {"type": "raw_text", "text": "Hours"}],
        [
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Ana"}]}],
            },
            {"type": "raw_number", "value": 2},
        ],
    ]
    drawn = model_table({"type": "table", "rows": rows}, MessageReader(str))
    assert [cell.is_number for cell in drawn.rows[0]] == [False, True]
    assert drawn.head == (TableCell("Who & what"), TableCell("Hours"))
    assert drawn.rows == ((TableCell("Ana", rich=rows[1][0]), TableCell("2", 2)),)
