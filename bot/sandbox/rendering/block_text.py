"""Blocks as lines of text, with every element that can be used numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, zip_longest
from typing import Any, Final

from bot.sandbox.rendering import mrkdwn, text_charts
from bot.sandbox.rendering.mrkdwn import MessageReader, unescape
from bot.sandbox.validation.interactive_elements import (
    VALUE_KEYS,
    InteractiveElement,
    element_options,
    interactive_elements,
)

Json = Mapping[str, Any]

MOST_OPTIONS: Final = 12


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How to show: for whom, where the numbers stand, and whether the terminal can dim."""

    reader: MessageReader
    dims: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def dim(self, text: str) -> str:
        """The text, dimmer where the terminal can."""
        return f"\x1b[2m{text}\x1b[0m" if self.dims else text


def block_lines(blocks: Iterable[Json], look: TextStyle) -> Iterator[str]:
    """The lines of these blocks; a kind that cannot be drawn is named."""
    for block in blocks:
        draw = _BLOCKS.get(block["type"])
        yield from draw(block, look) if draw else [f"[{block['type']}]"]


def text_object(value: Json | None, look: TextStyle) -> str:
    """A text object as it is read."""
    if value is None:
        return ""
    return mrkdwn.mrkdwn_to_text(value["text"], look.reader) if value["type"] == "mrkdwn" else unescape(value["text"])


def _numbered_labels(block: Json, look: TextStyle) -> str:
    return " ".join(f"[{next(look.numbers)} {_label(one, look)}]" for one in interactive_elements([block]))


def _label(one: InteractiveElement, look: TextStyle) -> str:
    """What stands on an element: its text, or what can be chosen and what is chosen."""
    element = one.element
    if one.is_button:
        return text_object(element["text"], look) if "text" in element else "…"
    placeholder = text_object(element.get("placeholder"), look)
    offered = element_options(element)
    if offered:
        first = element.get("initial_option"), *element.get("initial_options", ())
        names = [("*" if option in first else "") + text_object(option["text"], look) for option in offered]
        more = [f"… {len(names) - MOST_OPTIONS} more"] if len(names) > MOST_OPTIONS else []
        return f"{placeholder or 'choose'}: {' | '.join([*names[:MOST_OPTIONS], *more])}"
    stands = element.get("initial_" + VALUE_KEYS[element["type"]].removeprefix("selected_"))
    if isinstance(stands, Mapping) and "text" in stands:
        return unescape(str(stands["text"]["text"]))
    return str(stands) if isinstance(stands, str | int) else placeholder or "…"


def _section(block: Json, look: TextStyle) -> Iterator[str]:
    used = _numbered_labels(block, look)
    said = text_object(block["text"], look).split("\n") if block.get("text") else []
    shown = [text_object(one, look).replace("\n", " ") for one in block.get("fields") or ()]
    width = max(map(len, shown[::2]), default=0)
    said += [
        f"{left.ljust(width)}  {right}".rstrip() for left, right in zip_longest(shown[::2], shown[1::2], fillvalue="")
    ]
    if used:
        said[0] = f"{said[0]}  {used}"
    image = block.get("accessory") or {}
    yield from [*said, f"[image: {image['alt_text']}]"] if image.get("type") == "image" else said


def _header(block: Json, look: TextStyle) -> list[str]:
    title = text_object(block["text"], look)
    return [title, "=" * len(title)]


def _context(block: Json, look: TextStyle) -> list[str]:
    parts = [f"[{one['alt_text']}]" if one["type"] == "image" else text_object(one, look) for one in block["elements"]]
    return [look.dim(line) for line in "  ".join(parts).split("\n")]


def _actions(block: Json, look: TextStyle) -> list[str]:
    return [_numbered_labels(block, look)]


def _input(block: Json, look: TextStyle) -> Iterator[str]:
    note = " (optional)" if block.get("optional") else ""
    yield f"{text_object(block['label'], look)}{note}: {_numbered_labels(block, look)}"
    if block.get("hint"):
        yield look.dim(f"  {text_object(block['hint'], look)}")


def _card(block: Json, look: TextStyle) -> Iterator[str]:
    yield from (text_object(block[name], look) for name in ("title", "subtitle", "body") if block.get(name))
    if block.get("actions"):
        yield _numbered_labels(block, look)


def _carousel(block: Json, look: TextStyle) -> Iterator[str]:
    for card in block["elements"]:
        yield from (f"▸ {line}" for line in _card(card, look))


def _container(block: Json, look: TextStyle) -> Iterator[str]:
    yield from (text_object(block[name], look) for name in ("title", "subtitle") if block.get(name))
    yield from (f"  {line}" for line in block_lines(block["child_blocks"], look))


_BLOCKS: Final[Mapping[str, Callable[[Json, TextStyle], Iterable[str]]]] = {
    "section": _section,
    "header": _header,
    "divider": lambda _, look: [look.dim("─" * 40)],
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "image": lambda block, _: [f"[image: {unescape(block['alt_text'])}]"],
    "video": lambda block, look: [f"[video: {text_object(block['title'], look)}]"],
    "rich_text": lambda block, look: text_charts.rich_text_lines(block, look.reader),
    "markdown": lambda block, _: block["text"].split("\n"),
    "alert": lambda block, look: [f"! {text_object(block['text'], look)}"],
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "table": lambda block, look: text_charts.table_lines(block, look.reader),
    "data_table": lambda block, look: text_charts.table_lines(block, look.reader),
    "data_visualization": lambda block, _: text_charts.chart_lines(block),
}
