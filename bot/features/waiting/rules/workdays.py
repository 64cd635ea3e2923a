"""Working days of a person: Monday to Friday in their zone, without their days off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import date, datetime, time, timedelta
from statistics import median_high
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.time_off import WORKDAYS_PER_WEEK, TimeOff, is_away
from bot.frozen import frozen

MIN_ANSWERS: Final = 3  # of a person, before their usual time is told
_ONE_DAY: Final = timedelta(days=1)
_MAX_DAYS: Final = 400  # of days off without a gap


@frozen
class WorkCalendar:
    """A person's zone and days off."""

    zone: ZoneInfo
    days_off: Sequence[TimeOff] = field(default=())

    def is_workday(self, day: date) -> bool:
        """Return whether they work on that day."""
        return day.weekday() < WORKDAYS_PER_WEEK and not is_away(day, self.days_off)

    def is_away(self, now: datetime) -> bool:
        """Return whether they have the day off."""
        return is_away(now.astimezone(self.zone).date(), self.days_off)


def add_workdays(moment: datetime, number: int, calendar: WorkCalendar) -> datetime | None:
    """Return when so many working days of a person have passed; None where they are away for good.

    It is the same time of the day; what comes on a free day begins with the next working day.
    """
    local = moment.astimezone(calendar.zone)
    day, at = local.date(), local.time()
    left = number
    if not calendar.is_workday(day):
        at = time()
        left += 1
    for _ in range(_MAX_DAYS):
        if left == 0:
            return datetime.combine(day, at, tzinfo=calendar.zone)
        day += _ONE_DAY
        left -= calendar.is_workday(day)
    return None


def count_workdays(since: datetime, until: datetime, calendar: WorkCalendar) -> int:
    """Return how many working days of a person have passed between two moments."""
    number = 0
    while (at := add_workdays(since, number + 1, calendar)) is not None and at <= until:
        number += 1
    return number


def usual_workdays(answers: Iterable[tuple[datetime, datetime]], calendar: WorkCalendar) -> int | None:
    """Return the median working days between questions and a person's answers; None for too few of them."""
    taken = [count_workdays(asked, answered, calendar) for asked, answered in answers]
    return median_high(taken) if len(taken) >= MIN_ANSWERS else None
