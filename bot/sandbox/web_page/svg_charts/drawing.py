"""The parts of a drawn chart: marks with their figures, labels, and the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

LETTER: Final = 6.6  # the width of a letter of the labels, rather too much than too little
LINE: Final = 15.0  # the height of a line of labels
MARKERS: Final = (  # one a series, around 0 0: round, square, pointing up, on its edge, a cross, pointing down
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    "M-3.6 -3.6h7.2v7.2h-7.2z",
    "M0 -4.8L4.6 3.4H-4.6z",
    "M0 -5L5 0L0 5L-5 0z",
    "M-1.5 -4.6h3v3.1h3.1v3h-3.1v3.1h-3v-3.1h-3.1v-3h3.1z",
    "M0 4.8L4.6 -3.4H-4.6z",
)
SWATCH: Final = "M-5 -5h10v10h-10z"


@dataclass(frozen=True, slots=True)
class ChartMark:
    """One mark: `path` is SVG path data at `x`, `y`; `tone` numbers its colour."""

    path: str
    tone: int
    kind: str = "fill"
    x: float = 0
    y: float = 0


@dataclass(frozen=True, slots=True)
class ChartSlot:
    """Marks that belong together, what they say, and where a pointer finds that out."""

    says: str
    marks: tuple[ChartMark, ...]
    area: str


@dataclass(frozen=True, slots=True)
class ChartLabel:
    """A text in the drawing; `anchor` is the side on which it is fixed, `turned` its angle in degrees."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    kind: str = ""
    turned: int = 0


@dataclass(frozen=True, slots=True)
class ChartDrawing:
    """A chart in one size: lines behind (`grid`), the line of zero, lines and areas, then what a pointer meets."""

    width: float
    height: float
    slots: tuple[ChartSlot, ...]
    labels: tuple[ChartLabel, ...]
    grid: str = ""
    zero: str = ""
    marks: tuple[ChartMark, ...] = ()


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A name with the mark that it explains, and its figure where it has one."""

    name: str
    tone: int
    path: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChartFigure:
    """A chart ready to show: drawn for wide and for narrow places, explained, summed up, and as a table."""

    title: str
    kind: str
    summary: str
    wide: ChartDrawing
    narrow: ChartDrawing
    legend: tuple[LegendEntry, ...]
    table: tuple[tuple[str, ...], ...]


def text_width(text: str) -> float:
    """Return about how wide a label is."""
    return sum(2 * LETTER if east_asian_width(letter) in "WF" else LETTER for letter in text)


def clip_label(text: str, longest: int) -> str:
    """Return a label cut to so many letters."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
