"""The rules of the ledger of hours: what a booking says, what becomes of it, and when to ask before it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

ASK_ABOVE: Final = 16 * 60  # minutes on one day
REFUSE_ABOVE: Final = 24 * 60
AGAIN: Final = timedelta(minutes=2)  # the same words within this time are Enter pressed twice


@dataclass(frozen=True, slots=True)
class Booking:
    """What is to be booked. `request` is the key under which it is booked once."""

    minutes: int
    area: str
    roadmap: str | None
    topic: str | None
    day: date
    note: str
    source: str
    request: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking that stands in the ledger."""

    id: int
    workspace: str
    member: str
    minutes: int
    area: str
    roadmap: str | None
    topic: str | None
    day: date
    note: str
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Sums:
    """Where a booking leaves its member: minutes in the area over all time, and in the week of its day."""

    area: int
    week: int


@dataclass(frozen=True, slots=True)
class Booked:
    """It is in the ledger. `fresh` is False where the same request had put it there before."""

    entry: int
    sums: Sums
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same was booked moments ago; nothing was added."""

    entry: int
    ago: timedelta


@dataclass(frozen=True, slots=True)
class FullDay:
    """The day would hold more than a day should (`possible`: the person may insist) or can."""

    already: int
    possible: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The entry no longer counts. `fresh` is False where that had been so before."""

    entry: Entry
    sums: Sums
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the ledger on the day in question; `what` is the topic or the roadmap, `reverses` the row it undoes."""

    id: int
    minutes: int
    area: str
    what: str
    note: str
    reverses: int | None
    created_at: datetime

    def says(self, booking: Booking) -> bool:
        """Whether this row and the booking say the same."""
        what = booking.topic or booking.roadmap or ""
        return (self.minutes, self.area, self.what, self.note) == (booking.minutes, booking.area, what, booking.note)


def doubt_of(day: Sequence[Line], booking: Booking, *, now: datetime, insist: bool) -> Repeated | FullDay | None:
    """What speaks against booking on a day that holds these rows; `insist` leaves only what is impossible."""
    already = sum(line.minutes for line in day)
    if already + booking.minutes > REFUSE_ABOVE:
        return FullDay(already, possible=False)
    if insist:
        return None
    gone = {line.reverses for line in day}
    for line in day:
        ago = now - line.created_at
        if line.says(booking) and line.id not in gone and ago < AGAIN:
            return Repeated(line.id, ago)
    return FullDay(already, possible=True) if already + booking.minutes > ASK_ABOVE else None
