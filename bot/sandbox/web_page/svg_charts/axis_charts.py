"""Bars, lines and areas over an axis of names, with round steps beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.sandbox.web_page.svg_charts.categories import CategoryLabels, set_categories
from bot.sandbox.web_page.svg_charts.drawing import (
    MARKERS,
    ChartDrawing,
    ChartLabel,
    ChartMark,
    ChartSlot,
    text_width,
)
from bot.sandbox.web_page.svg_charts.scale import ValueScale, full_figure, round_scale, short_figure

_PLOT: Final = 180.0
_TOP: Final = 16.0
_RIGHT: Final = 14.0
_AXIS_TITLE: Final = 20.0
_STEPS: Final = 4
_WIDEST_BAR: Final = 48.0
_BETWEEN: Final = 2.0
_ROUNDING: Final = 3.0


@dataclass(frozen=True, slots=True)
class AxisChart:
    """What is drawn over an axis: a row of values a series, a value a name."""

    kind: str
    names: tuple[str, ...]
    series: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    x_title: str = ""
    y_title: str = ""


def draw_axis_chart(chart: AxisChart, width: float) -> ChartDrawing:
    """Return the chart in this width."""
    return _AxisPlot(chart, width).draw()


class _AxisPlot:
    """The places of everything in one drawing."""

    def __init__(self, chart: AxisChart, width: float) -> None:
        self.chart, self.width = chart, width
        self.scale: ValueScale = round_scale((value for row in chart.rows for value in row), _STEPS)
        ticks = [short_figure(tick) for tick in self.scale.ticks]
        self.left = max(map(text_width, ticks)) + 14
        self.names = self._set_names()
        while self.names.reach > self.left:  # a wider margin makes the places narrower, and slanting names steeper
            self.left = math.ceil(self.names.reach)
            self.names = self._set_names()
        self.top = _TOP + (_AXIS_TITLE if chart.y_title else 0)
        self.floor = self.top + _PLOT
        self.centers = [self.left + (index + 0.5) * self.slot for index in range(len(chart.names))]

    @property
    def slot(self) -> float:
        """Return the width for one name."""
        return (self.width - self.left - _RIGHT) / len(self.chart.names)

    def _set_names(self) -> CategoryLabels:
        return set_categories(self.chart.names, self.slot, ordered=self.chart.kind != "bar")

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.floor - self.scale.part(value) * _PLOT

    def draw(self) -> ChartDrawing:
        """Return everything."""
        chart, right = self.chart, self.width - _RIGHT
        height = self.floor + self.names.height + (_AXIS_TITLE if chart.x_title else 0)
        labels = [
            ChartLabel(self.left - 8, self.y(tick) + 4, short_figure(tick), "end", "tick") for tick in self.scale.ticks
        ]
        labels += self.names.labels(self.centers, self.floor)
        if chart.y_title:
            labels.append(ChartLabel(2, 14, chart.y_title, "start", "axis"))
        if chart.x_title:
            labels.append(ChartLabel((self.left + right) / 2, height - 6, chart.x_title, "middle", "axis"))
        labels += self._figures()
        return ChartDrawing(
            self.width,
            round(height, 1),
            tuple(self._slot(index) for index in range(len(chart.names))),
            tuple(labels),
            grid="".join(f"M{self.left:.1f} {self.y(tick):.1f}H{right:.1f}" for tick in self.scale.ticks),
            zero=f"M{self.left:.1f} {self.y(0):.1f}H{right:.1f}",
            marks=() if chart.kind == "bar" else tuple(self._strokes()),
        )

    def _slot(self, index: int) -> ChartSlot:
        chart = self.chart
        marks = self._bars(index) if chart.kind == "bar" else self._points(index)
        figures = [full_figure(row[index]) for row in chart.rows]
        said = [f"{name}: {figure}" for name, figure in zip(chart.series, figures, strict=True)]
        says = f"{chart.names[index]}: {figures[0]}" if len(said) == 1 else "\n".join([chart.names[index], *said])
        left = self.left + index * self.slot
        area = f"M{left:.1f} {self.top:.1f}h{self.slot:.1f}v{_PLOT:.1f}h-{self.slot:.1f}z"
        return ChartSlot(says, tuple(marks), area)

    def _bar_places(self, index: int) -> list[tuple[float, float]]:
        """Return the left side and the width of each bar over a name."""
        count = len(self.chart.rows)
        wide = min(self.slot * 0.72 / count, _WIDEST_BAR)
        gap = min(_BETWEEN, wide / 4) if count > 1 else 0
        start = self.centers[index] - wide * count / 2
        return [(start + number * wide, wide - gap) for number in range(count)]

    def _bars(self, index: int) -> list[ChartMark]:
        found = []
        for tone, (row, (x, wide)) in enumerate(zip(self.chart.rows, self._bar_places(index), strict=True)):
            end, start = self.y(row[index]), self.y(0)
            if abs(end - start) >= 0.05:
                found.append(ChartMark(_bar_path(x, wide, start, end), tone))
        return found

    def _figures(self) -> list[ChartLabel]:
        """Return the figures at the ends of bars, where all of them fit."""
        chart = self.chart
        texts = [short_figure(value) for value in chart.rows[0]]
        if chart.kind != "bar" or len(chart.rows) > 1 or max(map(text_width, texts)) > self.slot - 2:
            return []
        return [
            ChartLabel(center, self.y(value) + (14 if value < 0 else -5), text, "middle", "figure")
            for center, value, text in zip(self.centers, chart.rows[0], texts, strict=True)
        ]

    def _points(self, index: int) -> list[ChartMark]:
        return [
            ChartMark(
                MARKERS[tone % len(MARKERS)], tone, "point", round(self.centers[index], 1), self._rounded(row, index)
            )
            for tone, row in enumerate(self.chart.rows)
        ]

    def _rounded(self, row: Sequence[float], index: int) -> float:
        return round(self.y(row[index]), 1)

    def _strokes(self) -> list[ChartMark]:
        """Return the areas, then the lines, so that no area covers a line."""
        lines = [
            "L".join(f"{x:.1f} {self.y(value):.1f}" for x, value in zip(self.centers, row, strict=True))
            for row in self.chart.rows
        ]
        zero, first, last = self.y(0), self.centers[0], self.centers[-1]
        areas = [
            ChartMark(f"M{line}L{last:.1f} {zero:.1f}L{first:.1f} {zero:.1f}z", tone, "area")
            for tone, line in enumerate(lines)
            if self.chart.kind == "area"
        ]
        return [*areas, *(ChartMark(f"M{line}", tone, "line") for tone, line in enumerate(lines))]


def _bar_path(x: float, wide: float, start: float, end: float) -> str:
    """Return a bar from `start` to `end`, its end rounded."""
    bend = min(_ROUNDING, wide / 2, abs(start - end))
    toward = bend if end < start else -bend
    return (
        f"M{x:.1f} {start:.1f}V{end + toward:.1f}q0 {-toward:.1f} {bend:.1f} {-toward:.1f}"
        f"h{wide - 2 * bend:.1f}q{bend:.1f} 0 {bend:.1f} {toward:.1f}V{start:.1f}z"
    )
