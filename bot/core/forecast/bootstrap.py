"""How long it takes at one's own pace: a range, from weeks drawn again and again out of the ones that were.

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
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import Final

from bot.calendar.weeks import shift, week_of

WEEKS: Final = 8  # complete weeks that tell the pace
LEAST: Final = 3  # fewer of them tell nothing
FEW: Final = 5  # fewer of them understate how far off it may be
MOSTLY: Final = 3  # working days of a week; who was there for fewer was away
HORIZON: Final = 104  # weeks ahead; what takes longer takes "more than two years"
PATHS: Final = 200
_LOW: Final = PATHS // 10
_HIGH: Final = PATHS - 1 - _LOW
_SEED: Final = 2026  # the same hours give the same forecast, on every machine

Sample = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """Minutes after 1, 2, ... 104 weeks: what nine in ten futures reach, and what one in ten does."""

    slow: Sequence[int]
    fast: Sequence[int]


@dataclass(frozen=True, slots=True)
class Span:
    """How many weeks it takes, from and to; None is more than two years."""

    first: Fraction | None
    last: Fraction | None


@lru_cache(maxsize=16)
def recent(today: date) -> tuple[str, ...]:
    """The eight complete weeks before the running one, oldest first, and the running one."""
    week = week_of(today)
    return tuple(shift(week, -back) for back in range(WEEKS, -1, -1))


def sample(minutes: Sequence[int], *, ever: int, present: Sequence[int]) -> Sample:
    """The weeks that tell the pace: from the first with hours in the area on, without those mostly away.

    `minutes` are those of `recent(today)`, `present` the working days (0-5) of the complete ones among these; hours
    that `ever` holds beyond them were booked before, and then all eight weeks count.
    """
    begun, counted = ever > sum(minutes), []
    for week, days in zip(minutes[:WEEKS], present, strict=True):
        begun = begun or week > 0
        if begun and days >= MOSTLY:
            counted.append(week)
    return tuple(counted)


def mean(weeks: Sample) -> Fraction:
    """Minutes a week."""
    return Fraction(sum(weeks), len(weeks)) if weeks else Fraction(0)


def span(remaining: int, weeks: Sample) -> Span:
    """How long `remaining` minutes take; hours are taken as spread evenly within each week."""
    drawn = curves(tuple(sorted(weeks)))
    found = Span(_reached(remaining, drawn.fast), _reached(remaining, drawn.slow))
    return _widened(found, remaining / mean(weeks)) if any(weeks) and _tells_little(weeks) else found


@lru_cache(maxsize=4096)
def curves(weeks: Sample) -> Curves:
    """The curves of a sample. Its order does not matter: sort it, so that equal ones are drawn once."""
    draw = weeks.__getitem__
    sums = [accumulate(map(draw, path)) for path in _paths(len(weeks))]
    ranked = [sorted(after) for after in zip(*sums, strict=True)]
    return Curves(array("q", [after[_LOW] for after in ranked]), array("q", [after[_HIGH] for after in ranked]))


@lru_cache(maxsize=WEEKS)
def _paths(size: int) -> tuple[bytes, ...]:
    """Which week of the sample comes, in each future and each week ahead."""
    drawn = random.Random(_SEED)  # noqa: S311  (no secret)
    typical = (drawn.choices(range(size), k=size - 1) for _ in range(PATHS))
    return tuple(bytes(drawn.choices(weeks, k=HORIZON)) for weeks in typical)


def _tells_little(weeks: Sample) -> bool:
    return len(weeks) < FEW or min(weeks) == max(weeks)


def _widened(found: Span, weeks: Fraction) -> Span:
    """At least a tenth of the weeks it takes on average, and one week, to either side."""
    margin = max(Fraction(1), weeks / 10)
    first = max(weeks - margin, Fraction(0))
    first = first if found.first is None else min(first, found.first)
    last = None if found.last is None else max(weeks + margin, found.last)
    return Span(first if first <= HORIZON else None, None if last is None or last > HORIZON else last)


def _reached(remaining: int, curve: Sequence[int]) -> Fraction | None:
    """Weeks until the curve reaches what remains, on the straight line between two of its points."""
    if remaining <= 0:
        return Fraction(0)
    at = bisect_left(curve, remaining)
    if at == len(curve):
        return None
    before = curve[at - 1] if at else 0
    return at + Fraction(remaining - before, curve[at] - before)
