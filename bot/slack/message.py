"""A message as Slack takes it: blocks, and the same in full as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from slackblocks import Block

from bot.slack.mrkdwn import clip, escape, plain

MAX_BLOCKS: Final = 50
MAX_TEXT: Final = 4000


@dataclass(frozen=True, slots=True)
class Message:
    """What is said. `text` is complete without the blocks: notifications and screen readers have only that."""

    text: str
    blocks: tuple[Mapping[str, Any], ...]
    public: bool = False

    def payload(self) -> dict[str, Any]:
        """The arguments of `chat.postMessage`."""
        return {"text": self.text, "blocks": list(self.blocks)}

    def response(self) -> dict[str, Any]:
        """The body that answers a slash command."""
        return {"response_type": "in_channel" if self.public else "ephemeral", **self.payload()}

    def body(self) -> str:
        """`response()` as JSON."""
        return orjson.dumps(self.response()).decode()

    def message(self) -> Message:
        """Itself; a filled template is the other thing that has this."""
        return self

    def fallback(self) -> Message:
        """The same in plain sections, for a Slack that refuses the blocks."""
        pieces = re.findall(r"(?s).{1,2900}(?:\n|$)|.{1,2900}", self.text)
        sections = (
            {"type": "section", "text": {"type": "mrkdwn", "text": piece, "verbatim": True}} for piece in pieces
        )
        actions = (block for block in self.blocks if block["type"] == "actions")
        return Message(self.text, (*sections, *actions), self.public)


def compose(*blocks: Block | Iterable[Block] | None, text: str | None = None, public: bool = False) -> Message:
    """Put blocks together; `text` is written from them unless it is given. Raises ValueError over Slack's limits."""
    flat = tuple(resolved(blocks))
    if len(flat) > MAX_BLOCKS:
        raise ValueError(f"{len(flat)} blocks; Slack takes {MAX_BLOCKS}")
    return Message(clip(text or "\n".join(filter(None, map(spoken, flat))), MAX_TEXT), flat, public)


def resolved(blocks: Iterable[Block | Iterable[Block] | Mapping[str, Any] | None]) -> Iterable[Mapping[str, Any]]:
    """Blocks as Slack takes them; those that are so already stay as they are."""
    for block in blocks:
        if isinstance(block, Block):
            made = dict(block._resolve())
            made.pop("block_id", None)  # the library makes random ones; Slack numbers them itself
            yield made
        elif isinstance(block, Mapping):
            yield block
        elif block is not None:
            yield from resolved(block)


def spoken(block: Mapping[str, Any]) -> str:
    """A block read aloud: everything that it says, in order, without its buttons."""
    match block["type"]:
        case "section":
            parts = [block["text"]] if "text" in block else []
            return "\n".join(plain(part["text"]) for part in [*parts, *block.get("fields", [])])
        case "header":
            return str(block["text"]["text"])
        case "context":
            return " · ".join(plain(part.get("text") or part["alt_text"]) for part in block["elements"])
        case "data_table":
            return "\n".join(" · ".join(_cell(cell) for cell in row) for row in block["rows"])
        case "data_visualization":
            return f"{block['title']}: " + ", ".join(_points(block["chart"]))
        case _:
            return ""


def _cell(cell: Mapping[str, Any]) -> str:
    return escape(str(cell.get("text", cell.get("value", ""))))


def _points(chart: Mapping[str, Any]) -> Iterable[str]:
    for segment in chart.get("segments", ()):
        yield f"{segment['label']} {segment['value']:g}"
    for series in chart.get("series", ()):
        yield from (f"{point['label']} {point['value']:g}" for point in series["data"])


@dataclass(frozen=True, slots=True)
class Filled:
    """A template filled in: JSON already, and a message again where one is asked for."""

    json: str

    def body(self) -> str:
        """The JSON that answers a slash command."""
        return self.json

    def message(self) -> Message:
        """The same as a message."""
        made = orjson.loads(self.json)
        return Message(made["text"], tuple(made["blocks"]), made["response_type"] == "in_channel")


Answer = Message | Filled


class Template:
    """A message that the block library builds once and that is then filled in many times, at the price of a join."""

    def __init__(self, build: Callable[..., Message], *names: str) -> None:
        """`build` is called with one keyword per name; each value may stand in any text or button of the message."""
        made = build(**{name: f"\ue000{name}\ue001" for name in names})
        self._pieces = re.split("\ue000(\\w+)\ue001", made.body())

    def fill(self, **values: str) -> Filled:
        """The message with every place filled; values are escaped for JSON here and for mrkdwn by the caller."""
        pieces = list(self._pieces)
        for index in range(1, len(pieces), 2):
            pieces[index] = orjson.dumps(values[pieces[index]]).decode()[1:-1]
        return Filled("".join(pieces))
