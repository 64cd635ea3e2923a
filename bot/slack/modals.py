"""Forms and other windows of Slack's, with the fields that our forms are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

import orjson
from slackblocks import Block

from bot.slack.message import Message, resolved
from bot.slack.mrkdwn import clip

MAX_TITLE: Final = 24
MAX_BLOCKS: Final = 100
MAX_OPTIONS: Final = 100
_MESSAGE_ONLY: Final = frozenset({"data_table", "data_visualization"})  # Slack refuses these in a window

Input = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Modal:
    """A window. `callback` names the feature that its form is sent to, `metadata` travels with it unseen."""

    title: str
    blocks: tuple[Mapping[str, Any], ...]
    callback: str = ""
    submit: str = ""
    close: str = "Close"
    metadata: str = ""
    above: bool = False  # opened over the window it was asked for in, which waits below with all that was typed

    def view(self) -> dict[str, Any]:
        """The `view` argument of `views.open`."""
        made: dict[str, Any] = {
            "type": "modal",
            "title": _plain(clip(self.title, MAX_TITLE)),
            "close": _plain(self.close),
            "callback_id": self.callback,
            "private_metadata": self.metadata,
            "blocks": list(self.blocks[:MAX_BLOCKS]),
        }
        return {**made, "submit": _plain(self.submit)} if self.submit else made


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a form, by field; it stays open, with everything that was typed."""

    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what it says, and the value that stands for it."""

    label: str
    value: str

    def option(self) -> dict[str, Any]:
        """The same as Slack writes it."""
        return {"text": _plain(clip(self.label, 75)), "value": self.value}


def window(
    title: str,
    *blocks: Block | Iterable[Block] | Input | None,
    callback: str = "",
    submit: str = "",
    close: str = "Close",
    metadata: str = "",
    above: bool = False,
) -> Modal:
    """A window out of blocks and fields."""
    return Modal(title, tuple(resolved(blocks)), callback, submit, close, metadata, above)


def of_message(message: Message, title: str = "Roadmate") -> Modal:
    """A message in a window of its own; what Slack shows only in messages is said in words there."""
    blocks = message.blocks
    if any(block["type"] in _MESSAGE_ONLY for block in blocks):
        blocks = message.fallback().blocks
    return Modal(title, blocks)


def text_input(
    block_id: str,
    label: str,
    *,
    value: str = "",
    placeholder: str = "",
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
    longest: int = 0,
) -> Input:
    """A line to type, or several."""
    element: dict[str, Any] = {"type": "plain_text_input", "multiline": multiline}
    element |= {"max_length": longest} if longest else {}
    return _input(block_id, label, element, value=value, placeholder=placeholder, optional=optional, hint=hint)


def link_input(
    block_id: str, label: str, *, value: str = "", placeholder: str = "", optional: bool = False, hint: str = ""
) -> Input:
    """An address on the web; Slack itself refuses what is none."""
    element = {"type": "url_text_input"}
    return _input(block_id, label, element, value=value, placeholder=placeholder, optional=optional, hint=hint)


def date_input(block_id: str, label: str, *, value: date | None, optional: bool = False, hint: str = "") -> Input:
    """A day in the calendar."""
    element = {"type": "datepicker", **({"initial_date": value.isoformat()} if value else {})}
    return _input(block_id, label, element, optional=optional, hint=hint)


def time_input(block_id: str, label: str, *, value: time, optional: bool = False, hint: str = "") -> Input:
    """A time of day."""
    element = {"type": "timepicker", "initial_time": f"{value:%H:%M}"}
    return _input(block_id, label, element, optional=optional, hint=hint)


def select_input(
    block_id: str, label: str, choices: Sequence[Choice], *, value: str = "", optional: bool = False, hint: str = ""
) -> Input:
    """One of a few."""
    chosen = next((choice.option() for choice in choices if choice.value == value), None)
    element: dict[str, Any] = {"type": "static_select", "options": [c.option() for c in choices[:MAX_OPTIONS]]}
    element |= {"initial_option": chosen} if chosen else {}
    return _input(block_id, label, element, optional=optional, hint=hint)


def typeahead_input(
    block_id: str,
    label: str,
    action: str,
    *,
    value: Choice | None,
    placeholder: str = "",
    optional: bool = False,
    hint: str = "",
) -> Input:
    """One of many, looked up while one types; `action` is the feature that offers them."""
    element: dict[str, Any] = {"type": "external_select", "action_id": action, "min_query_length": 0}
    element |= {"initial_option": value.option()} if value else {}
    return _input(block_id, label, element, placeholder=placeholder, optional=optional, hint=hint)


def channel_input(block_id: str, label: str, *, value: str = "", optional: bool = False, hint: str = "") -> Input:
    """One of the channels, public or private, that whoever fills the form in can see; none shared with other teams."""
    only = {"include": ["public", "private"], "exclude_external_shared_channels": True}
    element: dict[str, Any] = {"type": "conversations_select", "filter": only}
    element |= {"initial_conversation": value} if value else {}
    return _input(block_id, label, element, optional=optional, hint=hint)


def checkboxes_input(
    block_id: str, label: str, choices: Sequence[Choice], *, values: Sequence[str], optional: bool = True
) -> Input:
    """Any of a few; their values come back joined by commas."""
    options = [choice.option() for choice in choices]
    chosen = [option for option in options if option["value"] in values]
    element: dict[str, Any] = {"type": "checkboxes", "options": options}
    element |= {"initial_options": chosen} if chosen else {}
    return _input(block_id, label, element, optional=optional)


def body(outcome: Modal | Wrong | None) -> str:
    """The JSON that answers a form that was sent: what it turns into, what is wrong with it, or nothing to close it."""
    match outcome:
        case Wrong():
            return orjson.dumps({"response_action": "errors", "errors": dict(outcome.errors)}).decode()
        case Modal():
            return orjson.dumps({"response_action": "update", "view": outcome.view()}).decode()
        case None:
            return ""


def _input(
    block_id: str,
    label: str,
    element: Mapping[str, Any],
    *,
    value: str = "",
    placeholder: str = "",
    optional: bool = False,
    hint: str = "",
) -> Input:
    made: dict[str, Any] = {"action_id": block_id, **element}
    made |= {"initial_value": value} if value else {}
    made |= {"placeholder": _plain(clip(placeholder, 150))} if placeholder else {}
    block = {"type": "input", "block_id": block_id, "label": _plain(label), "element": made, "optional": optional}
    return {**block, "hint": _plain(hint)} if hint else block


def _plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}
