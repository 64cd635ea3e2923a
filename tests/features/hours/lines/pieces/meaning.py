"""What a line means: what may be booked for it, what may be asked about, and what may be refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

TODAY: Final = date(2026, 11, 29)  # a Sunday, on which lines are typed


class Dimension(StrEnum):
    """What a question or a refusal can be about."""

    LENGTH = "length"
    DAY = "day"
    SUBJECT = "subject"
    SPLIT = "split"
    PEOPLE = "people"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One dimension of an entry. `right` holds what may be booked; empty where nobody can know from the line.

    If it `is_clear`, no choice may say anything else; if not, one of the choices has to be right.
    """

    right: frozenset[T]
    is_clear: bool = True

    @property
    def is_known(self) -> bool:
        """Return whether the line says it at all."""
        return bool(self.right)


@dataclass(frozen=True, slots=True)
class EntryMeaning:
    """One entry: its parts, and what has to be found in its note, evidence or people."""

    minutes: Part[int]
    subject: Part[str]
    day: Part[date]
    keep: tuple[str, ...] = ()  # words that are neither length, day nor name
    links: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    absent: tuple[str, ...] = ()  # what is no word of the note
    said: str = ""  # the name as typed: what of it is not in the name of a choice has to be kept too


@dataclass(frozen=True, slots=True)
class Meaning:
    """All readings of a line that are right; only one that needs no question may be booked at once."""

    readings: tuple[tuple[EntryMeaning, ...], ...]
    must_ask: bool = False
    refusals: frozenset[Dimension] = frozenset()

    @property
    def true_reasons(self) -> frozenset[Dimension]:
        """Return what a refusal may be about."""
        parts: list[tuple[Dimension, Part[Any]]] = []
        for each in (meant for reading in self.readings for meant in reading):
            parts += [(Dimension.LENGTH, each.minutes), (Dimension.DAY, each.day), (Dimension.SUBJECT, each.subject)]
        return self.refusals | {dimension for dimension, part in parts if not part.is_known}


@dataclass(frozen=True, slots=True)
class Line:
    """A line as Slack delivers it, after `/log`, and its meaning."""

    kind: str
    text: str
    meaning: Meaning
    today: date = TODAY


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A piece of a line and what it says."""

    text: str
    part: Part[T]
    refusals: frozenset[Dimension] = field(default=frozenset())
    must_ask: bool = False


def clear(*right: T) -> Part[T]:
    """Return a part that says just this."""
    return Part(frozenset(right))


def likely(*right: T) -> Part[T]:
    """Return a part that says this in all likelihood: to ask is as good, with this among the choices."""
    return Part(frozenset(right), is_clear=False)


def unknown() -> Part[Any]:
    """Return a part that nobody can know."""
    return Part(frozenset(), is_clear=False)


def entry(
    minutes: int | Part[int],
    subject: str | Part[str],
    day: date | Part[date] = TODAY,
    *,
    keep: str = "",
    links: Iterable[str] = (),
    people: Iterable[str] = (),
    absent: str = "",
    said: str = "",
) -> EntryMeaning:
    """Return what an entry means; plain values are clear, `keep` and `absent` are words with spaces between."""
    return EntryMeaning(
        minutes if isinstance(minutes, Part) else clear(minutes),
        subject if isinstance(subject, Part) else clear(subject),
        day if isinstance(day, Part) else clear(day),
        tuple(keep.split()),
        tuple(links),
        frozenset(people),
        tuple(absent.split()),
        said,
    )


def means(*entries: EntryMeaning, must_ask: bool = False, refusals: Iterable[Dimension] = ()) -> Meaning:
    """Return the meaning of a line that can be read in one way."""
    return Meaning((entries,), must_ask, frozenset(refusals))


def means_one_of(*readings: tuple[EntryMeaning, ...], refusals: Iterable[Dimension] = ()) -> Meaning:
    """Return the meaning of a line that has several and is asked about."""
    return Meaning(readings, must_ask=True, refusals=frozenset(refusals))
