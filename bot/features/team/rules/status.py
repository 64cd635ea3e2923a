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
from bot.core.goals.goals import count_workdays_by_week, sum_reduced_goals
from bot.core.time_off import WORKDAYS_PER_WEEK, TimeOff, find_stretch

HOURS_SPAN: Final = timedelta(days=28)  # over which hours are set against the goal
QUIET_AFTER: Final = timedelta(days=14)
NEW_FOR: Final = timedelta(days=14)
MAX_SEVERITY: Final = 6  # of the severities
_ONE_DAY: Final = timedelta(days=1)
_QUIET_WORKDAYS: Final = 2 * WORKDAYS_PER_WEEK


class StatusKind(StrEnum):
    """The states."""

    STUCK = "stuck"
    AWAY = "away"
    NEW = "new"
    UNASSIGNED = "nothing assigned"
    ON_TRACK = "on track"
    QUIET = "quiet"
    BEHIND = "behind"


class StatusReasonKind(StrEnum):
    """What a reason is about."""

    STUCK = "stuck"  # since `days`, `where` as the id of a subject or in their own words
    AWAY = "away"  # `until`, None where nobody has said
    NEW = "new"  # `days` since they were first seen
    SILENT = "silent"  # `days` since the last entry
    NEVER_BOOKED = "never"  # `days` since they were first seen, without any entry
    HOURS = "hours"  # `minutes` of `goal` in 28 days


@dataclass(frozen=True, slots=True)
class StatusReason:
    """One figure behind a state."""

    kind: StatusReasonKind
    days: int = 0
    minutes: int = 0
    goal: int = 0
    until: date | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class MemberStatus:
    """How somebody is doing, and every figure that this follows from."""

    kind: StatusKind
    reasons: tuple[StatusReason, ...]


@dataclass(frozen=True, slots=True)
class OpenHelpRequest:
    """Where somebody said that they are stuck, as the id of a subject or in their own words, and on which day."""

    since: date
    about: str


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What is known of a member: when they were `first` seen, the `last` day with an entry, the 28 days' `minutes`.

    `goals` are those of each week of the 28 days, `away` the days away in them and from today on, `stuck` is what
    is not over, the latest first.
    """

    first_seen: date
    last_entry: date | None
    minutes: int
    goals: Mapping[str, int]
    absences: tuple[TimeOff, ...] = ()
    is_assigned: bool = False
    help_requests: tuple[OpenHelpRequest, ...] = ()


def decide_status(facts: StatusFacts, today: date) -> MemberStatus:
    """The state on a day."""
    return _stated_status(facts, today) or _early_status(facts, today) or _goal_status(facts, today)


def hours_reason(facts: StatusFacts, today: date) -> StatusReason:
    """What was learned in 28 days, and the goal for the working days of them on which they were there."""
    goal = sum_reduced_goals(
        facts.goals, count_workdays_by_week(max(today - HOURS_SPAN, facts.first_seen), today - _ONE_DAY, facts.absences)
    )
    return StatusReason(StatusReasonKind.HOURS, minutes=facts.minutes, goal=goal)


def is_new_member(facts: StatusFacts, today: date) -> bool:
    """Whether they are here for less than two weeks, of which four weeks' hours say nothing yet."""
    return today - facts.first_seen < NEW_FOR


def status_severity(status: MemberStatus) -> int:
    """How much somebody needs a word, in steps that are worth saying again; 0 for who needs none.

    1 behind, 2 under a quarter of the goal, 3 quiet, 4 quiet for four weeks, 5 for eight, 6 stuck.
    """
    if status.kind is StatusKind.STUCK:
        return MAX_SEVERITY
    if status.kind is StatusKind.BEHIND:
        (hours,) = status.reasons
        return 1 + (4 * hours.minutes < hours.goal)
    if status.kind is StatusKind.QUIET:
        days = timedelta(days=status.reasons[0].days)
        return 3 + (days >= 2 * QUIET_AFTER) + (days >= 4 * QUIET_AFTER)
    return 0


def goal_weeks(today: date) -> tuple[str, ...]:
    """The weeks whose goals count on that day."""
    return tuple(dict.fromkeys(week_of(today - HOURS_SPAN + number * _ONE_DAY) for number in range(HOURS_SPAN.days)))


def _stated_status(facts: StatusFacts, today: date) -> MemberStatus | None:
    """What people said themselves goes before what their hours say."""
    gone = find_stretch(today, facts.absences)
    away = (StatusReason(StatusReasonKind.AWAY, until=gone.last),) if gone else ()
    if facts.help_requests:
        stuck = [
            StatusReason(StatusReasonKind.STUCK, days=max(0, (today - each.since).days), about=each.about)
            for each in facts.help_requests
        ]
        figures = () if is_new_member(facts, today) else (hours_reason(facts, today),)
        return MemberStatus(StatusKind.STUCK, (*stuck, *away, *figures))
    return MemberStatus(StatusKind.AWAY, away) if gone else None


def _early_status(facts: StatusFacts, today: date) -> MemberStatus | None:
    """Who has only come, or was asked for nothing, owes nothing; the latter may be on track all the same."""
    if is_new_member(facts, today):
        return MemberStatus(
            StatusKind.NEW, (StatusReason(StatusReasonKind.NEW, days=max(0, (today - facts.first_seen).days)),)
        )
    done = hours_reason(facts, today)
    if not facts.is_assigned and (not done.minutes or 2 * done.minutes < done.goal):
        return MemberStatus(StatusKind.UNASSIGNED, (StatusReason(StatusReasonKind.HOURS, minutes=facts.minutes),))
    return None


def _goal_status(facts: StatusFacts, today: date) -> MemberStatus:
    done = hours_reason(facts, today)
    if 2 * done.minutes >= done.goal:
        return MemberStatus(StatusKind.ON_TRACK, (done,))
    if silence := _silence_reason(facts, today):
        return MemberStatus(StatusKind.QUIET, (silence, done))
    return MemberStatus(StatusKind.BEHIND, (done,))


def _silence_reason(facts: StatusFacts, today: date) -> StatusReason | None:
    """For how long there was no entry; None where that is less than two weeks of the days on which they were there."""
    since = facts.last_entry or facts.first_seen
    there = count_workdays_by_week(max(since, today - HOURS_SPAN) + _ONE_DAY, today, facts.absences)
    if sum(there.values()) < _QUIET_WORKDAYS:
        return None
    return StatusReason(
        StatusReasonKind.SILENT if facts.last_entry else StatusReasonKind.NEVER_BOOKED, days=(today - since).days
    )
