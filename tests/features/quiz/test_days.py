"""Which words name question days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.quiz.rules.days import Silence, days_text, parse_days, read_days, store_days

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("tue thu", (1, 3)),
        ("Thursday and Tuesday", (1, 3)),
        ("mon, fri", (0, 4)),
        ("sundays", (6,)),
        ("wed wed", (2,)),
        ("", None),
        ("mon tue wed", None),
        ("tue 10:00", None),
        ("daily", None),
    ],
)
def test_one_or_two_weekdays(typed: str, days: tuple[int, ...] | None) -> None:
    assert parse_days(typed) == days


@given(st.sets(st.integers(0, 6), min_size=1, max_size=2))
def test_days_come_back_as_they_were_stored_and_as_they_are_read(chosen: set[int]) -> None:
    days = tuple(sorted(chosen))
    assert read_days(store_days(days)) == days == parse_days(days_text(days))


@pytest.mark.parametrize(
    ("silence", "may_write"),
    [
        (Silence(), True),
        (Silence(2, TODAY - timedelta(days=2)), True),
        (Silence(3, TODAY - timedelta(days=6)), False),
        (Silence(3, TODAY - timedelta(days=7)), True),
        (Silence(6, TODAY - timedelta(days=300)), False),
        (Silence(6, TODAY - timedelta(days=300), has_logged=True), True),
        (Silence(6, TODAY - timedelta(days=2), has_logged=True), False),
    ],
)
def test_the_longer_nothing_is_answered_the_less_is_asked(silence: Silence, *, may_write: bool) -> None:
    assert silence.may_write(TODAY) is may_write
