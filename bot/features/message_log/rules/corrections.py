"""Tell what an edited message changes: only what its text changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.core.ledger.rules import Booking, Entry, match_bookings
from bot.frozen import frozen

_PARTS: Final = (("minutes",), ("area", "roadmap", "topic", "activity"), ("note",), ("evidence",), ("people",))


@frozen
class SaidBooking:
    """What a text books, and whether it names the day."""

    booking: Booking
    is_day_named: bool


def keep_own_parts(entries: Sequence[Entry], old: Sequence[SaidBooking], new: Sequence[SaidBooking]) -> list[Booking]:
    """Return what the new text books, in its order; `old` is what the text said before, empty where nobody knows.

    A part that neither text names, or both alike, stays as the entry has it: its day above all, which no text names
    alike in two time zones.
    """
    said_before = {entry.id: old[index] for entry, index in _match(entries, old)}
    kept = [each.booking for each in new]
    for entry, index in _match(entries, new):
        kept[index] = _with_own_parts(entry, said_before.get(entry.id), new[index])
    return kept


def _match(entries: Sequence[Entry], said: Sequence[SaidBooking]) -> list[tuple[Entry, int]]:
    """Return each entry with the index of what is said of it."""
    numbered = [replace(each.booking, request=str(index)) for index, each in enumerate(said)]
    return [(entry, int(one.request)) for entry, one in match_bookings(entries, numbered) if entry and one]


def _with_own_parts(entry: Entry, old: SaidBooking | None, new: SaidBooking) -> Booking:
    same = [name for part in _PARTS if _is_same(part, old, new) for name in part]
    was_day_named = old is not None and old.is_day_named
    if new.is_day_named == was_day_named and (not was_day_named or (old and old.booking.day == new.booking.day)):
        same.append("day")
    return replace(new.booking, **{name: getattr(entry, name) for name in same})


def _is_same(part: tuple[str, ...], old: SaidBooking | None, new: SaidBooking) -> bool:
    """Tell whether both texts say the same of a part; one that is not known names nothing."""
    return all(getattr(new.booking, name) == (getattr(old.booking, name) if old else "") for name in part)
