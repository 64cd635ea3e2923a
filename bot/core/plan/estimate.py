"""What an area really took: the hours of those who finished it, without names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Final

LEAST: Final = 5  # finishers; fewer would tell too much of each


@dataclass(frozen=True, slots=True)
class Taken:
    """What finishers took, in minutes: the middle one, and between which values half of them lie."""

    finishers: int
    middle: int
    low: int
    high: int


def of(minutes: Sequence[int]) -> Taken | None:
    """What these finishers took; None where they are too few."""
    if len(minutes) < LEAST:
        return None
    low, _, high = quantiles(minutes, n=4, method="inclusive")
    return Taken(len(minutes), round(median(minutes)), round(low), round(high))
