"""Tables and charts as text: columns aligned, values as bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.sandbox.rendering.mrkdwn import MessageReader, mrkdwn_to_text, unescape

Json = Mapping[str, Any]
LONGEST_BAR: Final = 20


def table_lines(block: Json, reader: MessageReader) -> list[str]:
    """The rows with their columns aligned, numbers to the right, and a line under the header."""
    cells = [[_cell(cell, reader) for cell in row] for row in block["rows"]]
    width = max(map(len, cells))
    cells = [[*row, *[""] * (width - len(row))] for row in cells]
    widths = [max(len(row[column]) for row in cells) for column in range(width)]
    right = [_all_numbers(block["rows"][1:], column) for column in range(width)]
    lines = [
        "  ".join(
            text.rjust(size) if to_right else text.ljust(size)
            for text, size, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    ]
    rule = "  ".join("-" * size for size in widths)
    caption = [unescape(block["caption"])] if block.get("caption") else []
    return [*caption, lines[0], rule, *lines[1:]]


def _all_numbers(rows: Sequence[Sequence[Json]], column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row)]
    return bool(cells) and all(cell["type"] == "raw_number" for cell in cells)


def _cell(cell: Json, reader: MessageReader) -> str:
    if cell["type"] == "rich_text":
        return " ".join(rich_text_lines(cell, reader))
    if cell["type"] == "raw_number":
        return str(cell.get("text") or cell["value"])
    return unescape(str(cell["text"]).replace("\n", " "))


def chart_lines(block: Json) -> list[str]:
    """A chart as one bar for each value, series by series."""
    drawing = block["chart"]
    lines = [unescape(block["title"])]
    if drawing["type"] == "pie":
        whole = sum(segment["value"] for segment in drawing["segments"])
        return [*lines, *_bars(drawing["segments"], whole)]
    most = max(point["value"] for series in drawing["series"] for point in series["data"])
    for series in drawing["series"]:
        lines += [f"{unescape(series['name'])}:", *_bars(series["data"], most)]
    return lines


def _bars(points: Iterable[Json], whole: float) -> list[str]:
    points = list(points)
    width = max(len(unescape(point["label"])) for point in points)
    return [f"  {unescape(point['label']).ljust(width)}  {_bar(point['value'], whole)}" for point in points]


def _bar(value: float, whole: float) -> str:
    length = round(LONGEST_BAR * value / whole) if whole > 0 and value > 0 else 0
    return f"{'█' * length} {value:g}".lstrip()


def rich_text_lines(block: Json, reader: MessageReader) -> list[str]:
    """The lines of a rich text block, lists with their bullets, quotes and code marked."""
    lines: list[str] = []
    for part in block["elements"]:
        lines += _rich_part(part, reader)
    return lines


def _rich_part(part: Json, reader: MessageReader) -> list[str]:
    match part["type"]:
        case "rich_text_list":
            indent = "  " * part.get("indent", 0)
            ordered = part.get("style") == "ordered"
            marks = [f"{number}." if ordered else "•" for number in range(1, len(part["elements"]) + 1)]
            items = [_inline_text(item["elements"], reader) for item in part["elements"]]
            return [f"{indent}{mark} {item}" for mark, item in zip(marks, items, strict=True)]
        case "rich_text_quote":
            return [f"> {line}" for line in _inline_text(part["elements"], reader).split("\n")]
        case "rich_text_preformatted":
            return [f"    {line}" for line in _inline_text(part["elements"], reader).split("\n")]
        case _:
            return _inline_text(part["elements"], reader).rstrip("\n").split("\n")


def _inline_text(elements: Iterable[Json], reader: MessageReader) -> str:
    return "".join(_inline_element(element, reader) for element in elements)


def _inline_element(element: Json, reader: MessageReader) -> str:
    kind = element["type"]
    if kind == "link":
        label = element.get("text")
        return f"{label} ({element['url']})" if label else str(element["url"])
    if kind == "date":
        given = f"<!date^{element['timestamp']}^{element['format']}|{element.get('fallback', '')}>"
        return mrkdwn_to_text(given, reader)
    named = {"user": "@", "channel": "#"}
    if kind in named:
        return named[kind] + reader.name(element[f"{kind}_id"])
    marked = {"emoji": ":{name}:", "broadcast": "@{range}"}
    return marked[kind].format_map(element) if kind in marked else str(element.get("text", ""))
