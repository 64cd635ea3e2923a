"""A message as Slack takes it: blocks, and the same in full as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from slackblocks import Block

from bot.slack.mrkdwn import clip, escape, to_plain_text

MAX_MESSAGE_BLOCKS: Final = 50
MAX_MESSAGE_TEXT: Final = 4000


@dataclass(frozen=True, slots=True)
class Message:
    """What is said. `text` is complete without the blocks: notifications and screen readers have only that."""

    text: str
    blocks: tuple[Mapping[str, Any], ...]
    is_public: bool = False

    def post_arguments(self) -> dict[str, Any]:
        """The arguments of `chat.postMessage`."""
        return {"text": self.text, "blocks": list(self.blocks)}

    def command_response(self) -> dict[str, Any]:
        """The body that answers a slash command."""
        return {"response_type": "in_channel" if self.is_public else "ephemeral", **self.post_arguments()}

    def response_json(self) -> str:
        """`response()` as JSON."""
        return orjson.dumps(self.command_response()).decode()

    def to_message(self) -> Message:
        """Itself; a filled template is the other thing that has this."""
        return self

    def plain_fallback(self) -> Message:
        """The same in plain sections, for a Slack that refuses the blocks."""
        pieces = re.findall(r"(?s).{1,2900}(?:\n|$)|.{1,2900}", self.text)
        sections = (
            {"type": "section", "text": {"type": "mrkdwn", "text": piece, "verbatim": True}} for piece in pieces
        )
        actions = (block for block in self.blocks if block["type"] == "actions")
        return Message(self.text, (*sections, *actions), self.is_public)


def compose_message(
    *blocks: Block | Iterable[Block] | None, text: str | None = None, is_public: bool = False
) -> Message:
    """Put blocks together; `text` is written from them unless it is given. Raises ValueError over Slack's limits."""
    flat = tuple(resolve_blocks(blocks))
    if len(flat) > MAX_MESSAGE_BLOCKS:
        raise ValueError(f"{len(flat)} blocks; Slack takes {MAX_MESSAGE_BLOCKS}")
    return Message(
        clip(text or "\n".join(filter(None, map(block_plain_text, flat))), MAX_MESSAGE_TEXT), flat, is_public
    )


def resolve_blocks(blocks: Iterable[Block | Iterable[Block] | Mapping[str, Any] | None]) -> Iterable[Mapping[str, Any]]:
    """Blocks as Slack takes them; those that are so already stay as they are."""
    for block in blocks:
        if isinstance(block, Block):
            made = dict(block._resolve())
            made.pop("block_id", None)  # the library makes random ones; Slack numbers them itself
            yield made
        elif isinstance(block, Mapping):
            yield block
        elif block is not None:
            yield from resolve_blocks(block)


def block_plain_text(block: Mapping[str, Any]) -> str:
    """A block read aloud: everything that it says, in order, without its buttons."""
    match block["type"]:
        case "section":
            parts = [block["text"]] if "text" in block else []
            return "\n".join(to_plain_text(part["text"]) for part in [*parts, *block.get("fields", [])])
        case "header":
            return str(block["text"]["text"])
        case "context":
            return " · ".join(to_plain_text(part.get("text") or part["alt_text"]) for part in block["elements"])
        case "data_table":
            return "\n".join(" · ".join(_cell_text(cell) for cell in row) for row in block["rows"])
        case "data_visualization":
            return f"{block['title']}: " + ", ".join(_chart_points(block["chart"]))
        case _:
            return ""


def _cell_text(cell: Mapping[str, Any]) -> str:
    return escape(str(cell.get("text", cell.get("value", ""))))


def _chart_points(chart: Mapping[str, Any]) -> Iterable[str]:
    for segment in chart.get("segments", ()):
        yield f"{segment['label']} {segment['value']:g}"
    for series in chart.get("series", ()):
        yield from (f"{point['label']} {point['value']:g}" for point in series["data"])


@dataclass(frozen=True, slots=True)
class RenderedTemplate:
    """A template filled in: JSON already, and a message again where one is asked for."""

    json: str

    def response_json(self) -> str:
        """The JSON that answers a slash command."""
        return self.json

    def to_message(self) -> Message:
        """The same as a message."""
        made = orjson.loads(self.json)
        return Message(made["text"], tuple(made["blocks"]), made["response_type"] == "in_channel")


AnyMessage = Message | RenderedTemplate


class MessageTemplate:
    """A message that the block library builds once and that is then filled in many times, at the price of a join."""

    def __init__(self, build: Callable[..., Message], *names: str) -> None:
        """`build` is called with one keyword per name; each value may stand in any text or button of the message."""
        made = build(**{name: f"\ue000{name}\ue001" for name in names})
        self._segments = re.split("\ue000(\\w+)\ue001", made.response_json())

    def render(self, **values: str) -> RenderedTemplate:
        """The message with every place filled; values are escaped for JSON here and for mrkdwn by the caller."""
        pieces = list(self._segments)
        for index in range(1, len(pieces), 2):
            pieces[index] = orjson.dumps(values[pieces[index]]).decode()[1:-1]
        return RenderedTemplate("".join(pieces))
