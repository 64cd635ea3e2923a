"""Charts are drawn inside their frame, nothing over each other, and every figure stands in their table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.web_page.svg_charts.drawing import ChartDrawing, ChartLabel, text_width
from bot.sandbox.web_page.svg_charts.figure import draw_chart

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
STYLES = Path(__file__).parents[4] / "bot" / "sandbox" / "web_page" / "static" / "charts.css"
LETTERS = st.characters(categories=["L", "N"])


def chart(kind: str, names: list[str], *series: list[float], **axis: str) -> dict[str, Any]:
    data = [
        {
            "name": f"s{number}",
            "data": [{"label": name, "value": value} for name, value in zip(names, row, strict=True)],
        }
        for number, row in enumerate(series)
    ]
    drawn = {"type": kind, "series": data, "axis_config": {"categories": names, **axis}}
    return {"type": "data_visualization", "title": "Hours &amp; more", "chart": drawn}


def pie(*values: float) -> dict[str, Any]:
    segments = [{"label": f"p{place}", "value": value} for place, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Shares", "chart": {"type": "pie", "segments": segments}}


def bar_lengths(drawing: ChartDrawing) -> list[float]:
    """The heights of the bars, of each place that has one."""
    found = []
    for slot in drawing.slots:
        for mark in slot.marks:
            ends = [float(number) for number in re.findall(r"V(-?[\d.]+)", mark.path)]
            found.append(abs(ends[1] - ends[0]) + 3)  # the rounded end
    return found


def texts(drawing: ChartDrawing, kind: str) -> list[str]:
    return [label.text for label in drawing.labels if label.kind == kind]


def test_bars_are_as_long_as_their_values() -> None:
    figure = draw_chart(chart("bar", ["a", "b", "c"], [4.0, 2.0, 0.0]))
    longest, half = bar_lengths(figure.wide)
    assert longest == pytest.approx(2 * half, abs=0.3)
    assert figure.title == "Hours & more"
    assert figure.table == (("", "s0"), ("a", "4"), ("b", "2"), ("c", "0"))
    assert texts(figure.wide, "figure") == ["4", "2", "0"]
    assert texts(figure.wide, "tick") == ["0", "1", "2", "3", "4"]
    assert [slot.says for slot in figure.wide.slots] == ["a: 4", "b: 2", "c: 0"]
    assert figure.summary == "Bar chart: s0 a 4, b 2, c 0"


def test_bars_below_zero_hang_from_it() -> None:
    figure = draw_chart(chart("bar", ["a", "b"], [-5.0, 5.0]))
    below, above = (slot.marks[0].path for slot in figure.wide.slots)
    zero = NUMBER.findall(figure.wide.zero)[1]
    assert NUMBER.findall(below)[1] == NUMBER.findall(above)[1] == zero
    assert float(NUMBER.findall(below)[2]) > float(zero) > float(NUMBER.findall(above)[2])


def test_several_series_have_a_legend_in_the_order_of_their_marks() -> None:
    figure = draw_chart(chart("bar", ["a"], [1.0], [2.0]))
    assert [(entry.name, entry.tone) for entry in figure.legend] == [("s0", 0), ("s1", 1)]
    assert [mark.tone for mark in figure.wide.slots[0].marks] == [0, 1]
    assert figure.wide.slots[0].says == "a\ns0: 1\ns1: 2"
    assert draw_chart(chart("bar", ["a"], [1.0])).legend == ()


def test_lines_differ_by_their_points_too() -> None:
    figure = draw_chart(chart("line", ["a", "b"], *([float(number), 3.0] for number in range(6))))
    points = [mark.path for mark in figure.wide.slots[0].marks]
    assert len(set(points)) == 6
    assert [entry.path for entry in figure.legend] == points


def test_areas_end_at_zero() -> None:
    figure = draw_chart(chart("area", ["a", "b"], [1.0, 3.0]))
    area, line = figure.wide.marks
    assert (area.kind, line.kind) == ("area", "line")
    assert NUMBER.findall(area.path)[-1] == NUMBER.findall(figure.wide.zero)[1]


def test_axes_have_titles_and_a_lone_series_gives_its_name() -> None:
    titled = draw_chart(chart("line", ["a"], [1.0], x_label="Week", y_label="Hours &lt; 5"))
    assert sorted(texts(titled.narrow, "axis")) == ["Hours < 5", "Week"]
    assert texts(draw_chart(chart("line", ["a"], [1.0])).wide, "axis") == ["s0"]


def test_slices_tell_figures_and_shares() -> None:
    figure = draw_chart(pie(300, 99, 1))
    assert [(entry.name, entry.note) for entry in figure.legend] == [
        ("p0", "300 · 75%"),
        ("p1", "99 · 25%"),
        ("p2", "1 · <1%"),
    ]
    assert figure.table == (("", "Value", "Share"), ("p0", "300", "75%"), ("p1", "99", "25%"), ("p2", "1", "<1%"))
    assert texts(figure.wide, "figure") == ["75%", "25%"]
    assert " 0 1 1 " in figure.wide.slots[0].marks[0].path
    assert draw_chart(pie(5)).summary == "Pie chart: p0 100%"


def corners(label: ChartLabel) -> list[tuple[float, float]]:
    """The four corners of a label, a little inside."""
    wide = text_width(label.text) * 0.9
    left = {"start": 0.0, "middle": -wide / 2, "end": -wide}[label.anchor]
    turn = math.radians(label.turned)
    return [
        (label.x + x * math.cos(turn) - y * math.sin(turn), label.y + x * math.sin(turn) + y * math.cos(turn))
        for x, y in ((left, -8.5), (left + wide, -8.5), (left + wide, 1), (left, 1))
    ]


def are_apart(one: ChartLabel, other: ChartLabel) -> bool:
    """Whether some direction parts two labels: those of their sides are enough."""
    for turned in (one.turned, other.turned):
        turn = math.radians(turned)
        for x, y in ((math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))):
            first = [a * x + b * y for a, b in corners(one)]
            second = [a * x + b * y for a, b in corners(other)]
            if max(first) <= min(second) or max(second) <= min(first):
                return True
    return False


def assert_in_frame(drawing: ChartDrawing) -> None:
    for label in drawing.labels:
        for x, y in corners(label):
            assert -2 <= x <= drawing.width + 2, label
            assert -2 <= y <= drawing.height + 2, label
    for path in _paths(drawing):
        assert "nan" not in path
        assert "inf" not in path


def _paths(drawing: ChartDrawing) -> Iterable[str]:
    yield from (drawing.grid, drawing.zero, *(mark.path for mark in drawing.marks))
    yield from (mark.path for slot in drawing.slots for mark in slot.marks)


VALUES = st.floats(-1e300, 1e300, allow_nan=False) | st.integers(0, 50).map(float)
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=20), min_size=1, max_size=20, unique=True)


@given(st.sampled_from(["bar", "line", "area"]), NAMES, st.integers(1, 6), st.data())
def test_any_series_stays_in_its_frame_with_names_apart(
    kind: str, names: list[str], many: int, data: st.DataObject
) -> None:
    rows = [data.draw(st.lists(VALUES, min_size=len(names), max_size=len(names))) for _ in range(many)]
    figure = draw_chart(chart(kind, names, *rows))
    for drawing in (figure.wide, figure.narrow):
        assert_in_frame(drawing)
        below = [label for label in drawing.labels if label.kind == "category"]
        assert all(are_apart(one, other) for one, other in combinations(below, 2))
    assert len(figure.table) == len(names) + 1


@given(st.lists(st.floats(1e-300, 1e300), min_size=1, max_size=6))
def test_any_pie_stays_in_its_frame_with_shares_apart(values: list[float]) -> None:
    drawing = draw_chart(pie(*values)).wide
    assert_in_frame(drawing)
    assert all(are_apart(one, other) for one, other in combinations(drawing.labels, 2))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_stand_out_from_the_ground(scheme: int) -> None:
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", STYLES.read_text("utf-8"))
    colours = {name: pair[scheme] for name, *pair in found}
    tones = [colour for name, colour in colours.items() if name.startswith("tone-")]
    assert len(tones) == 6
    assert all(contrast(tone, colours["chart-ground"]) >= 3 for tone in tones)
    assert contrast(colours["chart-edge"], colours["chart-ground"]) >= 3
    assert all(contrast(colours[name], colours["chart-ground"]) >= 4.5 for name in ("chart-ink", "chart-soft"))
