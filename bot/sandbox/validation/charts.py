"""The rules for tables and charts."""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox.validation.limits import BlockProblems

CELLS: Final = ("raw_text", "raw_number", "rich_text")


def check_table(problems: BlockProblems, block: Any, at: str) -> None:
    """Check a table: rows of cells."""
    if problems.mapping(block, at, ("type", "rows"), ("block_id", "column_settings")):
        _check_rows(problems, block, at, "table", ("raw_text", "rich_text"))


def check_data_table(problems: BlockProblems, block: Any, at: str) -> None:
    """Check a data table: a header row without markup, then rows of the same width."""
    allowed = ("block_id", "page_size", "row_header_column_index")
    if not problems.mapping(block, at, ("type", "rows", "caption"), allowed):
        return
    problems.string("data_table.caption", block["caption"], f"{at}/caption")
    if "page_size" in block:
        problems.number("data_table.page_size", block["page_size"], f"{at}/page_size")
    rows = _check_rows(problems, block, at, "data_table", CELLS)
    if len({len(row) for row in rows}) > 1:
        problems.add("all rows must have the same number of cells", f"{at}/rows")
    if any(isinstance(cell, dict) and cell.get("type") == "rich_text" for cell in (rows[0] if rows else ())):
        problems.add("header cells cannot be rich_text", f"{at}/rows/0")


def _check_rows(problems: BlockProblems, block: Any, at: str, limit: str, cells: tuple[str, ...]) -> list[list[Any]]:
    rows = problems.items(f"{limit}.rows", block["rows"], f"{at}/rows")
    checked = []
    for number, row in enumerate(rows):
        checked.append(problems.items(f"{limit}.cells", row, f"{at}/rows/{number}"))
        for place, cell in enumerate(checked[-1]):
            _check_cell(problems, cell, f"{at}/rows/{number}/{place}", cells)
    return checked


def _check_cell(problems: BlockProblems, cell: Any, at: str, types: tuple[str, ...]) -> None:
    if not problems.mapping(cell, at, ("type",)):
        return
    if cell["type"] not in types:
        problems.add(f"unsupported type: {cell['type']}", f"{at}/type")
    elif cell["type"] == "raw_text":
        problems.string("text", cell.get("text"), f"{at}/text")
    elif cell["type"] == "raw_number" and not _is_number(cell.get("value")):
        problems.add("must provide a number", f"{at}/value")


def check_chart(problems: BlockProblems, block: Any, at: str) -> None:
    """Check a chart: a pie of segments, or series over the categories of an axis."""
    if not problems.mapping(block, at, ("type", "title", "chart"), ("block_id",)):
        return
    problems.string("data_visualization.title", block["title"], f"{at}/title")
    chart, here = block["chart"], f"{at}/chart"
    if not problems.mapping(chart, here, ("type",)):
        return
    if chart["type"] == "pie":
        for place, segment in enumerate(problems.items("chart.segments", chart.get("segments"), f"{here}/segments")):
            _check_point(problems, segment, f"{here}/segments/{place}", above_zero=True)
    elif chart["type"] in ("bar", "line", "area"):
        _check_axis_chart(problems, chart, here)
    else:
        problems.add(f"unsupported type: {chart['type']}", f"{here}/type")


def _check_axis_chart(problems: BlockProblems, chart: Any, at: str) -> None:
    if not problems.mapping(chart, at, ("series", "axis_config")):
        return
    axis = chart["axis_config"]
    if not problems.mapping(axis, f"{at}/axis_config", ("categories",)):
        return
    categories = problems.items("chart.categories", axis["categories"], f"{at}/axis_config/categories")
    for place, category in enumerate(categories):
        problems.string("chart.label", category, f"{at}/axis_config/categories/{place}")
    if len(set(map(str, categories))) < len(categories):
        problems.add("categories must differ", f"{at}/axis_config/categories")
    for name in ("x_label", "y_label"):
        if axis.get(name) is not None:
            problems.string("chart.axis_label", axis[name], f"{at}/axis_config/{name}")
    every = problems.items("chart.series", chart["series"], f"{at}/series")
    for place, series in enumerate(every):
        _check_series(problems, series, f"{at}/series/{place}", categories)
    names = [str(series.get("name")) for series in every if isinstance(series, dict)]
    if len(set(names)) < len(names):
        problems.add("series names must differ", f"{at}/series")


def _check_series(problems: BlockProblems, series: Any, at: str, categories: list[Any]) -> None:
    if not problems.mapping(series, at, ("name", "data")):
        return
    problems.string("chart.series_name", series["name"], f"{at}/name")
    points = problems.items("chart.categories", series["data"], f"{at}/data")
    for place, point in enumerate(points):
        _check_point(problems, point, f"{at}/data/{place}")
    labels = [point.get("label") for point in points if isinstance(point, dict)]
    if sorted(map(str, labels)) != sorted(map(str, categories)):
        problems.add("there must be one point for every category", f"{at}/data")


def _check_point(problems: BlockProblems, point: Any, at: str, *, above_zero: bool = False) -> None:
    if not problems.mapping(point, at, ("label", "value")):
        return
    problems.string("chart.label", point["label"], f"{at}/label")
    if not _is_number(point["value"]):
        problems.add("must provide a number", f"{at}/value")
    elif above_zero and point["value"] <= 0:
        problems.add("must be more than 0", f"{at}/value")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
