"""A pie: slices clockwise from the top in the order of the legend, each with its share outside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from bot.sandbox.web_page.svg_charts.drawing import SWATCH, ChartDrawing, ChartLabel, ChartMark, ChartSlot, LegendEntry
from bot.sandbox.web_page.svg_charts.scale import full_figure

_SIZE: Final = 220.0
_MIDDLE: Final = _SIZE / 2
_RADIUS: Final = 84.0
_SHARES_AT: Final = _RADIUS + 15
_LEAST_TOLD: Final = 0.05  # smaller slices are too near each other for a figure each
_WHOLE: Final = 0.99999

Slices = Sequence[tuple[str, float]]


def slice_shares(slices: Slices) -> list[float]:
    """Return the part of each in the whole."""
    largest = max(value for _, value in slices)
    parts = [value / largest for _, value in slices]
    return [part / sum(parts) for part in parts]


def share_text(share: float) -> str:
    """Return a share in percent; a small one is not nothing."""
    return f"{share:.0%}" if share >= 0.01 else "<1%"


def draw_pie(slices: Slices) -> ChartDrawing:
    """Return the pie; it is the same in every width."""
    slots, labels, done = [], [], 0.0
    for tone, ((name, value), share) in enumerate(zip(slices, slice_shares(slices), strict=True)):
        path = _slice(done, share)
        slots.append(
            ChartSlot(f"{name}: {full_figure(value)} ({share_text(share)})", (ChartMark(path, tone, "slice"),), path)
        )
        if share >= _LEAST_TOLD:
            x, y = _spot(done + share / 2, _SHARES_AT)
            labels.append(ChartLabel(round(x, 1), round(y + 4, 1), share_text(share), "middle", "figure"))
        done += share
    return ChartDrawing(_SIZE, _SIZE, tuple(slots), tuple(labels))


def pie_legend(slices: Slices) -> tuple[LegendEntry, ...]:
    """Return the names in the order of the slices, with value and share."""
    return tuple(
        LegendEntry(name, tone, SWATCH, f"{full_figure(value)} · {share_text(share)}")
        for tone, ((name, value), share) in enumerate(zip(slices, slice_shares(slices), strict=True))
    )


def _spot(part: float, radius: float) -> tuple[float, float]:
    turn = 2 * math.pi * part
    return _MIDDLE + radius * math.sin(turn), _MIDDLE - radius * math.cos(turn)


def _slice(start: float, share: float) -> str:
    if share > _WHOLE:
        top = _MIDDLE - _RADIUS
        return f"M{_MIDDLE:g} {top:g}a{_RADIUS:g} {_RADIUS:g} 0 1 1 -.01 0z"
    (x1, y1), (x2, y2) = _spot(start, _RADIUS), _spot(start + share, _RADIUS)
    arc = f"A{_RADIUS:g} {_RADIUS:g} 0 {int(share > 0.5)} 1 {x2:.2f} {y2:.2f}"
    return f"M{_MIDDLE:g} {_MIDDLE:g}L{x1:.2f} {y1:.2f}{arc}z"
