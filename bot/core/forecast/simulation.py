"""Simulate how many weeks are left at one's own pace: a range, from weeks drawn again and again out of the past ones.

The sample holds the minutes of a member's last complete weeks in one area. Many futures are drawn from it: each draws
first which of these weeks stand for the pace, one fewer than there are, since so few weeks tell it only roughly, and
then week by week out of those. Without that first draw the true finish lies outside twice as often as claimed.

For each number of weeks the sums that one in ten futures stays below or goes beyond are kept. Sums never shrink, so the
week in which the higher one reaches what remains and the week in which the lower one does hold between them the middle
80% of the futures. Few weeks, or equal ones, tell too little of chance: then the range is at least a tenth of the weeks
that remain, and at least one week, to either side.
"""

from __future__ import annotations

import random
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import Final

from bot.calendar.weeks import shift_week, week_of
from bot.frozen import frozen

SAMPLE_WEEKS: Final = 8  # complete weeks that tell the pace
MIN_SAMPLE_WEEKS: Final = 3  # fewer of them tell nothing
RELIABLE_SAMPLE_WEEKS: Final = 5  # fewer of them understate the range
MIN_WORKDAYS_PRESENT: Final = 3  # in a week; with fewer the member counts as away
HORIZON_WEEKS: Final = 104  # weeks ahead; what takes longer takes "more than two years"
SIMULATED_PATHS: Final = 200
_SLOW_RANK: Final = SIMULATED_PATHS // 10
_FAST_RANK: Final = SIMULATED_PATHS - 1 - _SLOW_RANK
_SEED: Final = 2026  # the same hours give the same forecast, on every machine

WeekSample = tuple[int, ...]


@frozen
class ProgressCurves:
    """Minutes after 1, 2, ... 104 weeks: `slow` is reached by nine in ten futures, `fast` by one in ten."""

    slow: Sequence[int]
    fast: Sequence[int]


@frozen
class WeeksToFinish:
    """The range of weeks until the end; None is more than two years."""

    earliest: Fraction | None
    latest: Fraction | None


@lru_cache(maxsize=16)
def recent_weeks(today: date) -> tuple[str, ...]:
    """Return the eight complete weeks before the running one, oldest first, and the running one."""
    week = week_of(today)
    return tuple(shift_week(week, -back) for back in range(SAMPLE_WEEKS, -1, -1))


def select_sample(minutes: Sequence[int], *, total_minutes: int, workdays_present: Sequence[int]) -> WeekSample:
    """Return the weeks that tell the pace: from the first with hours in the area on, without those mostly away.

    `minutes` are those of `recent_weeks(today)`, `workdays_present` the working days (0-5) of the complete ones among
    these; if `total_minutes` is more than their sum, the area was begun before, and all eight weeks count.
    """
    has_begun, sample = total_minutes > sum(minutes), []
    for week, days in zip(minutes[:SAMPLE_WEEKS], workdays_present, strict=True):
        has_begun = has_begun or week > 0
        if has_begun and days >= MIN_WORKDAYS_PRESENT:
            sample.append(week)
    return tuple(sample)


def mean_minutes(weeks: WeekSample) -> Fraction:
    """Return the mean minutes a week; 0 for no weeks."""
    return Fraction(sum(weeks), len(weeks)) if weeks else Fraction(0)


def simulate_weeks_to_finish(remaining: int, weeks: WeekSample) -> WeeksToFinish:
    """Return how long `remaining` minutes take; hours count as spread evenly within each week."""
    curves = simulate_curves(tuple(sorted(weeks)))
    span = WeeksToFinish(_weeks_until_reached(remaining, curves.fast), _weeks_until_reached(remaining, curves.slow))
    return _widen_range(span, remaining / mean_minutes(weeks)) if any(weeks) and _is_uncertain(weeks) else span


@lru_cache(maxsize=4096)
def simulate_curves(weeks: WeekSample) -> ProgressCurves:
    """Return the curves of a sample; sort it, since its order does not matter and equal ones are cached."""
    draw = weeks.__getitem__
    sums = [accumulate(map(draw, path)) for path in _paths(len(weeks))]
    ranked = [sorted(after) for after in zip(*sums, strict=True)]
    return ProgressCurves(
        array("q", [after[_SLOW_RANK] for after in ranked]), array("q", [after[_FAST_RANK] for after in ranked])
    )


@lru_cache(maxsize=SAMPLE_WEEKS)
def _paths(size: int) -> tuple[bytes, ...]:
    """Return which week of the sample comes, in each future and each week ahead."""
    generator = random.Random(_SEED)  # noqa: S311  (no secret)
    typical = (generator.choices(range(size), k=size - 1) for _ in range(SIMULATED_PATHS))
    return tuple(bytes(generator.choices(weeks, k=HORIZON_WEEKS)) for weeks in typical)


def _is_uncertain(weeks: WeekSample) -> bool:
    return len(weeks) < RELIABLE_SAMPLE_WEEKS or min(weeks) == max(weeks)


def _widen_range(span: WeeksToFinish, weeks: Fraction) -> WeeksToFinish:
    """Widen the range to at least a tenth of the mean weeks, and one week, to either side."""
    margin = max(Fraction(1), weeks / 10)
    first = max(weeks - margin, Fraction(0))
    first = first if span.earliest is None else min(first, span.earliest)
    last = None if span.latest is None else max(weeks + margin, span.latest)
    return WeeksToFinish(
        first if first <= HORIZON_WEEKS else None, None if last is None or last > HORIZON_WEEKS else last
    )


def _weeks_until_reached(remaining: int, curve: Sequence[int]) -> Fraction | None:
    """Return the weeks until the curve reaches what remains, interpolated between its points."""
    if remaining <= 0:
        return Fraction(0)
    at = bisect_left(curve, remaining)
    if at == len(curve):
        return None
    before = curve[at - 1] if at else 0
    return at + Fraction(remaining - before, curve[at] - before)
