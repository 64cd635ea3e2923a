"""Split a line into several bookings: `1h networking, 30m aws yesterday, 2h k8s: operators`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.features.hours.rules import line_parser
from bot.timeexpr.durations import parse

MAX_ENTRIES: Final = 20

_SEPARATOR = re.compile(r"\s?(?:[,;\n]\s*(?:and\s+|\+\s*)?|\s(?:and|plus|&|\+)\s+)", re.IGNORECASE)


def split_entries(text: str, names_subject: Callable[[str], bool]) -> tuple[str, ...]:
    """Split a line into its bookings, each with its own day and note.

    An unclear duration begins a booking as well, so that it is asked about and not read as part of another.
    A note goes on over commas until words follow that book something themselves, which `names_subject` tells.
    """
    pieces: list[str] = []
    start = 0
    gaps = list(_SEPARATOR.finditer(text))
    for index, gap in enumerate(gaps):
        left = text[start : gap.start()]
        end = gaps[index + 1].start() if index + 1 < len(gaps) else len(text)
        if _is_boundary(left, text[gap.end() : end], gap[0], names_subject):
            pieces.append(left.strip())
            start = gap.end()
    return (*pieces, text[start:].strip())


def _is_boundary(left: str, right: str, gap: str, names_subject: Callable[[str], bool]) -> bool:
    """Tell whether one booking ends before the gap and another one begins after it."""
    head, note = line_parser.split_note(left)
    words = line_parser.split_note(right)[0]
    what = _subject_words(parse.find(words, bare=False))
    if not _subject_words(parse.find(head, bare=False) or parse.take(head)):
        return False
    if note:
        return bool(what) and gap.strip()[:1] in (",", ";", "") and names_subject(what)
    bare = "" if what else _subject_words(parse.take(words))
    return bool(what) or (bool(bare) and names_subject(bare))


def _subject_words(duration: parse.Duration | parse.UnclearDuration | None) -> str:
    """Return the words beside a duration; empty without a duration or without letters."""
    return duration.rest if duration and any(char.isalpha() for char in duration.rest) else ""


@dataclass(frozen=True, slots=True)
class LineContext:
    """The pieces before and after the one in question, and the whole line as it was typed."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    whole_line: str = ""

    @property
    def is_single_entry(self) -> bool:
        """Tell whether the line has no other piece."""
        return not self.before and not self.after

    def with_piece(self, piece: str) -> str:
        """Return the whole line with this piece in place of the one in question."""
        return ", ".join((*self.before, piece, *self.after))


SINGLE_ENTRY = LineContext()
