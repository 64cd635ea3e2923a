"""The parts of blocks that a person can use, and what they have put in them, as Slack reports it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Json = Mapping[str, Any]

VALUE_KEYS: Final[Mapping[str, str]] = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
_STATELESS: Final = frozenset({"overflow"})


@dataclass(frozen=True, slots=True)
class InteractiveElement:
    """One interactive element, with the block it stands in."""

    element: Json
    block: Json

    @property
    def action_id(self) -> str:
        """The element's own name."""
        return str(self.element.get("action_id", ""))

    @property
    def block_id(self) -> str:
        """The name of the block around it."""
        return str(self.block.get("block_id", ""))

    @property
    def is_button(self) -> bool:
        """Return whether it is pressed rather than filled in."""
        return str(self.element["type"]).endswith("button")


def interactive_elements(blocks: Iterable[Json]) -> Iterator[InteractiveElement]:
    """Return every interactive element in the order in which it is read."""
    for block in blocks:
        single = [block.get("accessory"), block.get("element")]
        inside = [*(block.get("elements") or ()), *(block.get("actions") or ())]
        for element in (*single, *inside):
            if not isinstance(element, Mapping):
                continue
            kind = str(element.get("type", ""))
            if kind == "feedback_buttons":
                pressed = (element.get("positive_button"), element.get("negative_button"))
                shared = {"type": "feedback_buttons", "action_id": element.get("action_id", "")}
                yield from (
                    InteractiveElement({**shared, **button, "type": "feedback_button"}, block)
                    for button in pressed
                    if button
                )
            elif kind in VALUE_KEYS or kind.endswith("button"):
                yield InteractiveElement(element, block)
        nested = [*(block.get("child_blocks") or ()), *(one for one in inside if _is_block(one))]
        yield from interactive_elements(nested)


def min_query_length(element: Json) -> int:
    """Return how many characters a menu that asks the app waits for."""
    return int(element.get("min_query_length", 3))


def _is_block(element: Any) -> bool:
    return isinstance(element, Mapping) and element.get("type") == "card"


def element_options(element: Json) -> list[Json]:
    """Return all options of a select, also those in groups."""
    grouped = [option for group in element.get("option_groups") or () for option in group.get("options") or ()]
    return [*(element.get("options") or ()), *grouped]


def _option(element: Json, value: Any) -> Json:
    """Return the option with this value or this text; a select that asks the app for options takes any."""
    if isinstance(value, Mapping):
        return value
    for option in element_options(element):
        if value in (option.get("value"), option["text"]["text"]):
            return option
    if "external" in str(element["type"]):
        return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}
    raise LookupError(f"{element.get('action_id')} has no option {value!r}")


def element_state(element: Json, value: Any = None) -> dict[str, Any]:
    """Return what Slack reports of one element: its type and what stands in it ("" empties it)."""
    key = VALUE_KEYS[element["type"]]
    nothing: Any = [] if key.endswith("s") else None
    if value is None:
        initial = element.get("initial_" + key.removeprefix("selected_"))
        return {"type": element["type"], key: nothing if initial is None else initial}
    if value in ("", []):
        return {"type": element["type"], key: nothing}
    if key == "selected_option":
        value = _option(element, value)
    elif key == "selected_options":
        value = [_option(element, one) for one in ([value] if isinstance(value, str) else value)]
    elif key == "value":
        value = str(value)
    return {"type": element["type"], key: value}


def view_state(blocks: Iterable[Json], values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return `state.values` of a form, where `values` are keyed by action id or block id."""
    filled: dict[str, dict[str, Any]] = {}
    for field in interactive_elements(blocks):
        if field.is_button or field.element["type"] in _STATELESS:
            continue
        value = values.get(field.action_id, values.get(field.block_id))
        filled.setdefault(field.block_id, {})[field.action_id] = element_state(field.element, value)
    return filled


def missing_inputs(blocks: Iterable[Json], filled: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return by block id why Slack's own form would not let this be sent."""
    wrong: dict[str, str] = {}
    for field in interactive_elements(blocks):
        if field.block.get("type") != "input":
            continue
        kind = field.element["type"]
        value = filled[field.block_id][field.action_id][VALUE_KEYS[kind]]
        if value in (None, "", []):
            if not field.block.get("optional"):
                wrong[field.block_id] = "Please complete this required field."
        elif kind == "plain_text_input":
            least, most = field.element.get("min_length", 0), field.element.get("max_length", 3000)
            if not least <= len(value) <= most:
                wrong[field.block_id] = f"Please write between {least} and {most} characters."
    return wrong
