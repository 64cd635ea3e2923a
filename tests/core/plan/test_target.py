"""Targets: the period that one is for, and what is left of it without some areas."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.plan.target import Target, is_period


def test_a_quarter_has_its_days_and_a_day_is_the_last_one() -> None:
    quarter, until = Target("2027-Q1"), Target("2026-12-15")
    assert (quarter.first_day, quarter.last_day) == (date(2027, 1, 1), date(2027, 3, 31))
    assert (until.first_day, until.last_day) == (date.min, date(2026, 12, 15))
    assert (quarter.is_quarter, until.is_quarter) == (True, False)


def test_without_its_areas_there_is_no_target_but_one_of_none_stays() -> None:
    target = Target("2026-Q4", ("a", "b"))
    assert target.without(frozenset({"a"})) == Target("2026-Q4", ("b",))
    assert target.without(frozenset({"a", "b"})) is None
    assert Target("2026-Q4").without(frozenset({"a"})) == Target("2026-Q4")


@pytest.mark.parametrize("text", ["", "none", "2026-Q5", "2026-13-01", "Q4 2026", "yes"])
def test_other_texts_are_no_period(text: str) -> None:
    assert not is_period(text)
