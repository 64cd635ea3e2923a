"""The rules for tables and charts."""

from __future__ import annotations

from typing import Any, Final

from bot.sandbox.validation.shapes import BlockProblems, Check, entries, items, or_null, shape, string


def _check_number(problems: BlockProblems, value: Any, at: str) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number:
        problems.add("must provide a number", at)
    return is_number


def _check_above_zero(problems: BlockProblems, value: Any, at: str) -> None:
    if _check_number(problems, value, at) and value <= 0:
        problems.add("must be more than 0", at)


def _cell(*types: str) -> Check:
    def check(problems: BlockProblems, cell: Any, at: str) -> None:
        if not problems.mapping(cell, at, ("type",)):
            return
        if cell["type"] not in types:
            problems.add(f"unsupported type: {cell['type']}", f"{at}/type")
        elif cell["type"] == "raw_text":
            problems.string("text", cell.get("text"), f"{at}/text")
        elif cell["type"] == "raw_number":
            _check_number(problems, cell.get("value"), f"{at}/value")

    return check


def _check_same_width(problems: BlockProblems, block: Any, at: str) -> None:
    rows = [entries(row) for row in entries(block["rows"])]
    if len({len(row) for row in rows}) > 1:
        problems.add("all rows must have the same number of cells", f"{at}/rows")
    if any(isinstance(cell, dict) and cell.get("type") == "rich_text" for cell in (rows[0] if rows else ())):
        problems.add("header cells can't be rich_text", f"{at}/rows/0")


TABLE: Final = shape(
    "type rows",
    "block_id column_settings",
    rows=items("table.rows", items("table.cells", _cell("raw_text", "rich_text"))),
)
DATA_TABLE: Final = shape(
    "type rows caption",
    "block_id page_size row_header_column_index",
    caption=string("data_table.caption"),
    page_size=lambda problems, value, at: problems.number("data_table.page_size", value, at),
    rows=items("data_table.rows", items("data_table.cells", _cell("raw_text", "raw_number", "rich_text"))),
    after=_check_same_width,
)

_POINT: Final = shape("label value", label=string("chart.label"), value=_check_number)
_SEGMENT: Final = shape("label value", label=string("chart.label"), value=_check_above_zero)
_PIE: Final = shape(always="segments", segments=items("chart.segments", _SEGMENT))
_AXIS_LABELS: Final = shape(x_label=or_null(string("chart.axis_label")), y_label=or_null(string("chart.axis_label")))


def _check_chart(problems: BlockProblems, chart: Any, at: str) -> None:
    """Check a pie of segments, or series over the categories of an axis."""
    if not problems.mapping(chart, at, ("type",)):
        return
    if chart["type"] == "pie":
        _PIE(problems, chart, at)
    elif chart["type"] in ("bar", "line", "area"):
        _check_axis_chart(problems, chart, at)
    else:
        problems.add(f"unsupported type: {chart['type']}", f"{at}/type")


def _check_axis_chart(problems: BlockProblems, chart: Any, at: str) -> None:
    if not problems.mapping(chart, at, ("series", "axis_config")):
        return
    axis = chart["axis_config"]
    if not problems.mapping(axis, f"{at}/axis_config", ("categories",)):
        return
    items("chart.categories", string("chart.label"))(problems, axis["categories"], f"{at}/axis_config/categories")
    categories = [str(one) for one in entries(axis["categories"])]
    if len(set(categories)) < len(categories):
        problems.add("categories must differ", f"{at}/axis_config/categories")
    _AXIS_LABELS(problems, axis, f"{at}/axis_config")
    items("chart.series", _series(categories))(problems, chart["series"], f"{at}/series")
    names = [str(series.get("name")) for series in entries(chart["series"]) if isinstance(series, dict)]
    if len(set(names)) < len(names):
        problems.add("series names must differ", f"{at}/series")


def _series(categories: list[str]) -> Check:
    def check_labels(problems: BlockProblems, series: Any, at: str) -> None:
        labels = [str(point.get("label")) for point in entries(series["data"]) if isinstance(point, dict)]
        if sorted(labels) != sorted(categories):
            problems.add("there must be one point for every category", f"{at}/data")

    data = items("chart.categories", _POINT)
    return shape("name data", name=string("chart.series_name"), data=data, after=check_labels)


DATA_VISUALIZATION: Final = shape(
    "type title chart", "block_id", title=string("data_visualization.title"), chart=_check_chart
)
