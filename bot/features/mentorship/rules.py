"""Who would be a good mentor for somebody, and the reasons: each is said in words, and no one's hours as a number.

Asked can be who agreed to be named, is not away, mentors fewer than five people and knows the area better than who
asks, or is a mentor already; with whom a no is let rest is left out. They are ordered by points:

| points | for |
|---|---|
| 0 to 4 | hours in the area, as a part of the most that any of them has |
| 0 to 3 | each two hours of a working day (09:00 to 17:00 in both zones) that the two have in common |
| 3 to 0 | three, less one for each person whom they mentor now |
| 1 | being a mentor already |

Who has as many is ordered by fewer mentees, then by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

MOST: Final = 3  # suggestions
FULL: Final = 5  # mentees: whoever has so many is not suggested
STARTS: Final = time(9)
ENDS: Final = time(17)
_DAY: Final = timedelta(days=1)
_EACH: Final = timedelta(hours=2)


class Knows(StrEnum):
    """What can be said of somebody's hours in an area beside others'."""

    BEST = "best"  # as many as anybody asked can have
    WELL = "well"  # at least half of that
    SOME = "some"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who agreed to be asked: minutes in the area over all time, and how many people they mentor now."""

    id: str
    name: str
    zone: ZoneInfo
    minutes: int
    mentees: int
    is_mentor: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """A candidate and why: what they know, and the part of a working day that the two have in common."""

    candidate: Candidate
    knows: Knows
    common: timedelta
    points: float


def suggest(candidates: Iterable[Candidate], *, zone: ZoneInfo, minutes: int, today: date) -> tuple[Fit, ...]:
    """The best for somebody in that zone with so many minutes in the area, at most three."""
    able = [each for each in candidates if each.mentees < FULL and (each.is_mentor or each.minutes > minutes)]
    most = max((each.minutes for each in able), default=0)
    fits = [_fit(each, most, in_common(zone, each.zone, today)) for each in able]
    return tuple(sorted(fits, key=_order)[:MOST])


def in_common(one: ZoneInfo, other: ZoneInfo, today: date) -> timedelta:
    """How much of the first one's working day is one of the other's as well."""
    starts, ends = _working(one, today)
    days = (_working(other, today + number * _DAY) for number in (-1, 0, 1))
    return sum((max(timedelta(0), min(ends, until) - max(starts, since)) for since, until in days), timedelta(0))


def _fit(candidate: Candidate, most: int, common: timedelta) -> Fit:
    share = candidate.minutes / most if most else 0.0
    zone = min(3, common // _EACH)
    points = 4 * share + zone + max(0, 3 - candidate.mentees) + candidate.is_mentor
    return Fit(candidate, _knows(share), common, points)


def _knows(share: float) -> Knows:
    if share >= 0.5:
        return Knows.BEST if share == 1 else Knows.WELL
    return Knows.SOME if share else Knows.NOTHING


def _order(fit: Fit) -> tuple[float, int, str, str]:
    return -fit.points, fit.candidate.mentees, fit.candidate.name.casefold(), fit.candidate.id


def _working(zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """Nine to five on a day there. (Weekends are as good as any day: both have the same.)"""
    return datetime.combine(day, STARTS, tzinfo=zone), datetime.combine(day, ENDS, tzinfo=zone)
