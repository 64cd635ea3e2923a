"""Charts that apps send (`data_visualization`) as figures of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.rendering.block_models import ChartModel, model_chart
from bot.sandbox.rendering.mrkdwn import unescape
from bot.sandbox.web_page.svg_charts.axis_charts import AxisChart, draw_axis_chart
from bot.sandbox.web_page.svg_charts.drawing import MARKERS, SWATCH, ChartFigure, LegendEntry
from bot.sandbox.web_page.svg_charts.pie import draw_pie, pie_legend, share_text, slice_shares
from bot.sandbox.web_page.svg_charts.scale import full_figure, short_figure

Json = Mapping[str, Any]

WIDE: Final = 540.0
NARROW: Final = 350.0
_MOST_READ_ALOUD: Final = 12


def draw_chart(block: Json) -> ChartFigure:
    """Return the figure of a `data_visualization` block."""
    model = model_chart(block)
    return _pie_figure(model) if model.kind == "pie" else _axis_figure(model, block["chart"]["axis_config"])


def _pie_figure(model: ChartModel) -> ChartFigure:
    slices = model.series[0].points
    rows = [
        (name, full_figure(value), share_text(share))
        for (name, value), share in zip(slices, slice_shares(slices), strict=True)
    ]
    summary = "Pie chart: " + ", ".join(f"{name} {share}" for name, _, share in rows)
    drawing = draw_pie(slices)
    table = (("", "Value", "Share"), *rows)
    return ChartFigure(model.title, "pie", summary, drawing, drawing, pie_legend(slices), table)


def _axis_figure(model: ChartModel, axis: Json) -> ChartFigure:
    names = tuple(unescape(str(name)) for name in axis["categories"])
    series = tuple(one.name for one in model.series)
    rows = tuple(tuple(dict(one.points).get(name, 0.0) for name in names) for one in model.series)
    x_title, y_title = (unescape(str(axis.get(key) or "")) for key in ("x_label", "y_label"))
    alone = series[0] if len(series) == 1 else ""
    chart = AxisChart(model.kind, names, series, rows, x_title, y_title or alone)
    table = (("", *series), *((name, *(full_figure(row[at]) for row in rows)) for at, name in enumerate(names)))
    return ChartFigure(
        model.title,
        model.kind,
        _summary(chart),
        draw_axis_chart(chart, WIDE),
        draw_axis_chart(chart, NARROW),
        () if alone else _legend(chart),
        table,
    )


def _legend(chart: AxisChart) -> tuple[LegendEntry, ...]:
    return tuple(
        LegendEntry(name, tone, SWATCH if chart.kind == "bar" else MARKERS[tone % len(MARKERS)])
        for tone, name in enumerate(chart.series)
    )


def _summary(chart: AxisChart) -> str:
    """Return what the chart says, in words: all of it where that is short."""
    kind = f"{chart.kind.capitalize()} chart"
    every = [value for row in chart.rows for value in row]
    if len(every) > _MOST_READ_ALOUD:
        span = f"{short_figure(min(every))} to {short_figure(max(every))}"
        return f"{kind}: {', '.join(chart.series)}, {chart.names[0]} to {chart.names[-1]}, values from {span}"
    parts = [
        f"{name} " + ", ".join(f"{where} {full_figure(value)}" for where, value in zip(chart.names, row, strict=True))
        for name, row in zip(chart.series, chart.rows, strict=True)
    ]
    return f"{kind}: {'; '.join(parts)}"
