"""Write an estimate of hours."""

from __future__ import annotations

from bot.timeexpr.durations import parse


def total_hours(minutes: int, low: int, high: int) -> str:
    """Return `3 h of 90-140 h`, and the hours alone where every estimate varies."""
    done = parse.spell(minutes)
    return f"{done} of {hours_range(low, high)}" if high else done


def hours_range(low: int, high: int) -> str:
    """Return `50-80 h`, or `40 h` where both ends are the same."""
    return f"{low} h" if low == high else f"{low}-{high} h"
