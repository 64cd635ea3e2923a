"""Blocks as lines of text: elements with their numbers, columns of tables aligned, charts as bars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from bot.sandbox.rendering import mrkdwn
from bot.sandbox.rendering.block_models import BlockModel, NumberedElement, model_chart, model_table
from bot.sandbox.rendering.mrkdwn import MessageReader, plain_to_text, rich_text_lines, unescape

Json = Mapping[str, Any]

MOST_OPTIONS: Final = 12
LONGEST_BAR: Final = 20


@dataclass(frozen=True, slots=True)
class TextStyle:
    """The style of a text: for whom it is, and whether the terminal can dim."""

    reader: MessageReader
    dims: bool = False

    def dim(self, text: str) -> str:
        """Return the text, dimmer where the terminal can."""
        return f"\x1b[2m{text}\x1b[0m" if self.dims else text


def block_lines(blocks: Iterable[BlockModel], style: TextStyle) -> Iterator[str]:
    """Return the lines of these blocks; a kind that cannot be drawn is named."""
    for block in blocks:
        draw = _BLOCKS.get(block.kind)
        yield from draw(block, style) if draw else [f"[{block.kind}]"]


def text_object(value: Json | None, style: TextStyle) -> str:
    """Return a text object as it is read."""
    if value is None:
        return ""
    if value["type"] == "mrkdwn":
        return mrkdwn.mrkdwn_to_text(value["text"], style.reader)
    return plain_to_text(value["text"])


def _numbered_labels(piece: BlockModel, style: TextStyle) -> str:
    return " ".join(f"[{one.number} {_label(one, style)}]" for one in piece.used)


def _label(one: NumberedElement, style: TextStyle) -> str:
    """Return what stands on an element: its text, or what can be chosen and what is chosen."""
    element = one.element
    if one.field.is_button:
        return text_object(element["text"], style) if "text" in element else "…"
    placeholder = text_object(element.get("placeholder"), style)
    names = [("*" if is_chosen else "") + text_object(option["text"], style) for option, is_chosen in one.offered]
    if names:
        more = [f"… {len(names) - MOST_OPTIONS} more"] if len(names) > MOST_OPTIONS else []
        return f"{placeholder or 'choose'}: {' | '.join([*names[:MOST_OPTIONS], *more])}"
    if isinstance(one.initial, Mapping) and "text" in one.initial:
        return unescape(str(one.initial["text"]["text"]))
    return str(one.initial) if one.has_value else placeholder or "…"


def _section(piece: BlockModel, style: TextStyle) -> Iterator[str]:
    block, used = piece.block, _numbered_labels(piece, style)
    said = text_object(block["text"], style).split("\n") if block.get("text") else []
    shown = [text_object(one, style).replace("\n", " ") for one in block.get("fields") or ()]
    width = max(map(len, shown[::2]), default=0)
    said += [
        f"{left.ljust(width)}  {right}".rstrip() for left, right in zip_longest(shown[::2], shown[1::2], fillvalue="")
    ]
    if used:
        said[0] = f"{said[0]}  {used}"
    image = block.get("accessory") or {}
    yield from [*said, f"[image: {image['alt_text']}]"] if image.get("type") == "image" else said


def _header(piece: BlockModel, style: TextStyle) -> list[str]:
    title = text_object(piece.block["text"], style)
    return [title, "=" * len(title)]


def _context(piece: BlockModel, style: TextStyle) -> list[str]:
    parts = [
        f"[{one['alt_text']}]" if one["type"] == "image" else text_object(one, style) for one in piece.block["elements"]
    ]
    return [style.dim(line) for line in "  ".join(parts).split("\n")]


def _actions(piece: BlockModel, style: TextStyle) -> list[str]:
    return [_numbered_labels(piece, style)]


def _input(piece: BlockModel, style: TextStyle) -> Iterator[str]:
    block = piece.block
    note = " (optional)" if block.get("optional") else ""
    yield f"{text_object(block['label'], style)}{note}: {_numbered_labels(piece, style)}"
    if block.get("hint"):
        yield style.dim(f"  {text_object(block['hint'], style)}")


def _card(piece: BlockModel, style: TextStyle) -> Iterator[str]:
    block = piece.block
    yield from (text_object(block[name], style) for name in ("title", "subtitle", "body") if block.get(name))
    if block.get("actions"):
        yield _numbered_labels(piece, style)


def _carousel(piece: BlockModel, style: TextStyle) -> Iterator[str]:
    for card in piece.inside:
        yield from (f"▸ {line}" for line in _card(card, style))


def _container(piece: BlockModel, style: TextStyle) -> Iterator[str]:
    block = piece.block
    yield from (text_object(block[name], style) for name in ("title", "subtitle") if block.get(name))
    yield from (f"  {line}" for line in block_lines(piece.inside, style))


def table_lines(block: Json, reader: MessageReader) -> list[str]:
    """Return the rows with their columns aligned, numbers to the right, and a line under the header."""
    table = model_table(block, reader)
    cells = [[cell.text.replace("\n", " ") for cell in row] for row in (table.head, *table.rows)]
    width = max(map(len, cells))
    cells = [[*row, *[""] * (width - len(row))] for row in cells]
    widths = [max(len(row[column]) for row in cells) for column in range(width)]
    right = [table.is_numeric(column) for column in range(width)]
    lines = [
        "  ".join(
            text.rjust(size) if to_right else text.ljust(size)
            for text, size, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    ]
    rule = "  ".join("-" * size for size in widths)
    return [*([table.caption] if table.caption else []), lines[0], rule, *lines[1:]]


def chart_lines(block: Json) -> list[str]:
    """Return a chart as one bar for each value, series by series."""
    chart = model_chart(block)
    if chart.kind == "pie":
        points = chart.series[0].points
        return [chart.title, *_bars(points, sum(value for _, value in points))]
    most = max(value for series in chart.series for _, value in series.points)
    return [chart.title, *(line for one in chart.series for line in (f"{one.name}:", *_bars(one.points, most)))]


def _bars(points: Sequence[tuple[str, float]], whole: float) -> list[str]:
    width = max(len(label) for label, _ in points)
    return [f"  {label.ljust(width)}  {_bar(value, whole)}" for label, value in points]


def _bar(value: float, whole: float) -> str:
    length = round(LONGEST_BAR * value / whole) if whole > 0 and value > 0 else 0
    return f"{'█' * length} {value:g}".lstrip()


_BLOCKS: Final[Mapping[str, Callable[[BlockModel, TextStyle], Iterable[str]]]] = {
    "section": _section,
    "header": _header,
    "divider": lambda _, style: [style.dim("─" * 40)],
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "image": lambda piece, _: [f"[image: {unescape(piece.block['alt_text'])}]"],
    "video": lambda piece, style: [f"[video: {text_object(piece.block['title'], style)}]"],
    "rich_text": lambda piece, style: rich_text_lines(piece.block, style.reader),
    "markdown": lambda piece, _: piece.block["text"].split("\n"),
    "alert": lambda piece, style: [f"! {text_object(piece.block['text'], style)}"],
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "table": lambda piece, style: table_lines(piece.block, style.reader),
    "data_table": lambda piece, style: table_lines(piece.block, style.reader),
    "data_visualization": lambda piece, _: chart_lines(piece.block),
}
