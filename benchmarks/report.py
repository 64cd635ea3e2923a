"""Print figures as Markdown: what was measured, on what kind of machine, with nothing about where."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Table of the report; `notes` say how its figures were measured."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def markdown(self) -> str:
        """Return the table as it stands in the README."""
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        lines = [_markdown_row(self.columns), _markdown_row(rule), *map(_markdown_row, self.rows)]
        notes = [f"- {note}" for note in self.notes]
        return "\n".join([f"### {self.title}", "", *lines, *([""] if notes else []), *notes, ""])


def machine_line() -> str:
    """Describe what the figures depend on most."""
    cores = os.cpu_count()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{platform.system()} {platform.machine()}, {cores} cores, {python}, SQLite {sqlite3.sqlite_version}."


def median(values: Sequence[float]) -> float:
    """Return the median: a noisy neighbour moves it least."""
    return statistics.median(values)


def median_ratio(values: Sequence[float], baseline: Sequence[float]) -> float:
    """Return the median of the ratios pair by pair; the two of a pair were measured one right after the other."""
    return statistics.median(one / other for one, other in zip(values, baseline, strict=True))


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def format_microseconds(seconds: float) -> str:
    """Return a short time in microseconds: `12 us`."""
    return f"{seconds * 1e6:,.0f} us"


def format_milliseconds(seconds: float) -> str:
    """Return a time in milliseconds: `1.2 ms`."""
    return f"{seconds * 1e3:,.1f} ms" if seconds < 0.1 else f"{seconds * 1e3:,.0f} ms"


def format_ratio(value: float) -> str:
    """Return a ratio: `1.20x`."""
    return f"{value:.2f}x"


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
