"""Build forms and other windows of Slack's, with the fields that our forms are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

import orjson
import slackblocks
from slackblocks import (
    Block,
    CheckboxGroup,
    ConversationFilter,
    ConversationSelectMenu,
    DatePicker,
    ExternalSelectMenu,
    Option,
    PlainTextInput,
    StaticSelectMenu,
    Text,
    TextType,
    TimePicker,
    URLInput,
    UserSelectMenu,
)
from slackblocks.elements import Element

from bot.frozen import frozen
from bot.slack.message import Message, resolve_blocks
from bot.slack.mrkdwn import clip, visible_label

MAX_MODAL_TITLE: Final = 24
MAX_MODAL_BLOCKS: Final = 100
MAX_SELECT_OPTIONS: Final = 100

InputBlock = Mapping[str, Any]


@frozen
class Modal:
    """Window. `callback_id` names the feature that its form is sent to, `metadata` travels with it unseen."""

    title: str
    blocks: tuple[Mapping[str, Any], ...]
    callback_id: str = ""
    submit_label: str = ""
    close_label: str = "Close"
    metadata: str = ""
    is_stacked: bool = False  # opened over the window that it was asked for in, which keeps all that was typed

    def view(self) -> dict[str, Any]:
        """Return the `view` argument of `views.open`."""
        view: dict[str, Any] = {
            "type": "modal",
            "title": _plain_text(clip(visible_label(self.title), MAX_MODAL_TITLE)),
            "close": _plain_text(self.close_label),
            "callback_id": self.callback_id,
            "private_metadata": self.metadata,
            "blocks": list(self.blocks[:MAX_MODAL_BLOCKS]),
        }
        return {**view, "submit": _plain_text(self.submit_label)} if self.submit_label else view


@frozen
class FormErrors:
    """Mistakes in a form, by field; it stays open, with everything that was typed."""

    errors: Mapping[str, str]


@frozen
class SelectOption:
    """Choice in a menu: its label, and the value that stands for it."""

    label: str
    value: str

    def to_option(self) -> dict[str, Any]:
        """Return the choice as Slack takes it."""
        return _option(self)._resolve()


def build_modal(
    title: str,
    *blocks: Block | Iterable[Block] | InputBlock | None,
    callback_id: str = "",
    submit_label: str = "",
    close_label: str = "Close",
    metadata: str = "",
    is_stacked: bool = False,
) -> Modal:
    """Return a window of these blocks and fields."""
    return Modal(title, tuple(resolve_blocks(blocks)), callback_id, submit_label, close_label, metadata, is_stacked)


def modal_from_message(message: Message, title: str = "Roadmate") -> Modal:
    """Return a window that shows a message; what Slack shows only in messages is said in words there."""
    return Modal(title, (message.plain_fallback() if message.new_blocks else message).blocks)


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
    """Return a field for a line of text, or for several."""
    element = PlainTextInput(
        block_id, value, is_multiline, max_length=max_length or None, placeholder=_placeholder(placeholder)
    )
    block = _input_block(block_id, label, element, is_optional=is_optional, hint=hint)
    return {**block, "element": {**block["element"], "multiline": is_multiline}}


def link_input(
    block_id: str, label: str, *, value: str = "", placeholder: str = "", is_optional: bool = False, hint: str = ""
) -> InputBlock:
    """Return a field for an address on the web; Slack itself refuses what is none."""
    element = URLInput(block_id, value or None, placeholder=_placeholder(placeholder))
    return _input_block(block_id, label, element, is_optional=is_optional, hint=hint)


def date_input(
    block_id: str, label: str, *, value: date | None, is_optional: bool = False, hint: str = ""
) -> InputBlock:
    """Return a field for a day."""
    element = DatePicker(block_id, initial_date=value.isoformat() if value else None)
    return _input_block(block_id, label, element, is_optional=is_optional, hint=hint)


def time_input(block_id: str, label: str, *, value: time, is_optional: bool = False, hint: str = "") -> InputBlock:
    """Return a field for a time of day."""
    element = TimePicker(block_id, initial_time=f"{value:%H:%M}")
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
    """Return a field for one of a few choices."""
    selected = next((_option(choice) for choice in choices if choice.value == value), None)
    options = [_option(choice) for choice in choices[:MAX_SELECT_OPTIONS]]
    element = StaticSelectMenu(block_id, options, initial_option=selected)
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
    """Return a field for one of many, looked up while one types; `action_id` is the feature that offers them."""
    selected = _option(value) if value else None
    element = ExternalSelectMenu(action_id, selected, min_query_length=0, placeholder=_placeholder(placeholder))
    return _input_block(block_id, label, element, is_optional=is_optional, hint=hint)


def channel_input(
    block_id: str, label: str, *, value: str = "", is_optional: bool = False, hint: str = ""
) -> InputBlock:
    """Return a field for a channel, public or private, that the person can see; none shared with other teams."""
    shown = ConversationFilter(["public", "private"], exclude_external_shared_channels=True)
    element = ConversationSelectMenu(action_id=block_id, initial_conversation=value or None, filter=shown)
    return _input_block(block_id, label, element, is_optional=is_optional, hint=hint)


def person_input(block_id: str, label: str, *, hint: str = "") -> InputBlock:
    """Return a field for a person of the workspace."""
    return _input_block(block_id, label, UserSelectMenu(action_id=block_id), is_optional=False, hint=hint)


def checkboxes_input(
    block_id: str, label: str, choices: Sequence[SelectOption], *, values: Sequence[str], is_optional: bool = True
) -> InputBlock:
    """Return a field for any of a few; their values come back joined by commas."""
    options = [_option(choice) for choice in choices]
    checked = [option for option in options if option.value in values]
    return _input_block(block_id, label, CheckboxGroup(block_id, options, checked or None), is_optional=is_optional)


def form_response_json(outcome: Modal | FormErrors | None) -> str:
    """Return the JSON that answers a form: what it turns into, what is wrong with it, or nothing to close it."""
    match outcome:
        case FormErrors():
            return orjson.dumps({"response_action": "errors", "errors": dict(outcome.errors)}).decode()
        case Modal():
            return orjson.dumps({"response_action": "update", "view": outcome.view()}).decode()
        case None:
            return ""


def _input_block(block_id: str, label: str, element: Element, *, is_optional: bool, hint: str = "") -> InputBlock:
    block = slackblocks.InputBlock(visible_label(label), element, block_id=block_id, hint=hint or None)
    return {**block._resolve(), "optional": is_optional}


def _option(choice: SelectOption) -> Option:
    return Option(Text(clip(visible_label(choice.label), 75), TextType.PLAINTEXT), choice.value)


def _placeholder(text: str) -> str | None:
    return clip(text, 150) or None


def _plain_text(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}
