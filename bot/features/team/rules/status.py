"""How a member is doing, in words with their reasons: never a score, and nothing that cannot be looked up.

The first row that fits names the state:

| state | when | reasons |
|---|---|---|
| stuck | they said so, and it is not over | STUCK for each: where, for how many days; AWAY; HOURS unless new |
| away | today is a day away | AWAY: until when |
| new | first seen less than 14 days ago | NEW: since how many days |
| nothing assigned | nothing was ever assigned to them, and they are not on track | HOURS, without a goal |
| on track | in 28 days at least half of the goal for the working days on which they were there | HOURS |
| quiet | no entry in 14 days on which they were there, and behind as well | SILENT or NEVER: for how many days; HOURS |
| behind | everything else | HOURS |

Silence alone is no state: who has done enough may pause. Weekends and days away lengthen no silence. A goal counts from
the day on which somebody was first seen, up to yesterday; hours count up to today.

Nobody is quiet or behind to whom nothing was assigned. Assigned is a goal of their own, a target day, an assignment
that they began, a next step that a mentor has set, or a mentor; and the workspace's goal where an admin has set it,
from their first hour on: before that they have not taken part, whatever admins want of everybody. The goal that a
workspace begins with, and that nobody has set, assigns nothing; who reaches half of it is on track all the same.
Days away that leave no goal leave nothing to be behind. The day is everywhere the member's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.calendar.weeks import week_of
from bot.core.goals.goal import over, presence
from bot.core.time_off.absence import WORKDAYS, Absence, run

SPAN: Final = timedelta(days=28)  # over which hours are set against the goal
QUIET: Final = timedelta(days=14)
NEW: Final = timedelta(days=14)
WORST: Final = 6  # of the severities
_DAY: Final = timedelta(days=1)
_QUIET_DAYS: Final = 2 * WORKDAYS


class Kind(StrEnum):
    """The states."""

    STUCK = "stuck"
    AWAY = "away"
    NEW = "new"
    UNASSIGNED = "nothing assigned"
    ON_TRACK = "on track"
    QUIET = "quiet"
    BEHIND = "behind"


class Why(StrEnum):
    """What a reason is about."""

    STUCK = "stuck"  # since `days`, `where` as the id of a subject or in their own words
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
    where: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How somebody is doing, and every figure that this follows from."""

    kind: Kind
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where somebody said that they are stuck, as the id of a subject or in their own words, and on which day."""

    since: date
    where: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a member: when they were `first` seen, the `last` day with an entry, the 28 days' `minutes`.

    `goals` are those of each week of the 28 days, `away` the days away in them and from today on, `stuck` is what
    is not over, the latest first.
    """

    first: date
    last: date | None
    minutes: int
    goals: Mapping[str, int]
    away: tuple[Absence, ...] = ()
    assigned: bool = False
    stuck: tuple[Trouble, ...] = ()


def of(facts: Facts, today: date) -> State:
    """The state on a day."""
    return _said(facts, today) or _early(facts, today) or _against_goal(facts, today)


def hours(facts: Facts, today: date) -> Reason:
    """What was learned in 28 days, and the goal for the working days of them on which they were there."""
    goal = over(facts.goals, presence(max(today - SPAN, facts.first), today - _DAY, facts.away))
    return Reason(Why.HOURS, minutes=facts.minutes, goal=goal)


def is_new(facts: Facts, today: date) -> bool:
    """Whether they are here for less than two weeks, of which four weeks' hours say nothing yet."""
    return today - facts.first < NEW


def severity(state: State) -> int:
    """How much somebody needs a word, in steps that are worth saying again; 0 for who needs none.

    1 behind, 2 under a quarter of the goal, 3 quiet, 4 quiet for four weeks, 5 for eight, 6 stuck.
    """
    if state.kind is Kind.STUCK:
        return WORST
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


def _said(facts: Facts, today: date) -> State | None:
    """What people said themselves goes before what their hours say."""
    gone = run(today, facts.away)
    away = (Reason(Why.AWAY, until=gone.last),) if gone else ()
    if facts.stuck:
        stuck = [Reason(Why.STUCK, days=max(0, (today - each.since).days), where=each.where) for each in facts.stuck]
        figures = () if is_new(facts, today) else (hours(facts, today),)
        return State(Kind.STUCK, (*stuck, *away, *figures))
    return State(Kind.AWAY, away) if gone else None


def _early(facts: Facts, today: date) -> State | None:
    """Who has only come, or was asked for nothing, owes nothing; the latter may be on track all the same."""
    if is_new(facts, today):
        return State(Kind.NEW, (Reason(Why.NEW, days=max(0, (today - facts.first).days)),))
    done = hours(facts, today)
    if not facts.assigned and (not done.minutes or 2 * done.minutes < done.goal):
        return State(Kind.UNASSIGNED, (Reason(Why.HOURS, minutes=facts.minutes),))
    return None


def _against_goal(facts: Facts, today: date) -> State:
    done = hours(facts, today)
    if 2 * done.minutes >= done.goal:
        return State(Kind.ON_TRACK, (done,))
    if silence := _silence(facts, today):
        return State(Kind.QUIET, (silence, done))
    return State(Kind.BEHIND, (done,))


def _silence(facts: Facts, today: date) -> Reason | None:
    """For how long there was no entry; None where that is less than two weeks of the days on which they were there."""
    since = facts.last or facts.first
    there = presence(max(since, today - SPAN) + _DAY, today, facts.away)
    if sum(there.values()) < _QUIET_DAYS:
        return None
    return Reason(Why.SILENT if facts.last else Why.NEVER, days=(today - since).days)
