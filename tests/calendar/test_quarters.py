"""Quarters: the one of a day, and its first and last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.quarters import next_quarter, quarter_bounds, quarter_of


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9000, 1, 1)))
def test_a_day_lies_in_its_quarter_and_the_next_day_after_it_in_the_next(day: date) -> None:
    first, last = quarter_bounds(quarter_of(day))
    assert first <= day <= last
    assert quarter_of(last) == quarter_of(first) != quarter_of(last + timedelta(days=1)) == next_quarter(day)


def test_the_last_quarter_ends_with_the_year() -> None:
    assert quarter_of(date(2026, 11, 21)) == "2026-Q4"
    assert quarter_bounds("2026-Q4") == (date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize("text", ["today", "2026-Q5", "2026-W47", "Q4"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        quarter_bounds(text)
