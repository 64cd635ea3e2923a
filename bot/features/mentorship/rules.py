"""Suggest mentors, with reasons in words: nobody's hours are shown as a number.

Candidates agreed to be asked, are not away, and declined no proposal of the asker lately. Suggested are those who
mentor fewer than five people and know the area better than the asker, or are a mentor already, ordered by points:

| points | for |
|---|---|
| 0 to 4 | hours in the area, as a part of the most that any of them has |
| 0 to 3 | each two hours of a working day (09:00 to 17:00 in both zones) that the two have in common |
| 3 to 0 | three, less one for each mentee |
| 1 | being a mentor already |

Equal points are ordered by fewer mentees, then by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.people.pairs import Pair
from bot.frozen import frozen

MAX_SUGGESTIONS: Final = 3
MAX_MENTEES: Final = 5  # whoever has so many is not suggested
WORKDAY_STARTS: Final = time(9)
WORKDAY_ENDS: Final = time(17)
_ONE_DAY: Final = timedelta(days=1)
_OVERLAP_PER_POINT: Final = timedelta(hours=2)


class AreaKnowledge(StrEnum):
    """A candidate's hours in an area, compared with the other candidates'."""

    BEST = "best"  # the most of all candidates
    WELL = "well"  # at least half of that
    SOME = "some"
    NOTHING = "nothing"


@frozen
class MentorCandidate:
    """Somebody who agreed to be asked: all-time `minutes` in the area, and how many `mentees` they have now."""

    id: str
    name: str
    zone: ZoneInfo
    minutes: int
    mentees: int
    is_mentor: bool


@frozen
class MentorSuggestion:
    """A candidate and the reasons: what they know, and how much of their working day the two share."""

    candidate: MentorCandidate
    knowledge: AreaKnowledge
    overlap: timedelta
    points: float


def rank_mentors(
    candidates: Iterable[MentorCandidate], *, zone: ZoneInfo, minutes: int, today: date
) -> tuple[MentorSuggestion, ...]:
    """Return the best mentors, at most three, for somebody in that zone with so many minutes in the area."""
    able = [each for each in candidates if each.mentees < MAX_MENTEES and (each.is_mentor or each.minutes > minutes)]
    most = max((each.minutes for each in able), default=0)
    fits = [_rate_candidate(each, most, workday_overlap(zone, each.zone, today)) for each in able]
    return tuple(sorted(fits, key=_sort_key)[:MAX_SUGGESTIONS])


def workday_overlap(zone: ZoneInfo, other_zone: ZoneInfo, today: date) -> timedelta:
    """Return how much of the working day in `zone` is working time in `other_zone` as well."""
    starts, ends = _workday(zone, today)
    days = (_workday(other_zone, today + number * _ONE_DAY) for number in (-1, 0, 1))
    return sum((max(timedelta(0), min(ends, until) - max(starts, since)) for since, until in days), timedelta(0))


def people_told_of_end(pair: Pair) -> tuple[str, ...]:
    """Return who hears that a pair ends: the two and, before it began, its asker; somebody may be named twice."""
    return (pair.mentor, pair.mentee) if pair.is_active else (pair.mentor, pair.mentee, pair.asked_by)


def _rate_candidate(candidate: MentorCandidate, most: int, overlap: timedelta) -> MentorSuggestion:
    share = candidate.minutes / most if most else 0.0
    zone = min(3, overlap // _OVERLAP_PER_POINT)
    points = 4 * share + zone + max(0, 3 - candidate.mentees) + candidate.is_mentor
    return MentorSuggestion(candidate, _area_knowledge(share), overlap, points)


def _area_knowledge(share: float) -> AreaKnowledge:
    if share >= 0.5:
        return AreaKnowledge.BEST if share == 1 else AreaKnowledge.WELL
    return AreaKnowledge.SOME if share else AreaKnowledge.NOTHING


def _sort_key(suggestion: MentorSuggestion) -> tuple[float, int, str, str]:
    return (
        -suggestion.points,
        suggestion.candidate.mentees,
        suggestion.candidate.name.casefold(),
        suggestion.candidate.id,
    )


def _workday(zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """Return nine to five on that day in the zone; weekends count like any day, since both have the same."""
    return datetime.combine(day, WORKDAY_STARTS, tzinfo=zone), datetime.combine(day, WORKDAY_ENDS, tzinfo=zone)
