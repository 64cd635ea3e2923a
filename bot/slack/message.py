"""Messages as Slack takes them: blocks, and the same in full as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import orjson
from slackblocks import Block

from bot.frozen import frozen
from bot.slack.blocks import KEEPS_MESSAGE
from bot.slack.mrkdwn import clip, escape, to_plain_text
from bot.slack.slash import release_room, reserve_room

MAX_MESSAGE_BLOCKS: Final = 50
MAX_MESSAGE_TEXT: Final = 4000
NEW_BLOCKS: Final = frozenset({"data_table", "data_visualization"})  # that some workspaces refuse, and all windows


@frozen
class Message:
    """Message. `text` is complete without the blocks: notifications and screen readers have only that.

    One that `keeps_pressed` answers a press beside the message that it was made on, whose buttons stay.
    """

    text: str
    blocks: tuple[Mapping[str, Any], ...]
    is_public: bool = False
    keeps_pressed: bool = False

    @property
    def new_blocks(self) -> frozenset[str]:
        """Return the kinds of blocks in it that a workspace may refuse."""
        return NEW_BLOCKS.intersection(block["type"] for block in self.blocks)

    def post_arguments(self) -> dict[str, Any]:
        """Return the arguments of `chat.postMessage`."""
        return {"text": self.text, "blocks": list(self.blocks)}

    def command_response(self) -> dict[str, Any]:
        """Return the body that answers a slash command."""
        return {"response_type": "in_channel" if self.is_public else "ephemeral", **self.post_arguments()}

    def response_json(self) -> str:
        """Return `command_response()` as JSON."""
        return orjson.dumps(self.command_response()).decode()

    def to_message(self) -> Message:
        """Return the message itself; a filled template has this method as well."""
        return self

    def plain_fallback(self) -> Message:
        """Return the same in plain sections, for a Slack that refuses the blocks."""
        pieces = map(release_room, re.findall(r"(?s).{1,2900}(?:\n|$)|.{1,2900}", reserve_room(self.text)))
        sections = (
            {"type": "section", "text": {"type": "mrkdwn", "text": piece, "verbatim": True}} for piece in pieces
        )
        actions = (block for block in self.blocks if block["type"] == "actions")
        return Message(self.text, (*sections, *actions), self.is_public)


def compose_message(
    *blocks: Block | Iterable[Block] | None, text: str | None = None, is_public: bool = False
) -> Message:
    """Return a message of these blocks; `text` is written from them unless given. Raises ValueError for too many."""
    flat = tuple(resolve_blocks(blocks))
    if len(flat) > MAX_MESSAGE_BLOCKS:
        raise ValueError(f"{len(flat)} blocks; Slack takes {MAX_MESSAGE_BLOCKS}")
    return Message(
        clip(text or "\n".join(filter(None, map(block_plain_text, flat))), MAX_MESSAGE_TEXT), flat, is_public
    )


def resolve_blocks(blocks: Iterable[Block | Iterable[Block] | Mapping[str, Any] | None]) -> Iterable[Mapping[str, Any]]:
    """Return the blocks as Slack takes them; those that are so already stay as they are."""
    for block in blocks:
        if isinstance(block, Block):
            resolved = dict(block._resolve())
            if resolved.get("block_id") != KEEPS_MESSAGE:
                resolved.pop("block_id", None)  # the library makes random ones; Slack numbers them itself
            yield resolved
        elif isinstance(block, Mapping):
            yield block
        elif block is not None:
            yield from resolve_blocks(block)


def block_plain_text(block: Mapping[str, Any]) -> str:
    """Return a block read aloud: everything that it says, in order, without its buttons."""
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


@frozen
class RenderedTemplate:
    """Template filled in: JSON already, and a message again where one is asked for."""

    json: str

    @property
    def new_blocks(self) -> frozenset[str]:
        """Return the kinds of blocks in it that a workspace may refuse: a template has none."""
        return frozenset()

    def response_json(self) -> str:
        """Return the JSON that answers a slash command."""
        return self.json

    def to_message(self) -> Message:
        """Return the same as a message."""
        body = orjson.loads(self.json)
        return Message(body["text"], tuple(body["blocks"]), body["response_type"] == "in_channel")


AnyMessage = Message | RenderedTemplate


class MessageTemplate:
    """Message that the block library builds once and that is then filled in many times, at the price of a join."""

    def __init__(self, build: Callable[..., Message], *names: str) -> None:
        """Call `build` with one keyword per name; each value may stand in any text or button of the message.

        Raises:
            ValueError: the message has blocks that a workspace may refuse, which nothing would fall back from.
        """
        message = build(**{name: f"\ue000{name}\ue001" for name in names})
        if message.new_blocks:
            raise ValueError(f"a template can't have {', '.join(message.new_blocks)}")
        self._segments = re.split("\ue000(\\w+)\ue001", message.response_json())

    def render(self, **values: str) -> RenderedTemplate:
        """Return the message with every value filled in: escaped for JSON here, for mrkdwn by the caller."""
        pieces = list(self._segments)
        for index in range(1, len(pieces), 2):
            pieces[index] = orjson.dumps(values[pieces[index]]).decode()[1:-1]
        return RenderedTemplate("".join(pieces))
