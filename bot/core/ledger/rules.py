"""The rules of the ledger of hours: bookings, entries, acts, and when to ask before a booking counts.

Whatever changes the ledger is an act: it books, corrects or takes back one entry or several, and can be undone. An
entry is a chain of versions; `root` is the id of the first one and never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.frozen import frozen

CONFIRM_ABOVE: Final = 16 * 60  # minutes on one day
REFUSE_ABOVE: Final = 24 * 60
REPEAT_WINDOW: Final = timedelta(minutes=2)  # the same words within this time are Enter pressed twice


@frozen
class Booking:
    """What is to be booked, once per `request`; `people` are member ids separated by spaces."""

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


@frozen
class Entry:
    """A version of an entry: `id` is its own, `root` that of the first version."""

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
        """Return whether this is a later version."""
        return self.id != self.root

    def has_same_content(self, other: Entry | Booking) -> bool:
        """Return whether the two say the same of the same hours."""
        return all(getattr(self, name) == getattr(other, name) for name in CONTENT_FIELDS)

    def to_booking(self, request: str = "") -> Booking:
        """Return a booking with the same content."""
        return Booking(source=self.source, request=request, **{name: getattr(self, name) for name in CONTENT_FIELDS})


CONTENT_FIELDS: Final = ("minutes", "area", "roadmap", "topic", "day", "note", "evidence", "activity", "people")


_CONTENT_OF_DAY: Final = ("minutes", "area", "note", "evidence", "activity", "people")  # on one day, beside the subject


@frozen
class EntryChange:
    """What an act did to one entry: booked it (no `before`), took it back (no `after`) or corrected it."""

    before: Entry | None
    after: Entry | None


@frozen
class EntrySums:
    """A member's minutes after a booking: in its area over all time, and in the week of its day."""

    area_minutes: int
    week_minutes: int


@frozen
class BookedEntry:
    """An entry in the ledger. `is_new` is False where the same request had booked it before."""

    entry_id: int
    sums: EntrySums
    is_new: bool = True


@frozen
class RepeatedBooking:
    """The same was booked moments ago; nothing was added."""

    entry_id: int
    ago: timedelta


@frozen
class FullDay:
    """The day would hold more than a day should (`is_possible`: the member may confirm it) or can."""

    booked_minutes: int
    is_possible: bool


@frozen
class DoubtfulBooking:
    """One of several bookings, at `index`, is in doubt; none was booked."""

    index: int
    doubt: RepeatedBooking | FullDay


@frozen
class LedgerAct:
    """An act and its changes. `sums` are those of the last change; `is_new` is False where it was done before."""

    act_id: int
    changes: tuple[EntryChange, ...]
    sums: EntrySums
    is_new: bool = True


@frozen
class OutdatedAct:
    """The act cannot be undone by itself: later ones changed its entries, which now are these (if still there)."""

    entries: tuple[Entry, ...]


@frozen
class EntryPage:
    """Some of the entries in force that were asked for; `count` and `minutes` are over all of them."""

    entries: tuple[Entry, ...]
    count: int
    minutes: int


@frozen
class Posting:
    """A row of the ledger: a booking, or the reversal of the row `reverses`."""

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


@frozen
class PostingPage:
    """Some rows, oldest first; `minutes_before` is the sum of the rows before them."""

    rows: tuple[Posting, ...]
    minutes_before: int
    count: int
    total_minutes: int


@frozen
class DayPosting:
    """A row of the ledger on the day in question; `subject` is the topic or the roadmap."""

    id: int
    minutes: int
    area: str
    subject: str
    note: str
    reverses: int | None
    created_at: datetime
    evidence: str = ""
    activity: str = ""
    people: str = ""

    def has_same_content(self, booking: Booking) -> bool:
        """Return whether this row and the booking say the same."""
        is_same_subject = self.subject == (booking.topic or booking.roadmap or "")
        return is_same_subject and all(getattr(self, name) == getattr(booking, name) for name in _CONTENT_OF_DAY)


def match_bookings(
    entries: Sequence[Entry], bookings: Sequence[Booking]
) -> tuple[tuple[Entry | None, Booking | None], ...]:
    """Match each entry with the booking that replaces it: by same content, then same subject, then order.

    Entries come in their order, then the bookings that are new in theirs.
    """
    left, matched = dict(enumerate(bookings)), dict[int, Booking]()
    criteria: tuple[Callable[[Entry, Booking], bool], ...] = (
        Entry.has_same_content,
        _has_same_subject,
        lambda _entry, _booking: True,
    )
    for fits in criteria:
        for entry in (each for each in entries if each.id not in matched):
            index = next((index for index, booking in left.items() if fits(entry, booking)), None)
            if index is not None:
                matched[entry.id] = left.pop(index)
    return (*((entry, matched.get(entry.id)) for entry in entries), *((None, booking) for booking in left.values()))


def _has_same_subject(entry: Entry, booking: Booking) -> bool:
    return all(getattr(entry, name) == getattr(booking, name) for name in ("area", "roadmap", "topic", "activity"))


def check_booking(
    day_postings: Sequence[DayPosting], booking: Booking, *, now: datetime, is_confirmed: bool, planned_minutes: int = 0
) -> RepeatedBooking | FullDay | None:
    """Return what speaks against a booking on a day with these rows and `planned_minutes` besides.

    `is_confirmed` leaves only what is impossible.
    """
    already = sum(posting.minutes for posting in day_postings) + planned_minutes
    if already + booking.minutes > REFUSE_ABOVE:
        return FullDay(already, is_possible=False)
    if is_confirmed:
        return None
    reversed_ids = {posting.reverses for posting in day_postings}
    for posting in day_postings:
        ago = now - posting.created_at
        if posting.has_same_content(booking) and posting.id not in reversed_ids and ago < REPEAT_WINDOW:
            return RepeatedBooking(posting.id, ago)
    return FullDay(already, is_possible=True) if already + booking.minutes > CONFIRM_ABOVE else None
