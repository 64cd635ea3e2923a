"""Charts as shapes to draw: bars, lines and slices, with every figure in words beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.rendering.block_models import model_chart
from bot.sandbox.rendering.mrkdwn import unescape

Json = Mapping[str, Any]
WIDTH: Final = 560
_LABELS: Final = 170
_FIGURES: Final = 56
_BAR: Final = 18
_GAP: Final = 10
_HEIGHT: Final = 200
_MARGIN: Final = 34


@dataclass(frozen=True, slots=True)
class ChartShape:
    """One mark: `path` is SVG path data, `tone` numbers its colour."""

    path: str
    tone: int = 0
    kind: str = "fill"


@dataclass(frozen=True, slots=True)
class ChartLabel:
    """A text in the drawing; `anchor` is the side on which it is fixed."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class ChartDrawing:
    """A chart ready to draw, and the same as a table: a header, then rows."""

    title: str
    height: float
    shapes: tuple[ChartShape, ...]
    words: tuple[ChartLabel, ...]
    names: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    width: int = WIDTH


def draw_chart(block: Json) -> ChartDrawing:
    """Return the drawing of a `data_visualization` block."""
    chart = model_chart(block)
    if chart.kind == "pie":
        return _draw_pie(chart.title, chart.series[0].points)
    title, names = chart.title, tuple(series.name for series in chart.series)
    labels = [unescape(str(name)) for name in block["chart"]["axis_config"]["categories"]]
    values = [[dict(series.points).get(label, 0.0) for label in labels] for series in chart.series]
    rows = [(label, *(f"{row[index]:g}" for row in values)) for index, label in enumerate(labels)]
    table = (("", *names), *rows)
    if chart.kind == "bar":
        return _draw_bars(title, labels, values, names, table)
    return _draw_lines(title, labels, values, names, table, filled=chart.kind == "area")


def _draw_bars(
    title: str, labels: Sequence[str], values: Sequence[Sequence[float]], names: tuple[str, ...], table: Any
) -> ChartDrawing:
    """Draw lying bars: long names stay readable."""
    most = max([abs(value) for row in values for value in row] + [0]) or 1
    room = WIDTH - _LABELS - _FIGURES
    shapes, words = [], []
    y = float(_GAP)
    for index, label in enumerate(labels):
        words.append(ChartLabel(_LABELS - 10, y + len(values) * _BAR / 2 + 4, label, "end"))
        for tone, row in enumerate(values):
            length = max(abs(row[index]) / most * room, 2 if row[index] else 0)
            shapes.append(ChartShape(f"M{_LABELS} {y:g}h{length:.1f}v{_BAR - 3}h-{length:.1f}z", tone))
            words.append(ChartLabel(_LABELS + length + 6, y + _BAR - 5, f"{row[index]:g}"))
            y += _BAR
        y += _GAP
    return ChartDrawing(title, y, tuple(shapes), tuple(words), names if len(names) > 1 else (), table)


def _draw_lines(
    title: str,
    labels: Sequence[str],
    values: Sequence[Sequence[float]],
    names: tuple[str, ...],
    table: Any,
    *,
    filled: bool,
) -> ChartDrawing:
    """Draw lines over an axis, with a dot at each point."""
    every = [value for row in values for value in row]
    low, high = min([*every, 0]), max([*every, 0])
    span, floor = (high - low) or 1, _HEIGHT - _MARGIN
    step = (WIDTH - 2 * _MARGIN) / max(len(labels) - 1, 1)
    shapes = [ChartShape(f"M{_MARGIN} {floor}H{WIDTH - _MARGIN}", kind="axis")]
    for tone, row in enumerate(values):
        spots = [
            (_MARGIN + index * step, floor - (value - low) / span * (floor - 16)) for index, value in enumerate(row)
        ]
        line = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        if filled:
            shapes.append(ChartShape(f"M{line}L{spots[-1][0]:.1f} {floor}L{spots[0][0]:.1f} {floor}z", tone, "area"))
        shapes.append(ChartShape(f"M{line}", tone, "line"))
        shapes += [ChartShape(f"M{x - 3:.1f} {y:.1f}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z", tone) for x, y in spots]
    every_nth = math.ceil(len(labels) / 8)
    words = [
        ChartLabel(_MARGIN + index * step, _HEIGHT - 12, label, "middle")
        for index, label in enumerate(labels)
        if index % every_nth == 0
    ]
    words += [ChartLabel(_MARGIN - 6, 20, f"{high:g}", "end"), ChartLabel(_MARGIN - 6, floor, f"{low:g}", "end")]
    return ChartDrawing(title, _HEIGHT, tuple(shapes), tuple(words), names if len(names) > 1 else (), table)


def _draw_pie(title: str, segments: Sequence[tuple[str, float]]) -> ChartDrawing:
    """Draw slices clockwise from the top; the names beside them tell figures and shares."""
    whole = sum(value for _, value in segments)
    shapes, words, rows = [], [], []
    done = 0.0
    for tone, (label, value) in enumerate(segments):
        share = value / whole
        shapes.append(ChartShape(_pie_slice(done, min(share, 0.9999)), tone))
        shapes.append(ChartShape(f"M190 {18 + tone * 22}h12v12h-12z", tone))
        words.append(ChartLabel(210, 29 + tone * 22, f"{label}: {value:g} ({share:.0%})"))
        rows.append((label, f"{value:g}", f"{share:.0%}"))
        done += share
    height = max(176, 24 + len(segments) * 22)
    return ChartDrawing(title, height, tuple(shapes), tuple(words), (), (("", "Value", "Share"), *rows))


def _pie_slice(start: float, share: float) -> str:
    x, y, radius = 90, 88, 76

    def edge(part: float) -> str:
        return f"{x + radius * math.sin(2 * math.pi * part):.2f} {y - radius * math.cos(2 * math.pi * part):.2f}"

    return f"M{x} {y}L{edge(start)}A{radius} {radius} 0 {int(share > 0.5)} 1 {edge(start + share)}z"
