"""The rules of the ledger of hours: what a booking says, what becomes of it, and when to ask before it counts.

Whatever changes the ledger is an act: it books, corrects or takes back one entry or several, and can be undone. An
entry is a chain of versions; `root` is the number of the first one and never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

CONFIRM_ABOVE: Final = 16 * 60  # minutes on one day
REFUSE_ABOVE: Final = 24 * 60
REPEAT_WINDOW: Final = timedelta(minutes=2)  # the same words within this time are Enter pressed twice


@dataclass(frozen=True, slots=True)
class Booking:
    """What is to be booked. `request` is the key under which it is booked once; `people` are ids, parted by spaces."""

    minutes: int
    area: str
    roadmap: str | None
    topic: str | None
    day: date
    note: str
    source: str
    request: str
    evidence: str = ""
    activity: str = ""
    people: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A version of an entry: `id` is its own number, `root` that of the first one."""

    id: int
    root: int
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
    evidence: str = ""
    activity: str = ""
    people: str = ""

    @property
    def is_corrected(self) -> bool:
        """Whether this is a later version."""
        return self.id != self.root

    def has_same_content(self, other: Entry | Booking) -> bool:
        """Whether the two say the same of the same hours."""
        return all(getattr(self, name) == getattr(other, name) for name in CONTENT_FIELDS)

    def to_booking(self, request: str = "") -> Booking:
        """The same to be booked."""
        return Booking(source=self.source, request=request, **{name: getattr(self, name) for name in CONTENT_FIELDS})


CONTENT_FIELDS: Final = ("minutes", "area", "roadmap", "topic", "day", "note", "evidence", "activity", "people")


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What an act did to one entry: booked it (no `before`), took it back (no `after`) or corrected it."""

    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class EntrySums:
    """Where a booking leaves its member: minutes in the area over all time, and in the week of its day."""

    area_minutes: int
    week_minutes: int


@dataclass(frozen=True, slots=True)
class BookedEntry:
    """It is in the ledger. `fresh` is False where the same request had put it there before."""

    entry_id: int
    sums: EntrySums
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class RepeatedBooking:
    """The same was booked moments ago; nothing was added."""

    entry_id: int
    ago: timedelta


@dataclass(frozen=True, slots=True)
class FullDay:
    """The day would hold more than a day should (`possible`: the person may insist) or can."""

    booked_minutes: int
    is_possible: bool


@dataclass(frozen=True, slots=True)
class DoubtfulBooking:
    """One of several bookings, by its place among them, is in doubt; none was booked."""

    index: int
    doubt: RepeatedBooking | FullDay


@dataclass(frozen=True, slots=True)
class LedgerAct:
    """An act and what it changed. `sums` are those of the last change; `fresh` is False where it was done before."""

    act_id: int
    changes: tuple[EntryChange, ...]
    sums: EntrySums
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class OutdatedAct:
    """The act cannot be undone by itself: later ones changed the same entries, which now are these (if still there)."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some of the entries in force that were asked for; `count` and `minutes` are over all of them."""

    entries: tuple[Entry, ...]
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Posting:
    """A row of the ledger as it stands there: a booking, or what takes the row `reverses` back."""

    id: int
    root: int
    minutes: int
    area: str
    roadmap: str | None
    topic: str | None
    day: date
    note: str
    source: str
    reverses: int | None
    undoes: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PostingPage:
    """Some rows, oldest first: `before` is what those before them add up to, `total` what all of them do."""

    rows: tuple[Posting, ...]
    minutes_before: int
    count: int
    total_minutes: int


@dataclass(frozen=True, slots=True)
class DayPosting:
    """A row of the ledger on the day in question; `what` is the topic or the roadmap, `reverses` the row it undoes."""

    id: int
    minutes: int
    area: str
    subject: str
    note: str
    reverses: int | None
    created_at: datetime

    def has_same_content(self, booking: Booking) -> bool:
        """Whether this row and the booking say the same."""
        what = booking.topic or booking.roadmap or ""
        return (self.minutes, self.area, self.subject, self.note) == (booking.minutes, booking.area, what, booking.note)


def match_bookings(
    entries: Sequence[Entry], bookings: Sequence[Booking]
) -> tuple[tuple[Entry | None, Booking | None], ...]:
    """Which entry a list of bookings goes on with in which: what says the same, then the same subject, then by place.

    Entries come in their order, then the bookings that are new in theirs.
    """
    left, found = dict(enumerate(bookings)), dict[int, Booking]()
    alike: tuple[Callable[[Entry, Booking], bool], ...] = (
        Entry.has_same_content,
        _has_same_subject,
        lambda _old, _new: True,
    )
    for fits in alike:
        for entry in (each for each in entries if each.id not in found):
            place = next((place for place, booking in left.items() if fits(entry, booking)), None)
            if place is not None:
                found[entry.id] = left.pop(place)
    return (*((entry, found.get(entry.id)) for entry in entries), *((None, booking) for booking in left.values()))


def _has_same_subject(entry: Entry, booking: Booking) -> bool:
    return (entry.area, entry.roadmap, entry.topic) == (booking.area, booking.roadmap, booking.topic)


def check_booking(
    day_postings: Sequence[DayPosting], booking: Booking, *, now: datetime, is_confirmed: bool, planned_minutes: int = 0
) -> RepeatedBooking | FullDay | None:
    """What speaks against booking on a day that holds these rows and is to hold `planned` minutes besides.

    `insist` leaves only what is impossible.
    """
    already = sum(line.minutes for line in day_postings) + planned_minutes
    if already + booking.minutes > REFUSE_ABOVE:
        return FullDay(already, is_possible=False)
    if is_confirmed:
        return None
    gone = {line.reverses for line in day_postings}
    for line in day_postings:
        ago = now - line.created_at
        if line.has_same_content(booking) and line.id not in gone and ago < REPEAT_WINDOW:
            return RepeatedBooking(line.id, ago)
    return FullDay(already, is_possible=True) if already + booking.minutes > CONFIRM_ABOVE else None
