"""Periods of what was sent once more, and the week in them."""

from __future__ import annotations

import pytest

from bot.delivery.undelivered_messages.rules import copy_number, next_copy_period, week_of_period


@pytest.mark.parametrize(
    ("period", "following", "number", "week"),
    [
        ("2026-W47", "2026-W47+1", 0, "2026-W47"),
        ("2026-W47+1", "2026-W47+2", 1, "2026-W47"),
        ("2026-W47.2+9", "2026-W47.2+10", 9, "2026-W47"),
        ("e17", "e17+1", 0, None),
        ("", "+1", 0, None),
    ],
)
def test_each_copy_has_a_period_of_its_own(period: str, following: str, number: int, week: str | None) -> None:
    assert (next_copy_period(period), copy_number(period), week_of_period(period)) == (following, number, week)
