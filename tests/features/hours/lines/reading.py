"""Read a line as the product reads it, and follow every choice that it offers to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from bot.features.hours.handlers.interpret_line import interpret_line
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack import mrkdwn
from bot.slack.blocks import split_state
from bot.slack.message import Message
from bot.slack.payloads import LogLinePayload, PendingEntryPayload, decode_payload
from tests.features.hours.lines.pieces.meaning import TODAY
from tests.features.hours.lines.stage import Stage

MAX_DEPTH: Final = 4  # questions after one another


@dataclass(frozen=True, slots=True)
class Choice:
    """One way through the questions: the buttons pressed, and what is booked then."""

    labels: tuple[str, ...]
    entries: tuple[PendingEntryPayload, ...]


Reading = tuple[PendingEntryPayload, ...] | Message


def read_wire(stage: Stage, text: str, today: date = TODAY) -> Reading:
    """Read a line as Slack delivers it."""
    return _read(stage, _typed_reader()(text), today)


def _read(stage: Stage, text: str, today: date) -> Reading:
    result = interpret_line(stage.deps, stage.request, text, today)
    return tuple(each.pending for each in result) if isinstance(result, tuple) else result.to_message()


@cache
def _typed_reader() -> Callable[[str], str]:
    """Return what undoes Slack's notation at the door."""
    if find_spec("bot.slack.typed_text"):
        reader: Callable[[str], str] = import_module("bot.slack.typed_text").read_typed
        return reader
    return mrkdwn.unescape


def follow_choices(stage: Stage, message: Message, depth: int) -> Iterator[Choice]:
    """Yield every end that the buttons of a question lead to."""
    for action, value, label in pressable(message):
        if action == "log.book":
            yield Choice((label,), (decode_payload(PendingEntryPayload, value),))
        elif action == "log.line" and depth <= MAX_DEPTH:
            payload = decode_payload(LogLinePayload, value)
            result = _read(stage, payload.text, payload.day)
            if isinstance(result, tuple):
                yield Choice((label,), result)
                continue
            for further in follow_choices(stage, result, depth + 1):
                yield Choice((label, *further.labels), further.entries)


def dead_ends(stage: Stage, message: Message, depth: int = 1) -> Iterator[Message]:
    """Yield the last message on each way through the questions that books nothing."""
    lines = [decode_payload(LogLinePayload, value) for action, value, _ in pressable(message) if action == "log.line"]
    if not lines or depth > MAX_DEPTH:
        yield message
    for each in lines if depth <= MAX_DEPTH else ():
        result = _read(stage, each.text, each.day)
        if isinstance(result, Message):
            yield from dead_ends(stage, result, depth + 1)


def pressable(message: Message) -> Iterator[tuple[str, str, str]]:
    """Yield the action, value and label of each button and of each option of a menu."""
    for each in interactive_elements(message.blocks):
        action = each.action_id.partition("#")[0]
        options = each.element.get("options") or ([each.element] if "value" in each.element else [])
        for option in options:
            yield action, split_state(str(option["value"]))[0], str((option.get("text") or {}).get("text", ""))
