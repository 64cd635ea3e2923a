"""Charts are drawn inside their frame, and every figure stands in their table."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.web_page.svg_charts import WIDTH, ChartDrawing, draw_chart

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def chart(kind: str, *series: list[float]) -> dict[str, Any]:
    names = [f"c{place}" for place in range(len(series[0]))]
    data = [
        {
            "name": f"s{number}",
            "data": [{"label": name, "value": value} for name, value in zip(names, row, strict=True)],
        }
        for number, row in enumerate(series)
    ]
    drawn = {"type": kind, "series": data, "axis_config": {"categories": names}}
    return {"type": "data_visualization", "title": "Hours &amp; more", "chart": drawn}


def pie(*values: float) -> dict[str, Any]:
    segments = [{"label": f"p{place}", "value": value} for place, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Shares", "chart": {"type": "pie", "segments": segments}}


def test_bars_are_as_long_as_their_values() -> None:
    drawing = draw_chart(chart("bar", [4.0, 2.0, 0.0]))
    lengths = [float(re.findall(r"h([\d.]+)v", shape.path)[0]) for shape in drawing.shapes]
    assert lengths[0] == pytest.approx(2 * lengths[1])
    assert lengths[2] == 0
    assert drawing.title == "Hours & more"
    assert drawing.table == (("", "s0"), ("c0", "4"), ("c1", "2"), ("c2", "0"))
    assert [words.text for words in drawing.words] == ["c0", "4", "c1", "2", "c2", "0"]


def test_series_have_names_and_tones_where_there_are_several() -> None:
    drawing = draw_chart(chart("bar", [1.0], [2.0]))
    assert drawing.names == ("s0", "s1")
    assert {shape.tone for shape in drawing.shapes} == {0, 1}
    assert draw_chart(chart("bar", [1.0])).names == ()


@pytest.mark.parametrize("kind", ["line", "area"])
def test_lines_have_a_dot_for_each_point(kind: str) -> None:
    drawing = draw_chart(chart(kind, [1.0, 3.0, 2.0]))
    assert sum(shape.kind == "fill" for shape in drawing.shapes) == 3
    assert any(shape.kind == "area" for shape in drawing.shapes) is (kind == "area")


def test_slices_tell_figures_and_shares() -> None:
    drawing = draw_chart(pie(3, 1))
    assert [words.text for words in drawing.words] == ["p0: 3 (75%)", "p1: 1 (25%)"]
    assert drawing.table == (("", "Value", "Share"), ("p0", "3", "75%"), ("p1", "1", "25%"))
    assert "A76 76 0 1 1" in drawing.shapes[0].path


def test_one_slice_is_a_whole_circle() -> None:
    assert draw_chart(pie(5)).words[0].text == "p0: 5 (100%)"


def fits(drawing: ChartDrawing) -> bool:
    starts = [shape.path.removeprefix("M") for shape in drawing.shapes]
    return all(-4 <= float(NUMBER.findall(start)[0]) <= WIDTH for start in starts) and all(
        0 <= words.x <= WIDTH and 0 <= words.y <= drawing.height + 1 for words in drawing.words
    )


VALUES = st.floats(0, 1e6, allow_nan=False)


@given(st.sampled_from(["bar", "line", "area"]), st.lists(VALUES, min_size=1, max_size=20))
def test_any_series_stays_in_its_frame(kind: str, values: list[float]) -> None:
    assert fits(draw_chart(chart(kind, values)))


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=12))
def test_any_pie_stays_in_its_frame(values: list[float]) -> None:
    assert fits(draw_chart(pie(*values)))
