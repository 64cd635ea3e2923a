"""A knowledge-sharing session: when it is, and what it takes to hold one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import week_of
from bot.frozen import frozen

MIN_MINUTES: Final = 15
MAX_MINUTES: Final = 480
DEFAULT_MINUTES: Final = 60
MAX_AHEAD: Final = timedelta(days=366)
MAX_TITLE_LENGTH: Final = 150  # characters, as the table has it
MAX_ATTENDEES: Final = 500  # people in one session
MAX_NAMED_ATTENDEES: Final = 50  # of them in the announcement
REMINDER_LEAD: Final = timedelta(minutes=10)  # before it begins


class SessionProblem(StrEnum):
    """The reason why a session cannot be announced."""

    NO_TITLE = "no_title"
    TITLE_TOO_LONG = "long_title"
    NO_TIME = "no_time"
    INVALID_TIME = "no_such_time"
    NO_DAY = "no_day"
    INVALID_DAY = "no_such_day"
    IN_THE_PAST = "past"
    TOO_FAR_AHEAD = "too_far"
    INVALID_LENGTH = "length"
    UNKNOWN_CHANNEL = "channel"
    CHANNEL_NOT_ALLOWED = "elsewhere"
    CHANNEL_UNCHECKED = "unchecked"  # Slack does not tell us who is in it
    UNKNOWN_WORDS = "words"


@frozen
class SessionDraft:
    """A session as far as it is known, in the host's own time; without a `channel` it is the learning channel.

    Without `has_day` no day was named, and `day` is the next one; `ignored_zone` is a time zone that was typed.
    """

    title: str = ""
    day: date | None = None
    start_time: time | None = None
    minutes: int = DEFAULT_MINUTES
    channel: str = ""
    has_day: bool = True
    ignored_zone: str = ""


@frozen
class RejectedSession:
    """A session that cannot be announced, with what is known of it; `typed` is the part that is at fault, if any.

    For INVALID_DAY the draft has the day that may be meant.
    """

    problem: SessionProblem
    draft: SessionDraft
    typed: str = ""


@frozen
class Session:
    """A session that was announced."""

    id: int
    workspace: str
    host: str
    title: str
    starts_at: datetime
    minutes: int
    channel: str
    cancelled_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """The moment when it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def is_open(self, now: datetime) -> bool:
        """Return whether people can still join: until its end, unless it was cancelled."""
        return self.cancelled_at is None and now < self.ends_at

    @property
    def state(self) -> str:
        """What its buttons are drawn in: when it is and how long, or that it is off."""
        return "off" if self.cancelled_at else f"{int(self.starts_at.timestamp()) // 60:x}.{self.minutes}"

    @property
    def was_not_held(self) -> bool:
        """Return whether its host said afterwards that it did not take place."""
        return self.cancelled_at is not None and self.cancelled_at >= self.ends_at


@frozen
class UpcomingSession:
    """A session that is not over, as the list shows it to one reader."""

    session: Session
    host_name: str
    attendee_count: int
    is_attending: bool


def wall_time_to_utc(day: date, start_time: time, zone: ZoneInfo) -> datetime:
    """Return a wall time in UTC: the end of an hour that the clocks leave out, the first of a repeated one."""
    return schedule.slot_moment(WeeklySlot(day.weekday(), start_time), week_of(day), zone)


def resolve_start(draft: SessionDraft, *, now: datetime, zone: ZoneInfo) -> datetime | RejectedSession:
    """Return when a session begins, in UTC, if it can be announced now."""
    if not draft.title:
        return RejectedSession(SessionProblem.NO_TITLE, draft)
    if draft.start_time is None:
        return RejectedSession(SessionProblem.NO_TIME, draft)
    if draft.day is None:
        return RejectedSession(SessionProblem.NO_DAY, draft)
    if not MIN_MINUTES <= draft.minutes <= MAX_MINUTES:
        return RejectedSession(SessionProblem.INVALID_LENGTH, draft)
    starts_at = wall_time_to_utc(draft.day, draft.start_time, zone)
    if starts_at <= now:
        return RejectedSession(SessionProblem.IN_THE_PAST, draft)
    return RejectedSession(SessionProblem.TOO_FAR_AHEAD, draft) if starts_at - now > MAX_AHEAD else starts_at
