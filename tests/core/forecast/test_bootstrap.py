"""The forecast's arithmetic: hand-checked, ordered, the same every time, and as often right as it claims."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.forecast import bootstrap
from bot.core.forecast.bootstrap import HORIZON, Span

SAMPLES = st.lists(st.integers(0, 1200), min_size=3, max_size=8).map(tuple)


def test_the_weeks_that_are_read_are_eight_and_the_running_one() -> None:
    weeks = bootstrap.recent(date(2027, 1, 6))
    assert (len(weeks), weeks[0], weeks[-3:]) == (9, "2026-W46", ("2026-W52", "2026-W53", "2027-W01"))


@pytest.mark.parametrize(
    ("minutes", "before", "present", "expected"),
    [
        ((0, 0, 60, 0, 90, 0, 30, 60, 120), 0, (5,) * 8, (60, 0, 90, 0, 30, 60)),  # from the first hours on
        ((0, 0, 60, 0, 90, 0, 30, 60, 120), 1, (5,) * 8, (0, 0, 60, 0, 90, 0, 30, 60)),  # there were hours before
        ((0, 0, 60, 0, 90, 0, 30, 60, 120), 0, (5, 5, 5, 2, 3, 5, 5, 5), (60, 90, 0, 30, 60)),  # mostly away
        ((0, 0, 60, 0, 90, 0, 30, 60, 120), 0, (5, 5, 0, 5, 5, 5, 5, 5), (0, 90, 0, 30, 60)),  # begun while away
        ((0, 0, 0, 0, 0, 0, 0, 0, 120), 0, (5,) * 8, ()),  # the running week is no whole one
        ((0, 0, 0, 0, 0, 0, 0, 0, 0), 600, (5,) * 8, (0,) * 8),
    ],
)
def test_the_sample_holds_the_weeks_that_tell_the_pace(
    minutes: tuple[int, ...], before: int, present: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    assert bootstrap.sample(minutes, ever=sum(minutes) + before, present=present) == expected


def test_equal_weeks_leave_a_tenth_and_a_week_at_least_to_either_side() -> None:
    assert bootstrap.span(600, (120,) * 8) == Span(Fraction(4), Fraction(6))
    assert bootstrap.span(630, (120,) * 3) == Span(Fraction(17, 4), Fraction(25, 4))
    assert bootstrap.span(2400, (120,) * 5) == Span(Fraction(18), Fraction(22))
    assert bootstrap.span(60, (120,) * 3) == Span(Fraction(0), Fraction(3, 2))
    assert bootstrap.span(120 * HORIZON, (120,) * 3) == Span(Fraction(HORIZON * 9, 10), None)
    assert bootstrap.span(120 * HORIZON * 2, (120,) * 3) == Span(None, None)


def test_few_weeks_are_widened_and_enough_are_not() -> None:
    few, enough = bootstrap.span(2400, (119, 120, 120, 121)), bootstrap.span(2400, (119, 120, 120, 120, 121))
    assert few == Span(Fraction(18), Fraction(22))
    assert enough.first is not None
    assert enough.last is not None
    assert 19 < enough.first <= 20 <= enough.last < 21
    wide = bootstrap.span(2400, (0, 120, 600))
    assert wide.first is not None
    assert wide.first < 9


def test_uneven_weeks_make_a_range_around_their_mean() -> None:
    span = bootstrap.span(20 * 60, (0, 240, 60, 180, 120, 120, 0, 240))  # two hours a week on average
    assert span.first is not None
    assert span.last is not None
    assert 6 < span.first < 10 < span.last < 20


@settings(max_examples=40, deadline=None)
@given(sample=SAMPLES, remaining=st.integers(0, 6000), more=st.integers(0, 3000))
def test_early_comes_before_late_and_more_work_never_ends_earlier(
    sample: tuple[int, ...], remaining: int, more: int
) -> None:
    def key(weeks: Fraction | None) -> Fraction:
        return Fraction(10**6) if weeks is None else weeks

    span, longer = bootstrap.span(remaining, sample), bootstrap.span(remaining + more, sample)
    assert key(span.first) <= key(span.last)
    assert key(span.first) <= key(longer.first)
    assert key(span.last) <= key(longer.last)


@settings(max_examples=10, deadline=None)
@given(sample=SAMPLES)
def test_the_same_hours_give_the_same_forecast_in_any_order(sample: tuple[int, ...]) -> None:
    before = bootstrap.span(3000, sample)
    bootstrap.curves.cache_clear()
    bootstrap._paths.cache_clear()
    assert bootstrap.span(3000, tuple(reversed(sample))) == before


def test_a_steady_learners_true_finish_lies_inside_as_often_as_claimed() -> None:
    drawn, inside, runs = random.Random(7), 0, 200
    for _ in range(runs):
        weeks = [round(max(0.0, drawn.gauss(150, 60))) for _ in range(8 + HORIZON)]
        span = bootstrap.span(25 * 60, tuple(weeks[:8]))
        done, took = 0, 0
        while done < 25 * 60:
            done += weeks[8 + took]
            took += 1
        assert span.first is not None
        assert span.last is not None
        inside += span.first <= took < span.last + 1
    assert 0.74 <= inside / runs <= 0.9, inside / runs  # it claims 0.8
