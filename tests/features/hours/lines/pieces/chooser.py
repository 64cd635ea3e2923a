"""Choices that a generator makes, drawn by hypothesis, which shrinks them, or by a seeded generator, which is fast."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chooser:
    """Makes choices; `pick` returns a number from 0 to below its argument, and 0 is the plainest choice."""

    pick: Callable[[int], int]

    def one(self, options: Sequence[T]) -> T:
        """Return one of the options, of which the plainest come first."""
        return options[self.pick(len(options))]

    def number(self, low: int, high: int) -> int:
        """Return a whole number from low to high."""
        return low + self.pick(high - low + 1)

    def maybe(self, percent: int) -> bool:
        """Return True so often."""
        return self.pick(100) >= 100 - percent

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in any order, as given if nothing is drawn."""
        rest, result = list(items), []
        while rest:
            result.append(rest.pop(self.pick(len(rest))))
        return result


def seeded(seed: int) -> Chooser:
    """Return a chooser that makes the same choices for the same seed."""
    return Chooser(random.Random(seed).randrange)
