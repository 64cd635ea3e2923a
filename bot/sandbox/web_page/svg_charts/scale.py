"""The scale of an axis: round steps that hold all values, and how figures are written."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_ROUND: Final = (1, 2, 2.5, 5, 10)
_SMALLEST: Final = 1e-100
_LARGEST: Final = 1e100
_SUFFIXES: Final = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Values from the lowest tick to the highest, as parts of the way from 0 to 1."""

    ticks: tuple[float, ...]

    def part(self, value: float) -> float:
        """Return how far up a value is."""
        low, high = self.ticks[0], self.ticks[-1]
        return min(max((value - low) / (high - low), 0.0), 1.0)


def round_scale(values: Iterable[float], steps: int) -> ValueScale:
    """Return a scale with zero and about so many steps; whole numbers get whole steps."""
    every = [*values]
    low, high = max(min([*every, 0.0]), -_LARGEST), min(max([*every, 0.0]), _LARGEST)
    if high - low < _SMALLEST:
        high = 1.0
    step = _round_step((high - low) / steps)
    if all(value.is_integer() for value in every):
        step = max(step, 1.0)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return ValueScale(tuple(number * step for number in range(first, max(last, first + 1) + 1)))


def _round_step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * each for each in _ROUND if power * each >= least * (1 - 1e-9))


def short_figure(value: float) -> str:
    """Return a figure for an axis: 12, 0.25, 40k, 1.5M."""
    size = abs(value)
    if size >= 1e15 or 0 < size < 1e-3:
        return f"{value:.2g}"
    if size >= 1e4:
        unit, suffix = next((unit, suffix) for unit, suffix in _SUFFIXES if size >= unit)
        return f"{value / unit:.4g}{suffix}"
    return f"{value:.6g}"


def full_figure(value: float) -> str:
    """Return a figure for a table, thousands apart."""
    return f"{value:,.12g}"
