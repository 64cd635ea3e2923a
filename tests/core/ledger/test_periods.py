"""What a board spans, and which sums add up to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ledger.periods import EVERYTHING, Period, cells

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("period", "keys", "days"),
    [
        (Period.WEEK, ("2026-W47",), (date(2026, 11, 16), date(2026, 11, 22))),
        (Period.MONTH, ("2026-11",), (date(2026, 11, 1), date(2026, 11, 30))),
        (Period.SEASON, ("2026-10", "2026-11", "2026-12"), (date(2026, 10, 1), date(2026, 12, 31))),
        (Period.ALL, ("all",), None),
    ],
)
def test_what_a_period_is_made_of(period: Period, keys: tuple[str, ...], days: tuple[date, date] | None) -> None:
    assert period.keys(TODAY) == keys
    assert period.days(TODAY) == days


@given(today=st.dates(date(2020, 1, 1), date(2040, 12, 31)), ago=st.integers(0, 120))
def test_a_day_counts_in_a_period_exactly_when_it_is_one_of_its_days(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    sums = {period for period, subject in cells(day, "networking", None) if subject == EVERYTHING}
    for period in Period:
        days = period.days(today)
        assert len(sums & set(period.keys(today))) == (days is None or days[0] <= day <= days[1])
        assert days is None or days[0] <= today <= days[1]
