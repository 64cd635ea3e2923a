"""Blocks in the shape in which a terminal and a web page draw them: every usable element with its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from bot.sandbox.rendering.mrkdwn import MessageReader, rich_text_lines, unescape
from bot.sandbox.validation.interactive_elements import (
    VALUE_KEYS,
    InteractiveElement,
    element_options,
    interactive_elements,
)

Json = Mapping[str, Any]

_INPUTS: Final = {
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
    "number_input": "number",
    "email_text_input": "email",
    "url_text_input": "url",
}


@dataclass(frozen=True, slots=True)
class NumberedElement:
    """An element that can be used, and its number among all of the message."""

    number: int
    field: InteractiveElement
    acts_at_once: bool

    @property
    def element(self) -> Json:
        """The element itself."""
        return self.field.element

    @property
    def control(self) -> str:
        """Name what draws it: a button, a choice of options, one of Slack's things, or an input of this HTML type."""
        kind = str(self.element["type"])
        if self.field.is_button:
            return "button"
        if kind in ("checkboxes", "radio_buttons"):
            return kind
        if element_options(self.element):
            return "select"
        named = [name for name in ("users", "channels", "conversations", "external", "file") if name in kind]
        if named:
            return named[0]
        is_long = kind == "rich_text_input" or self.element.get("multiline")
        return "textarea" if is_long else _INPUTS.get(kind, "text")

    @property
    def takes_several(self) -> bool:
        """Return whether more than one thing can be chosen."""
        return str(self.element["type"]).startswith("multi_")

    @property
    def name(self) -> str:
        """The name of its field in the HTML form."""
        return f"f{self.number}"

    @property
    def initial(self) -> Any:
        """Return what stands in it at first."""
        return self.element.get(self._initial_key, "")

    @property
    def has_value(self) -> bool:
        """Return whether a text or a number stands in it at first."""
        return isinstance(self.element.get(self._initial_key), str | int)

    @property
    def _initial_key(self) -> str:
        return "initial_" + VALUE_KEYS[self.element["type"]].removeprefix("selected_")

    @property
    def offered(self) -> list[tuple[Json, bool]]:
        """The options, and whether each is chosen at first."""
        first = [self.element.get("initial_option"), *(self.element.get("initial_options") or ())]
        return [(option, option in first) for option in element_options(self.element)]

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The options: value, text, and whether it is chosen at first."""
        every = [(option, unescape(option["text"]["text"]), is_chosen) for option, is_chosen in self.offered]
        return [(str(option.get("value") or text), text, is_chosen) for option, text, is_chosen in every]


@dataclass(frozen=True, slots=True)
class BlockModel:
    """A block with the elements that can be used in it and the blocks inside."""

    block: Json
    used: tuple[NumberedElement, ...] = ()
    inside: tuple[BlockModel, ...] = ()

    @property
    def kind(self) -> str:
        """The type of the block."""
        return str(self.block["type"])


def model_blocks(blocks: Iterable[Json], numbers: Iterator[int] | None = None) -> tuple[BlockModel, ...]:
    """Return all blocks in order, numbered from 1 as a click counts them, or on from other blocks."""
    return tuple(_model_each(blocks, numbers or count(1)))


def numbered_elements(every: Iterable[BlockModel]) -> Iterator[NumberedElement]:
    """Return all elements that can be used, in the order of their numbers."""
    for piece in every:
        yield from piece.used
        yield from numbered_elements(piece.inside)


def _model_each(blocks: Iterable[Json], numbers: Iterator[int]) -> Iterator[BlockModel]:
    for block in blocks:
        if block["type"] == "container":
            yield BlockModel(block, inside=tuple(_model_each(block["child_blocks"], numbers)))
        elif block["type"] == "carousel":
            yield BlockModel(block, inside=tuple(_model_each(block["elements"], numbers)))
        else:
            acts = block["type"] != "input" or bool(block.get("dispatch_action"))
            yield BlockModel(
                block, tuple(NumberedElement(next(numbers), field, acts) for field in interactive_elements([block]))
            )


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table; numbers are sorted by their value."""

    text: str
    value: float | None = None
    rich: Json | None = None  # the rich text that it is, with its links and styles

    @property
    def is_number(self) -> bool:
        """Return whether it is a number, however it is written."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class TableModel:
    """A table with the first row as its header."""

    caption: str
    head: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]

    def is_right(self, column: int) -> bool:
        """Return whether it is a column of figures: what is only sorted by a number reads as text."""
        cells = [row[column] for row in self.rows if column < len(row)]
        return any(each.is_number and each.text[:1].isdigit() for each in cells)

    def is_numeric(self, column: int) -> bool:
        """Return whether every cell of this column under the header is a number."""
        cells = [row[column] for row in self.rows if column < len(row)]
        return bool(cells) and all(each.is_number for each in cells)


def model_table(block: Json, reader: MessageReader) -> TableModel:
    """Return the cells of a `table` or `data_table` block."""
    rows = [tuple(_model_cell(cell, reader) for cell in row) for row in block["rows"]]
    return TableModel(unescape(str(block.get("caption", ""))), rows[0], tuple(rows[1:]))


def _model_cell(cell: Json, reader: MessageReader) -> TableCell:
    if cell["type"] == "rich_text":
        return TableCell(" ".join(rich_text_lines(cell, reader)), rich=cell)
    if cell["type"] == "raw_number":
        return TableCell(str(cell.get("text") or cell["value"]), cell["value"])
    return TableCell(unescape(str(cell["text"])))


@dataclass(frozen=True, slots=True)
class PointSeries:
    """The values of a chart under one name."""

    name: str
    points: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ChartModel:
    """A chart; a pie has one series."""

    title: str
    kind: str
    series: tuple[PointSeries, ...]


def model_chart(block: Json) -> ChartModel:
    """Return the figures of a `data_visualization` block."""
    chart, title = block["chart"], unescape(str(block["title"]))
    if chart["type"] == "pie":
        return ChartModel(title, "pie", (PointSeries("", _points(chart["segments"])),))
    every = (PointSeries(unescape(str(one["name"])), _points(one["data"])) for one in chart["series"])
    return ChartModel(title, chart["type"], tuple(every))


def _points(given: Iterable[Json]) -> tuple[tuple[str, float], ...]:
    return tuple((unescape(str(point["label"])), float(point["value"])) for point in given)
