"""The forecast's arithmetic: hand-checked, ordered, the same every time, and as often right as it claims."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.forecast import simulation
from bot.core.forecast.simulation import HORIZON_WEEKS, WeeksToFinish
from tests.examples import examples

SAMPLES = st.lists(st.integers(0, 1200), min_size=3, max_size=8).map(tuple)


def test_the_weeks_that_are_read_are_eight_and_the_running_one() -> None:
    weeks = simulation.recent_weeks(date(2027, 1, 6))
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
    assert simulation.select_sample(minutes, total_minutes=sum(minutes) + before, workdays_present=present) == expected


def test_equal_weeks_leave_a_tenth_and_a_week_at_least_to_either_side() -> None:
    assert simulation.simulate_weeks_to_finish(600, (120,) * 8) == WeeksToFinish(Fraction(4), Fraction(6))
    assert simulation.simulate_weeks_to_finish(630, (120,) * 3) == WeeksToFinish(Fraction(17, 4), Fraction(25, 4))
    assert simulation.simulate_weeks_to_finish(2400, (120,) * 5) == WeeksToFinish(Fraction(18), Fraction(22))
    assert simulation.simulate_weeks_to_finish(60, (120,) * 3) == WeeksToFinish(Fraction(0), Fraction(3, 2))
    assert simulation.simulate_weeks_to_finish(120 * HORIZON_WEEKS, (120,) * 3) == WeeksToFinish(
        Fraction(HORIZON_WEEKS * 9, 10), None
    )
    assert simulation.simulate_weeks_to_finish(120 * HORIZON_WEEKS * 2, (120,) * 3) == WeeksToFinish(None, None)


def test_few_weeks_are_widened_and_enough_are_not() -> None:
    few, enough = (
        simulation.simulate_weeks_to_finish(2400, (119, 120, 120, 121)),
        simulation.simulate_weeks_to_finish(2400, (119, 120, 120, 120, 121)),
    )
    assert few == WeeksToFinish(Fraction(18), Fraction(22))
    assert enough.earliest is not None
    assert enough.latest is not None
    assert 19 < enough.earliest <= 20 <= enough.latest < 21
    wide = simulation.simulate_weeks_to_finish(2400, (0, 120, 600))
    assert wide.earliest is not None
    assert wide.earliest < 9


def test_uneven_weeks_make_a_range_around_their_mean() -> None:
    span = simulation.simulate_weeks_to_finish(
        20 * 60, (0, 240, 60, 180, 120, 120, 0, 240)
    )  # two hours a week on average
    assert span.earliest is not None
    assert span.latest is not None
    assert 6 < span.earliest < 10 < span.latest < 20


@settings(max_examples=examples(40), deadline=None)
@given(sample=SAMPLES, remaining=st.integers(0, 6000), more=st.integers(0, 3000))
def test_early_comes_before_late_and_more_work_never_ends_earlier(
    sample: tuple[int, ...], remaining: int, more: int
) -> None:
    def key(weeks: Fraction | None) -> Fraction:
        return Fraction(10**6) if weeks is None else weeks

    span, longer = (
        simulation.simulate_weeks_to_finish(remaining, sample),
        simulation.simulate_weeks_to_finish(remaining + more, sample),
    )
    assert key(span.earliest) <= key(span.latest)
    assert key(span.earliest) <= key(longer.earliest)
    assert key(span.latest) <= key(longer.latest)


@settings(max_examples=examples(10), deadline=None)
@given(sample=SAMPLES)
def test_the_same_hours_give_the_same_forecast_in_any_order(sample: tuple[int, ...]) -> None:
    before = simulation.simulate_weeks_to_finish(3000, sample)
    simulation.simulate_curves.cache_clear()
    simulation._paths.cache_clear()
    assert simulation.simulate_weeks_to_finish(3000, tuple(reversed(sample))) == before


def test_a_steady_learners_true_finish_lies_inside_as_often_as_claimed() -> None:
    drawn, inside, runs = random.Random(7), 0, 200
    for _ in range(runs):
        weeks = [round(max(0.0, drawn.gauss(150, 60))) for _ in range(8 + HORIZON_WEEKS)]
        span = simulation.simulate_weeks_to_finish(25 * 60, tuple(weeks[:8]))
        done, weeks_taken = 0, 0
        while done < 25 * 60:
            done += weeks[8 + weeks_taken]
            weeks_taken += 1
        assert span.earliest is not None
        assert span.latest is not None
        inside += span.earliest <= weeks_taken < span.latest + 1
    assert 0.74 <= inside / runs <= 0.9, inside / runs  # it claims 0.8
