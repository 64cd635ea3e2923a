"""Axes have round steps that hold all values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.web_page.svg_charts.scale import full_figure, round_scale, short_figure


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([3, 12.5], (0, 5, 10, 15)),
        ([1], (0, 1)),  # half a person is none
        ([0, 0], (0, 1)),
        ([0.3, 0.9], (0, 0.25, 0.5, 0.75, 1)),
        ([-3, 5], (-4, -2, 0, 2, 4, 6)),
        ([-7], (-8, -6, -4, -2, 0)),
        ([1000], (0, 250, 500, 750, 1000)),
    ],
)
def test_steps_are_round(values: list[float], ticks: tuple[float, ...]) -> None:
    assert round_scale(map(float, values), 4).ticks == pytest.approx(ticks)


@given(st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), max_size=20))
def test_all_values_and_zero_are_on_the_scale(values: list[float]) -> None:
    scale = round_scale(values, 4)
    slack = (scale.ticks[-1] - scale.ticks[0]) * 1e-6
    assert all(scale.ticks[0] - slack <= value <= scale.ticks[-1] + slack for value in [*values, 0.0])
    assert 2 <= len(scale.ticks) <= 8
    assert all(0 <= scale.part(value) <= 1 for value in values)


@pytest.mark.parametrize(
    ("value", "short", "full"),
    [
        (0, "0", "0"),
        (7.25, "7.25", "7.25"),
        (1234, "1234", "1,234"),
        (45_000, "45k", "45,000"),
        (-1_500_000, "-1.5M", "-1,500,000"),
        (123_456_789_012, "123.5B", "123,456,789,012"),
        (2e20, "2e+20", "2e+20"),
        (0.0001, "0.0001", "0.0001"),
    ],
)
def test_figures(value: float, short: str, full: str) -> None:
    assert (short_figure(value), full_figure(value)) == (short, full)
