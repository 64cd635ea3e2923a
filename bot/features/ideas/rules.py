"""What a digest suggests to learn together: never the same within four weeks, and when those who are in can meet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.calendar.quiet_hours import QUIET_FROM, QUIET_UNTIL, next_awake_moment
from bot.calendar.weeks import shift_week
from bot.core.time_off import WORKDAYS_PER_WEEK, TimeOff, is_away
from bot.frozen import frozen

PLAN_WORD: Final = "plan"  # before the area, in the command of an idea
WEEKS_BETWEEN: Final = 4  # weeks after a suggestion in which it does not come again
MEETING_LENGTH: Final = timedelta(minutes=30)
WORKING_HOURS: Final = (time(9), time(17))
WAKING_HOURS: Final = (QUIET_UNTIL, QUIET_FROM)
NOTICE: Final = timedelta(hours=1)  # that everybody has at least, of their day
HORIZON: Final = timedelta(days=14)


class Suggestible(Protocol):
    """What can be suggested: its name, and the command that shows it."""

    @property
    def name(self) -> str: ...

    @property
    def command(self) -> str: ...


SuggestibleT = TypeVar("SuggestibleT", bound=Suggestible)


@frozen
class Idea:
    """What the digest of a week suggested; `session` is the id of the session that came of it."""

    workspace: str
    week: str
    name: str
    command: str
    session: int | None = None


@frozen
class Availability:
    """Where somebody is who wants to meet, and their days away."""

    zone: ZoneInfo
    days_off: tuple[TimeOff, ...] = ()

    def is_free(self, starts_at: datetime, hours: tuple[time, time]) -> bool:
        """Return whether a meeting lies within these hours of one of their working days."""
        start, end = (each.astimezone(self.zone) for each in (starts_at, starts_at + MEETING_LENGTH))
        return (
            start.weekday() < WORKDAYS_PER_WEEK
            and start.date() == end.date()
            and hours[0] <= start.time()
            and end.time() <= hours[1]
            and not is_away(start.date(), self.days_off)
        )


def is_over(week: str, this_week: str) -> bool:
    """Return whether the idea of a week is too old to join: by then it may be suggested again."""
    return shift_week(week, WEEKS_BETWEEN) < this_week


def choose_suggestion(candidates: Iterable[SuggestibleT], recent: Collection[Suggestible]) -> SuggestibleT | None:
    """Return the first candidate that no recent digest suggested, by name or by command; None if there is none."""
    names, commands = {each.name.casefold() for each in recent}, {each.command.casefold() for each in recent}
    fresh = (
        each for each in candidates if each.name.casefold() not in names and each.command.casefold() not in commands
    )
    return next(fresh, None)


def find_meeting_times(people: Sequence[Availability], now: datetime) -> tuple[datetime, ...]:
    """Return up to two half hours that suit everybody, the second on another day where one is found.

    They lie in everybody's working hours or else in the hours in which nobody sleeps; none if there are no such.
    """
    earliest = max(next_awake_moment(now, each.zone) for each in people) + NOTICE
    for hours in (WORKING_HOURS, WAKING_HOURS):
        free = [at for at in _half_hours(earliest) if all(each.is_free(at, hours) for each in people)]
        if free:
            zone = people[0].zone
            first_day = free[0].astimezone(zone).date()
            later = next((each for each in free if each.astimezone(zone).date() > first_day), None)
            return tuple(each for each in (free[0], later or next(iter(free[1:]), None)) if each)
    return ()


def _half_hours(earliest: datetime) -> Iterator[datetime]:
    passed = (earliest - datetime.min.replace(tzinfo=earliest.tzinfo)) % MEETING_LENGTH
    first = earliest - passed + MEETING_LENGTH if passed else earliest
    return (first + number * MEETING_LENGTH for number in range(HORIZON // MEETING_LENGTH))
