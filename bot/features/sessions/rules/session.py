"""A knowledge-sharing session: when it is, and what it takes to hold one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import Slot
from bot.calendar.weeks import week_of

SHORTEST: Final = 15  # minutes
LONGEST: Final = 480
USUAL: Final = 60
FARTHEST: Final = timedelta(days=366)
TITLE: Final = 150  # characters, as the table has it
MOST: Final = 500  # people in one session
NAMED: Final = 50  # of them in the announcement
NOTICE: Final = timedelta(minutes=10)  # before it begins


class Why(StrEnum):
    """What keeps a session from being announced."""

    NO_TITLE = "no_title"
    LONG_TITLE = "long_title"
    NO_TIME = "no_time"
    NO_SUCH_TIME = "no_such_time"
    NO_DAY = "no_day"
    NO_SUCH_DAY = "no_such_day"
    PAST = "past"
    TOO_FAR = "too_far"
    LENGTH = "length"
    CHANNEL = "channel"
    ELSEWHERE = "elsewhere"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Sketch:
    """A session as far as it is known, in the host's own time; without a `channel` it is the learning channel.

    The day of one without `has_day` was not named; `zone` is that of which a time was said to be, and which is ignored.
    """

    title: str = ""
    day: date | None = None
    at: time | None = None
    minutes: int = USUAL
    channel: str = ""
    has_day: bool = True
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Unfit:
    """No session yet, with what is known of it; `got` is what was typed where that is at fault.

    Where there is no such day the sketch has the one that may be meant.
    """

    why: Why
    sketch: Sketch
    got: str = ""


@dataclass(frozen=True, slots=True)
class Gathering:
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
    def was_missed(self) -> bool:
        """Whether its host said afterwards that it did not take place."""
        return self.cancelled_at is not None and self.cancelled_at >= self.ends_at


@dataclass(frozen=True, slots=True)
class Coming:
    """A session that is not over, as its list has it: who holds it, how many join, and whether the reader does."""

    gathering: Gathering
    host: str
    joined: int
    is_in: bool


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment of a wall time in UTC: in an hour that the clocks leave out the end of it, of a repeated the first."""
    return schedule.occurrence(Slot(day.weekday(), at), week_of(day), zone)


def settle(sketch: Sketch, *, now: datetime, zone: ZoneInfo) -> datetime | Unfit:
    """When it begins, if it can be announced now."""
    if not sketch.title:
        return Unfit(Why.NO_TITLE, sketch)
    if sketch.at is None:
        return Unfit(Why.NO_TIME, sketch)
    if sketch.day is None:
        return Unfit(Why.NO_DAY, sketch)
    if not SHORTEST <= sketch.minutes <= LONGEST:
        return Unfit(Why.LENGTH, sketch)
    starts_at = moment(sketch.day, sketch.at, zone)
    if starts_at <= now:
        return Unfit(Why.PAST, sketch)
    return Unfit(Why.TOO_FAR, sketch) if starts_at - now > FARTHEST else starts_at
