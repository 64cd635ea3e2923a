"""A bar made of text, for wherever a chart is too much or is refused."""

from __future__ import annotations

from typing import Final

CELLS: Final = 10


def gauge(part: float, whole: float) -> str:
    """`▓▓▓░░░░░░░`: full only when the whole is reached, empty only for nothing."""
    share = min(1.0, part / whole) if whole > 0 else float(part > 0)
    full = max(int(share * CELLS + 1e-9), 1 if part > 0 else 0)
    return "▓" * full + "░" * (CELLS - full)
