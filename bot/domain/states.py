"""How a member is doing, in words with their reasons: never a score, and nothing that cannot be looked up.

The first row that fits names the state:

| state | when | reasons |
|---|---|---|
| away | today is a day away | AWAY: until when |
| new | first seen less than 14 days ago | NEW: since how many days; HOURS |
| quiet | no entry in 14 days on which they were there, and behind as well | SILENT or NEVER: for how many days; HOURS |
| behind | in 28 days less than half of the goal for the working days on which they were there | HOURS |
| on track | everything else, also where days away leave no goal | HOURS |

Silence alone is no state: who has done enough may pause. Weekends and days away lengthen no silence. A goal counts from
the day on which somebody was first seen, up to yesterday; hours count up to today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.absence import WORKDAYS, Absence, run
from bot.domain.goal import over, presence
from bot.domain.weeks import week_of

SPAN: Final = timedelta(days=28)  # over which hours are set against the goal
QUIET: Final = timedelta(days=14)
NEW: Final = timedelta(days=14)
_DAY: Final = timedelta(days=1)
_QUIET_DAYS: Final = 2 * WORKDAYS


class Kind(StrEnum):
    """The states."""

    AWAY = "away"
    NEW = "new"
    QUIET = "quiet"
    BEHIND = "behind"
    ON_TRACK = "on track"


class Why(StrEnum):
    """What a reason is about."""

    AWAY = "away"  # `until`, None where nobody has said
    NEW = "new"  # `days` since they were first seen
    SILENT = "silent"  # `days` since the last entry
    NEVER = "never"  # `days` since they were first seen, without any entry
    HOURS = "hours"  # `minutes` of `goal` in 28 days


@dataclass(frozen=True, slots=True)
class Reason:
    """One figure behind a state."""

    why: Why
    days: int = 0
    minutes: int = 0
    goal: int = 0
    until: date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How somebody is doing, and every figure that this follows from."""

    kind: Kind
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a member: when they were `first` seen, the `last` day with an entry, the 28 days' `minutes`.

    `goals` are those of each week of the 28 days, `away` the days away in them and from today on.
    """

    first: date
    last: date | None
    minutes: int
    goals: Mapping[str, int]
    away: tuple[Absence, ...] = ()


def of(facts: Facts, today: date) -> State:
    """The state on a day."""
    if gone := run(today, facts.away):
        return State(Kind.AWAY, (Reason(Why.AWAY, until=gone.last),))
    hours = Reason(Why.HOURS, minutes=facts.minutes, goal=_goal(facts, today))
    if today - facts.first < NEW:
        return State(Kind.NEW, (Reason(Why.NEW, days=(today - facts.first).days), hours))
    if 2 * hours.minutes >= hours.goal:
        return State(Kind.ON_TRACK, (hours,))
    if silence := _silence(facts, today):
        return State(Kind.QUIET, (silence, hours))
    return State(Kind.BEHIND, (hours,))


def severity(state: State) -> int:
    """How much somebody needs a word, in steps that are worth saying again; 0 for who needs none.

    1 behind, 2 under a quarter of the goal, 3 quiet, 4 quiet for four weeks, 5 for eight.
    """
    if state.kind is Kind.BEHIND:
        (hours,) = state.reasons
        return 1 + (4 * hours.minutes < hours.goal)
    if state.kind is Kind.QUIET:
        days = timedelta(days=state.reasons[0].days)
        return 3 + (days >= 2 * QUIET) + (days >= 4 * QUIET)
    return 0


def weeks(today: date) -> tuple[str, ...]:
    """The weeks whose goals count on that day."""
    return tuple(dict.fromkeys(week_of(today - SPAN + number * _DAY) for number in range(SPAN.days)))


def _goal(facts: Facts, today: date) -> int:
    """Whole minutes for the working days of the span on which they were there."""
    return over(facts.goals, presence(max(today - SPAN, facts.first), today - _DAY, facts.away))


def _silence(facts: Facts, today: date) -> Reason | None:
    """For how long there was no entry; None where that is less than two weeks of the days on which they were there."""
    since = facts.last or facts.first
    there = presence(max(since, today - SPAN) + _DAY, today, facts.away)
    if sum(there.values()) < _QUIET_DAYS:
        return None
    return Reason(Why.SILENT if facts.last else Why.NEVER, days=(today - since).days)
