"""Forms and other windows of Slack's, with the fields that our forms are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

import orjson
from slackblocks import Block

from bot.slack.message import Message, resolve_blocks
from bot.slack.mrkdwn import clip

MAX_MODAL_TITLE: Final = 24
MAX_MODAL_BLOCKS: Final = 100
MAX_SELECT_OPTIONS: Final = 100
_MESSAGE_ONLY_BLOCKS: Final = frozenset({"data_table", "data_visualization"})  # Slack refuses these in a window

InputBlock = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Modal:
    """A window. `callback` names the feature that its form is sent to, `metadata` travels with it unseen."""

    title: str
    blocks: tuple[Mapping[str, Any], ...]
    callback_id: str = ""
    submit_label: str = ""
    close_label: str = "Close"
    metadata: str = ""
    is_stacked: bool = False  # opened over the window it was asked for in, which waits below with all that was typed

    def view(self) -> dict[str, Any]:
        """The `view` argument of `views.open`."""
        made: dict[str, Any] = {
            "type": "modal",
            "title": _plain_text(clip(self.title, MAX_MODAL_TITLE)),
            "close": _plain_text(self.close_label),
            "callback_id": self.callback_id,
            "private_metadata": self.metadata,
            "blocks": list(self.blocks[:MAX_MODAL_BLOCKS]),
        }
        return {**made, "submit": _plain_text(self.submit_label)} if self.submit_label else made


@dataclass(frozen=True, slots=True)
class FormErrors:
    """What is wrong with a form, by field; it stays open, with everything that was typed."""

    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SelectOption:
    """Something to choose: what it says, and the value that stands for it."""

    label: str
    value: str

    def to_option(self) -> dict[str, Any]:
        """The same as Slack writes it."""
        return {"text": _plain_text(clip(self.label, 75)), "value": self.value}


def build_modal(
    title: str,
    *blocks: Block | Iterable[Block] | InputBlock | None,
    callback_id: str = "",
    submit_label: str = "",
    close_label: str = "Close",
    metadata: str = "",
    is_stacked: bool = False,
) -> Modal:
    """A window out of blocks and fields."""
    return Modal(title, tuple(resolve_blocks(blocks)), callback_id, submit_label, close_label, metadata, is_stacked)


def modal_from_message(message: Message, title: str = "Roadmate") -> Modal:
    """A message in a window of its own; what Slack shows only in messages is said in words there."""
    blocks = message.blocks
    if any(block["type"] in _MESSAGE_ONLY_BLOCKS for block in blocks):
        blocks = message.plain_fallback().blocks
    return Modal(title, blocks)


def text_input(
    block_id: str,
    label: str,
    *,
    value: str = "",
    placeholder: str = "",
    is_multiline: bool = False,
    is_optional: bool = False,
    hint: str = "",
    max_length: int = 0,
) -> InputBlock:
    """A line to type, or several."""
    element: dict[str, Any] = {"type": "plain_text_input", "multiline": is_multiline}
    element |= {"max_length": max_length} if max_length else {}
    return _input_block(
        block_id, label, element, value=value, placeholder=placeholder, is_optional=is_optional, hint=hint
    )


def link_input(
    block_id: str, label: str, *, value: str = "", placeholder: str = "", is_optional: bool = False, hint: str = ""
) -> InputBlock:
    """An address on the web; Slack itself refuses what is none."""
    element = {"type": "url_text_input"}
    return _input_block(
        block_id, label, element, value=value, placeholder=placeholder, is_optional=is_optional, hint=hint
    )


def date_input(
    block_id: str, label: str, *, value: date | None, is_optional: bool = False, hint: str = ""
) -> InputBlock:
    """A day in the calendar."""
    element = {"type": "datepicker", **({"initial_date": value.isoformat()} if value else {})}
    return _input_block(block_id, label, element, is_optional=is_optional, hint=hint)


def time_input(block_id: str, label: str, *, value: time, is_optional: bool = False, hint: str = "") -> InputBlock:
    """A time of day."""
    element = {"type": "timepicker", "initial_time": f"{value:%H:%M}"}
    return _input_block(block_id, label, element, is_optional=is_optional, hint=hint)


def select_input(
    block_id: str,
    label: str,
    choices: Sequence[SelectOption],
    *,
    value: str = "",
    is_optional: bool = False,
    hint: str = "",
) -> InputBlock:
    """One of a few."""
    chosen = next((choice.to_option() for choice in choices if choice.value == value), None)
    element: dict[str, Any] = {
        "type": "static_select",
        "options": [c.to_option() for c in choices[:MAX_SELECT_OPTIONS]],
    }
    element |= {"initial_option": chosen} if chosen else {}
    return _input_block(block_id, label, element, is_optional=is_optional, hint=hint)


def typeahead_input(
    block_id: str,
    label: str,
    action_id: str,
    *,
    value: SelectOption | None,
    placeholder: str = "",
    is_optional: bool = False,
    hint: str = "",
) -> InputBlock:
    """One of many, looked up while one types; `action` is the feature that offers them."""
    element: dict[str, Any] = {"type": "external_select", "action_id": action_id, "min_query_length": 0}
    element |= {"initial_option": value.to_option()} if value else {}
    return _input_block(block_id, label, element, placeholder=placeholder, is_optional=is_optional, hint=hint)


def channel_input(
    block_id: str, label: str, *, value: str = "", is_optional: bool = False, hint: str = ""
) -> InputBlock:
    """One of the channels, public or private, that whoever fills the form in can see; none shared with other teams."""
    only = {"include": ["public", "private"], "exclude_external_shared_channels": True}
    element: dict[str, Any] = {"type": "conversations_select", "filter": only}
    element |= {"initial_conversation": value} if value else {}
    return _input_block(block_id, label, element, is_optional=is_optional, hint=hint)


def checkboxes_input(
    block_id: str, label: str, choices: Sequence[SelectOption], *, values: Sequence[str], is_optional: bool = True
) -> InputBlock:
    """Any of a few; their values come back joined by commas."""
    options = [choice.to_option() for choice in choices]
    chosen = [option for option in options if option["value"] in values]
    element: dict[str, Any] = {"type": "checkboxes", "options": options}
    element |= {"initial_options": chosen} if chosen else {}
    return _input_block(block_id, label, element, is_optional=is_optional)


def form_response_json(outcome: Modal | FormErrors | None) -> str:
    """The JSON that answers a form that was sent: what it turns into, what is wrong with it, or nothing to close it."""
    match outcome:
        case FormErrors():
            return orjson.dumps({"response_action": "errors", "errors": dict(outcome.errors)}).decode()
        case Modal():
            return orjson.dumps({"response_action": "update", "view": outcome.view()}).decode()
        case None:
            return ""


def _input_block(
    block_id: str,
    label: str,
    element: Mapping[str, Any],
    *,
    value: str = "",
    placeholder: str = "",
    is_optional: bool = False,
    hint: str = "",
) -> InputBlock:
    made: dict[str, Any] = {"action_id": block_id, **element}
    made |= {"initial_value": value} if value else {}
    made |= {"placeholder": _plain_text(clip(placeholder, 150))} if placeholder else {}
    block = {
        "type": "input",
        "block_id": block_id,
        "label": _plain_text(label),
        "element": made,
        "optional": is_optional,
    }
    return {**block, "hint": _plain_text(hint)} if hint else block


def _plain_text(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}
