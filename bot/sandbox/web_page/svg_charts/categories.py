"""The names below an axis: in a line where they fit, in two, aslant, or only some of them; never over each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from bot.sandbox.web_page.svg_charts.drawing import LETTER, LINE, ChartLabel, clip_label, text_width

_GAP: Final = 8.0
_MARGIN: Final = 12.0  # that is free beside the axis
_ANGLE: Final = 40
_STEEP: Final = 60
_NARROW: Final = 26.0
_MOST_LEFT_OUT: Final = 3  # every third name of an ordered axis still tells where one is
_LONGEST_ASLANT: Final = 20
_LINE_ASLANT: Final = 13.0
_FIRST_LINE: Final = 16.0


@dataclass(frozen=True, slots=True)
class CategoryLabels:
    """How the names are set: the lines of each that is shown, and the height that all take."""

    lines: tuple[tuple[str, ...], ...]
    every: int
    turned: int
    height: float
    reach: float  # how far they go beyond the first place, to the left

    def labels(self, centers: Sequence[float], floor: float) -> list[ChartLabel]:
        """Return the labels, below the line at `floor`."""
        found = []
        for index in range(0, len(centers), self.every):
            for number, line in enumerate(self.lines[index]):
                x, y = centers[index], floor + _FIRST_LINE + number * LINE
                if self.turned:
                    found.append(ChartLabel(x + 3, y - 3, line, "end", "category", -self.turned))
                else:
                    found.append(ChartLabel(x, y, line, "middle", "category"))
        return found


def set_categories(names: Sequence[str], slot: float, *, ordered: bool) -> CategoryLabels:
    """Return how names are set in places that are `slot` wide; of an ordered axis some may be left out."""
    room = slot - _GAP
    widest = max(map(text_width, names))
    if widest <= room:
        return _level([(name,) for name in names], 1)
    letters = int(room // LETTER)
    two = [tuple(wrap(name, letters, break_long_words=False)) or (name,) for name in names] if letters > 0 else []
    if two and all(len(lines) <= 2 and max(map(text_width, lines)) <= room for lines in two):
        return _level(two, 1)
    every = math.ceil((widest + _GAP) / slot)
    if ordered and every <= min(_MOST_LEFT_OUT, len(names) - 1) and _stay_inside(names, slot, every):
        return _level([(name,) for name in names], every)
    return _aslant(names, slot)


def _stay_inside(names: Sequence[str], slot: float, every: int) -> bool:
    """Return whether the names at the ends go hardly beyond the axis."""
    return all(
        text_width(names[index]) / 2 <= slot * min(index + 0.5, len(names) - index - 0.5) + _MARGIN
        for index in range(0, len(names), every)
    )


def _level(lines: list[tuple[str, ...]], every: int) -> CategoryLabels:
    most = max(map(len, lines))
    return CategoryLabels(tuple(lines), every, 0, _FIRST_LINE + (most - 1) * LINE + 6, 0)


def _aslant(names: Sequence[str], slot: float) -> CategoryLabels:
    turned = _STEEP if slot < _NARROW else _ANGLE
    angle = math.radians(turned)
    every = max(1, math.ceil(_LINE_ASLANT / math.sin(angle) / slot))
    lines = tuple((clip_label(name, _LONGEST_ASLANT),) for name in names)
    longest = max(text_width(line[0]) for line in lines[::every])
    height = _FIRST_LINE + longest * math.sin(angle) + 4
    reach = max(
        text_width(lines[index][0]) * math.cos(angle) - (index + 0.5) * slot for index in range(0, len(lines), every)
    )
    return CategoryLabels(lines, every, turned, height, reach)
