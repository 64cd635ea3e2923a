"""A knowledge-sharing session: when it is, and what it takes to hold one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import week_of

MIN_MINUTES: Final = 15  # minutes
MAX_MINUTES: Final = 480
DEFAULT_MINUTES: Final = 60
MAX_AHEAD: Final = timedelta(days=366)
MAX_TITLE_LENGTH: Final = 150  # characters, as the table has it
MAX_ATTENDEES: Final = 500  # people in one session
MAX_NAMED_ATTENDEES: Final = 50  # of them in the announcement
REMINDER_LEAD: Final = timedelta(minutes=10)  # before it begins


class SessionProblem(StrEnum):
    """What keeps a session from being announced."""

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
    UNKNOWN_WORDS = "words"


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A session as far as it is known, in the host's own time; without a `channel` it is the learning channel.

    The day of one without `has_day` was not named; `zone` is that of which a time was said to be, and which is ignored.
    """

    title: str = ""
    day: date | None = None
    start_time: time | None = None
    minutes: int = DEFAULT_MINUTES
    channel: str = ""
    has_day: bool = True
    ignored_zone: str = ""


@dataclass(frozen=True, slots=True)
class RejectedSession:
    """No session yet, with what is known of it; `got` is what was typed where that is at fault.

    Where there is no such day the sketch has the one that may be meant.
    """

    problem: SessionProblem
    draft: SessionDraft
    typed: str = ""


@dataclass(frozen=True, slots=True)
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
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def is_open(self, now: datetime) -> bool:
        """Whether one can still join: until its end, unless it was cancelled."""
        return self.cancelled_at is None and now < self.ends_at

    @property
    def was_not_held(self) -> bool:
        """Whether its host said afterwards that it did not take place."""
        return self.cancelled_at is not None and self.cancelled_at >= self.ends_at


@dataclass(frozen=True, slots=True)
class UpcomingSession:
    """A session that is not over, as its list has it: who holds it, how many join, and whether the reader does."""

    session: Session
    host_name: str
    attendee_count: int
    is_attending: bool


def wall_time_to_utc(day: date, start_time: time, zone: ZoneInfo) -> datetime:
    """The moment of a wall time in UTC: in an hour that the clocks leave out the end of it, of a repeated the first."""
    return schedule.slot_moment(WeeklySlot(day.weekday(), start_time), week_of(day), zone)


def resolve_start(draft: SessionDraft, *, now: datetime, zone: ZoneInfo) -> datetime | RejectedSession:
    """When it begins, if it can be announced now."""
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
