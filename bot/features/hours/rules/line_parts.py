"""The parts of a line of hours as typed, what it comes to, and what may be unclear about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final

from bot.frozen import frozen
from bot.timeexpr.day_forms import DateProblem

MAX_SPREAD: Final = 7  # days or subjects over which one line may spread its hours


class Spread(StrEnum):
    """How lengths go on several days or subjects, or a day on several entries."""

    APART = "in two entries"
    IN_ALL = "in all"
    EACH = "each"
    ALL = "for all"
    ONE = "for one"


class LineProblemCode(StrEnum):
    """The kinds of reasons why a line cannot be booked."""

    EMPTY = "empty"
    NO_DURATION = "no_duration"
    BAD_DURATION = "bad_duration"
    NEGATIVE = "negative"
    ZERO = "zero"
    SECONDS = "seconds"
    WRONG_UNIT = "wrong_unit"
    COUNTED = "counted"
    UNKNOWN_UNIT = "unknown_unit"
    HOURS_OR_MINUTES = "hours_or_minutes"
    TOO_LONG = "too_long"
    TWO_DURATIONS = "two_durations"
    NO_SUBJECT = "no_subject"
    SEVERAL_SUBJECTS = "several_subjects"
    FUTURE = "future"
    TOO_OLD = "too_old"
    NO_SUCH_DAY = "no_such_day"
    UNCLEAR_DAY = "unclear_day"
    VAGUE_DAY = "vague_day"
    SEVERAL_DAYS = "several_days"
    DAY_OF_ALL = "day_of_all"
    LEFT_OVER = "left_over"
    NOTE_TOO_LONG = "note_too_long"
    TOO_LONG_TEXT = "too_long_text"


ABOUT_DAYS: Final = frozenset(LineProblemCode(each.value) for each in DateProblem)


@frozen
class LineParts:
    """The parts of a line in the member's words; `line` puts them so that each is read as the same part again."""

    length: str = ""
    people: str = ""
    words: str = ""
    day: str = ""
    links: tuple[str, ...] = ()
    note: str = ""

    @property
    def line(self) -> str:
        """The parts as one line."""
        head = " ".join(filter(None, (self.length, self.people, self.words, self.day, *self.links)))
        return f"{head}: {self.note}" if self.note else head

    def with_note(self, more: str) -> LineParts:
        """Return the parts with more words in front of the note."""
        return replace(self, note=join_notes(more, self.note))


@frozen
class ParsedEntry:
    """A parsed line: whole minutes, the subject in the member's words, the local day, the note, a link as evidence.

    `people` are the mentions of those who took part, as delivered.
    """

    minutes: int
    what: str
    day: date
    note: str = ""
    evidence: str = ""
    people: str = ""
    is_day_named: bool = False
    has_unit: bool = True  # a bare number is hours, if a name follows

    @property
    def parts(self) -> LineParts:
        """The same as parts of a line."""
        links = (self.evidence,) if self.evidence else ()
        return LineParts(f"{self.minutes}m", self.people, self.what, self.day.isoformat(), links, self.note)

    def with_rest(self, rest: str) -> ParsedEntry:
        """Return the entry with the words that stand beside the subject's name in front of its note."""
        return replace(self, note=join_notes(rest, self.note)) if rest else self


@frozen
class LineChoice:
    """An answer to what was unclear: the line that says it, with so many minutes, or on that day.

    Without minutes and day the line keeps the fragment as its note.
    """

    line: str
    minutes: int = 0
    day: date | None = None
    spread: Spread | None = None


@frozen
class LineProblem:
    """The reason why a line cannot be booked: `fragment` was not understood, `parts` are the line without it."""

    code: LineProblemCode
    fragment: str
    parts: LineParts = LineParts()
    day: date | None = None
    choices: tuple[LineChoice, ...] = ()

    @property
    def note(self) -> str:
        """The note of the line."""
        return self.parts.note

    @property
    def people(self) -> str:
        """The mentions of those who took part, as delivered."""
        return self.parts.people


def spread_choices(entries: Sequence[LineParts], minutes: int) -> tuple[LineChoice, ...]:
    """Return the choices for one length on several days or subjects."""
    count = len(entries)
    if not 2 <= count <= MAX_SPREAD or minutes < count:
        return ()
    shares = [minutes // count + (index < minutes % count) for index in range(count)]
    choices = []
    for spread, lengths in ((Spread.IN_ALL, shares), (Spread.EACH, [minutes] * count)):
        lines = [replace(each, length=f"{length}m").line for each, length in zip(entries, lengths, strict=True)]
        choices.append(LineChoice(join_lines(lines), minutes, spread=spread))
    return tuple(choices)


def join_lines(lines: Iterable[str]) -> str:
    """Return several entries as one line, in which a note ends before the next entry."""
    return "\nlog ".join(lines)


def join_notes(*notes: str) -> str:
    """Return several notes as one."""
    return ": ".join(filter(None, notes))
