"""Decide how a member is doing: a status in words with its reasons, never a score, all of it verifiable.

The first row that fits decides the status:

| status | when | reasons |
|---|---|---|
| stuck | they have an open help request | STUCK for each: about what, for how many days; AWAY; HOURS unless new |
| away | today is a day away | AWAY: until when |
| new | first seen less than 14 days ago | NEW: since how many days |
| nothing assigned | nothing was ever assigned to them, and they are not on track | HOURS, without a goal |
| on track | in 28 days at least half of the goal for the working days on which they were present | HOURS |
| quiet | no entry in 14 days on which they were present, and behind | SILENT or NEVER_BOOKED: how many days; HOURS |
| behind | everything else | HOURS |

Silence alone is no status: members who have done enough may pause. Weekends and days away do not count as silence.
A goal counts from the day on which a member was first seen, up to yesterday; hours count up to today.

Members to whom nothing was assigned are neither quiet nor behind. Assigned is a goal of their own, a target day, an
assignment that they started, a next step that a mentor has set, or a mentor; and from their first hour on the
workspace's goal where an admin has set it. The goal that a workspace begins with, and that nobody has set, assigns
nothing; members who reach half of it are on track all the same. Where days away leave no goal, nobody is behind it.
The day is everywhere the member's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.calendar.weeks import week_of
from bot.core.goals.goals import count_workdays_by_week, sum_reduced_goals
from bot.core.time_off import WORKDAYS_PER_WEEK, TimeOff, find_stretch
from bot.frozen import frozen

HOURS_SPAN: Final = timedelta(days=28)  # over which hours are compared with the goal
QUIET_AFTER: Final = timedelta(days=14)
NEW_FOR: Final = timedelta(days=14)
MAX_SEVERITY: Final = 6
_ONE_DAY: Final = timedelta(days=1)
_QUIET_WORKDAYS: Final = 2 * WORKDAYS_PER_WEEK


class StatusKind(StrEnum):
    """The statuses that a member can have."""

    STUCK = "stuck"
    AWAY = "away"
    NEW = "new"
    UNASSIGNED = "nothing assigned"
    ON_TRACK = "on track"
    QUIET = "quiet"
    BEHIND = "behind"


class StatusReasonKind(StrEnum):
    """What a reason is about."""

    STUCK = "stuck"  # for `days`, `about` the id of a subject or their own words
    AWAY = "away"  # `until`, None where no end is known
    NEW = "new"  # `days` since they were first seen
    SILENT = "silent"  # `days` since the last entry
    NEVER_BOOKED = "never"  # `days` since they were first seen, without any entry
    HOURS = "hours"  # `minutes` of `goal` in 28 days


@frozen
class StatusReason:
    """One figure behind a status."""

    kind: StatusReasonKind
    days: int = 0
    minutes: int = 0
    goal: int = 0
    until: date | None = None
    about: str = ""


@frozen
class MemberStatus:
    """How a member is doing, and every figure that this follows from."""

    kind: StatusKind
    reasons: tuple[StatusReason, ...]


@frozen
class OpenHelpRequest:
    """What a member is stuck with, as the id of a subject or in their own words, and since which day."""

    since: date
    about: str


@frozen
class StatusFacts:
    """What a status is decided from: the day they were first seen, their last entry, the minutes of 28 days.

    `goals` are those of each week of the 28 days, `absences` the days away in them and from today on, `help_requests`
    the open ones, the latest first.
    """

    first_seen: date
    last_entry: date | None
    minutes: int
    goals: Mapping[str, int]
    absences: tuple[TimeOff, ...] = ()
    is_assigned: bool = False
    help_requests: tuple[OpenHelpRequest, ...] = ()


def decide_status(facts: StatusFacts, today: date) -> MemberStatus:
    """Return the status on a day."""
    return _stated_status(facts, today) or _early_status(facts, today) or _goal_status(facts, today)


def hours_reason(facts: StatusFacts, today: date) -> StatusReason:
    """Return the minutes of 28 days, and the goal for the working days of them on which they were present."""
    goal = sum_reduced_goals(
        facts.goals, count_workdays_by_week(max(today - HOURS_SPAN, facts.first_seen), today - _ONE_DAY, facts.absences)
    )
    return StatusReason(StatusReasonKind.HOURS, minutes=facts.minutes, goal=goal)


def is_new_member(facts: StatusFacts, today: date) -> bool:
    """Return whether they are here for less than two weeks, so that four weeks' hours say nothing yet."""
    return today - facts.first_seen < NEW_FOR


def status_severity(status: MemberStatus) -> int:
    """Return how urgent a status is, in steps that are worth a new notice; 0 where nothing is to be done.

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
    """Return the weeks whose goals count on that day."""
    return tuple(dict.fromkeys(week_of(today - HOURS_SPAN + number * _ONE_DAY) for number in range(HOURS_SPAN.days)))


def _stated_status(facts: StatusFacts, today: date) -> MemberStatus | None:
    """Return the status that the member has declared, which goes before what their hours say."""
    stretch = find_stretch(today, facts.absences)
    away = (StatusReason(StatusReasonKind.AWAY, until=stretch.last),) if stretch else ()
    if facts.help_requests:
        stuck = [
            StatusReason(StatusReasonKind.STUCK, days=max(0, (today - each.since).days), about=each.about)
            for each in facts.help_requests
        ]
        hours = () if is_new_member(facts, today) else (hours_reason(facts, today),)
        return MemberStatus(StatusKind.STUCK, (*stuck, *away, *hours))
    return MemberStatus(StatusKind.AWAY, away) if away else None


def _early_status(facts: StatusFacts, today: date) -> MemberStatus | None:
    """Return the status of members who are new, or to whom nothing is assigned unless they are on track anyway."""
    if is_new_member(facts, today):
        days = max(0, (today - facts.first_seen).days)
        return MemberStatus(StatusKind.NEW, (StatusReason(StatusReasonKind.NEW, days=days),))
    hours = hours_reason(facts, today)
    if not facts.is_assigned and (not hours.minutes or 2 * hours.minutes < hours.goal):
        return MemberStatus(StatusKind.UNASSIGNED, (StatusReason(StatusReasonKind.HOURS, minutes=facts.minutes),))
    return None


def _goal_status(facts: StatusFacts, today: date) -> MemberStatus:
    hours = hours_reason(facts, today)
    if 2 * hours.minutes >= hours.goal:
        return MemberStatus(StatusKind.ON_TRACK, (hours,))
    if silence := _silence_reason(facts, today):
        return MemberStatus(StatusKind.QUIET, (silence, hours))
    return MemberStatus(StatusKind.BEHIND, (hours,))


def _silence_reason(facts: StatusFacts, today: date) -> StatusReason | None:
    """Return for how long there was no entry; None for less than two weeks of days on which they were present."""
    since = facts.last_entry or facts.first_seen
    workdays = count_workdays_by_week(max(since, today - HOURS_SPAN) + _ONE_DAY, today, facts.absences)
    if sum(workdays.values()) < _QUIET_WORKDAYS:
        return None
    kind = StatusReasonKind.SILENT if facts.last_entry else StatusReasonKind.NEVER_BOOKED
    return StatusReason(kind, days=(today - since).days)
