"""What waits for somebody's answer, how long that has been in working days, and who else may be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from statistics import median_high
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.time_off import WORKDAYS_PER_WEEK, TimeOff, is_away

PATIENCE: Final = 2  # working days, after which who can answer is reminded and who waits gets a word
MIN_ANSWERS: Final = 3  # of a person, before their usual time is told
_ONE_DAY: Final = timedelta(days=1)
_MAX_DAYS: Final = 400  # of days off without a gap; what waits longer waits for nobody


class WaitingKind(StrEnum):
    """What kind of answer it waits for."""

    HAND_IN = "work"
    LEVEL = "level"
    STUCK = "stuck"
    PROPOSAL = "pair"


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """Something of `owner` that has waited since a moment for `awaited`, and that `may_answer` can all answer.

    `key` tells it from all others, also from the same thing once it was answered and asked again. `subject` is the id
    of an assignment, a roadmap, a help request or a pair. `waiters` wait for the answer. `handed_at` is when it came
    to those awaited now, where somebody handed it over.
    """

    kind: WaitingKind
    key: str
    owner: str
    subject: str
    since: datetime
    awaited: tuple[str, ...]
    may_answer: frozenset[str]
    waiters: tuple[str, ...] = ()
    handed_at: datetime | None = None
    handed_by: str = ""

    @property
    def ref(self) -> str:
        """Return a digest of the key, as buttons, claims and hand-overs carry it."""
        return item_ref(self.key)

    @property
    def assignee(self) -> str:
        """Return to whom it was handed over; empty where it was not."""
        return self.awaited[0] if self.handed_at else ""

    @property
    def can_be_handed_over(self) -> bool:
        """Return whether anybody may answer in place of those who are awaited: not a yes of one's own."""
        return self.kind is not WaitingKind.PROPOSAL

    def handed_to(self, assignee: str, *, by: str, at: datetime) -> WaitingItem:
        """Return the same, waiting for one person alone."""
        return replace(self, awaited=(assignee,), handed_by=by, handed_at=at)


def item_ref(key: str) -> str:
    """Return the digest of what waits."""
    return sha256(key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
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


def has_waited_long(item: WaitingItem, calendar: WorkCalendar, now: datetime) -> bool:
    """Return whether it has waited for somebody for as long as anybody should have to."""
    due = add_workdays(item.handed_at or item.since, PATIENCE, calendar)
    return due is not None and due <= now


def usual_workdays(answers: Iterable[tuple[datetime, datetime]], calendar: WorkCalendar) -> int | None:
    """Return the median working days between questions and a person's answers; None for too few of them."""
    taken = [count_workdays(asked, answered, calendar) for asked, answered in answers]
    return median_high(taken) if len(taken) >= MIN_ANSWERS else None


def count_by_person(items: Iterable[WaitingItem]) -> dict[str, int]:
    """Return how much waits for each person."""
    counts: dict[str, int] = {}
    for item in items:
        for person in item.awaited:
            counts[person] = counts.get(person, 0) + 1
    return counts


def order_by_load(people: Iterable[str], counts: Mapping[str, int], names: Mapping[str, str]) -> list[str]:
    """Return people by how much waits for them, the least first; equal ones by name."""
    return sorted(people, key=lambda each: (counts.get(each, 0), names.get(each, "").casefold(), each))
