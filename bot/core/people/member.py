"""A member: a person in a workspace, and what they may see."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.calendar import weeks
from bot.calendar.schedule import WeeklySlot, parse_slot
from bot.frozen import frozen


@frozen
class UpcomingDay:
    """A calendar day that has begun, but begins for the person only at `starts_at`."""

    day: date
    starts_at: time


@frozen
class LocalTime:
    """A person's zone, and the time of day before which it is still the day before."""

    zone: ZoneInfo
    day_starts: time = weeks.DEFAULT_DAY_STARTS

    def today(self, now: datetime) -> date:
        """Return the person's day at the moment `now`."""
        return weeks.local_day(now, self.zone, self.day_starts)

    def upcoming_day(self, now: datetime) -> UpcomingDay | None:
        """Return the day to come between midnight and `day_starts`; None at any other time."""
        day = weeks.local_day(now, self.zone, time())
        return UpcomingDay(day, self.day_starts) if day > self.today(now) else None


@frozen
class Member:
    """A person in a workspace. `goal` is in minutes a week; `zone` is theirs, or the workspace's."""

    workspace: str
    id: str
    name: str
    zone: ZoneInfo
    is_admin: bool
    is_mentor: bool
    is_active: bool
    hidden: bool
    nudged: bool
    snoozed_until: date | None
    goal: int
    has_own_goal: bool
    created_at: datetime
    day_starts: time = weeks.DEFAULT_DAY_STARTS
    askable: bool = False  # agreed to be named as an expert
    nudge_again: date | None = None  # the day to which a week's nudge was put off
    nudge_slot: str | None = None  # their own day and hour
    nudge_slot_from: str | None = None  # the first week in which it holds
    nudge_slot_before: str | None = None  # their own until then
    nudge_every: int = 1  # weeks
    nudged_week: str | None = None  # of the last nudge
    unanswered_nudges: int = 0  # since they last did anything here
    summary_on: bool = False
    is_lead: bool = False  # a mentor who sees the whole team
    is_guest: bool = False
    mentees: frozenset[str] = frozenset()  # filled in by `members.read_requester` alone

    @property
    def local_time(self) -> LocalTime:
        return LocalTime(self.zone, self.day_starts)

    def today(self, now: datetime) -> date:
        """Return the member's day at the moment `now`."""
        return self.local_time.today(now)

    def nudge_slot_in(self, week: str, default: WeeklySlot) -> WeeklySlot:
        """Return when their nudge is due in a week; `default` is the workspace's time."""
        is_new = self.nudge_slot_from is not None and self.nudge_slot_from <= week
        own = self.nudge_slot if is_new else self.nudge_slot_before
        return parse_slot(own) if own else default

    @property
    def is_colleague(self) -> bool:
        """Return whether they may see what members see of each other, such as boards: neither guests nor leavers."""
        return self.is_active and not self.is_guest

    @property
    def may_see_team(self) -> bool:
        """Return whether they may see the whole team's hours."""
        return self.is_admin or self.is_lead

    @property
    def may_see_anyone(self) -> bool:
        """Return whether they may see anybody's hours besides their own."""
        return self.may_see_team or bool(self.mentees)

    def may_see(self, other: str) -> bool:
        """Return whether they may see that member's plan and hours: their own, a mentee's, or anybody's of the team."""
        return other == self.id or self.may_mentor(other)

    def may_mentor(self, other: str) -> bool:
        """Return whether they may sign off, confirm and write to that member as a mentor: never to themselves."""
        return other != self.id and (self.may_see_team or other in self.mentees)
