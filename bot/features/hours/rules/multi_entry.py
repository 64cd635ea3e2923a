"""Several bookings in one line: `1h networking, 30m aws yesterday, 2h k8s: operators`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bot.features.hours.rules import line_parser
from bot.timeexpr.durations import parse

MOST: Final = 20
_SEPARATOR = re.compile(r"\s?(?:[,;\n]\s*(?:and\s+|\+\s*)?|\s(?:and|plus|&|\+)\s+)", re.IGNORECASE)


def pieces(text: str, names_subject: Callable[[str], bool]) -> tuple[str, ...]:
    """The bookings that a line holds, each with its own day and note; the whole line where there is but one.

    A length that is in doubt begins a booking as well, so that it is asked about and not read as part of another.

    A note goes on over commas until words follow that book something themselves, which only `names_subject` can tell.
    """
    found: list[str] = []
    start = 0
    gaps = list(_SEPARATOR.finditer(text))
    for index, gap in enumerate(gaps):
        left = text[start : gap.start()]
        upto = gaps[index + 1].start() if index + 1 < len(gaps) else len(text)
        if _cuts(left, text[gap.end() : upto], gap[0], names_subject):
            found.append(left.strip())
            start = gap.end()
    return (*found, text[start:].strip())


def _cuts(left: str, right: str, gap: str, names_subject: Callable[[str], bool]) -> bool:
    """Whether one booking ends before the gap and another one begins behind it."""
    head, note = line_parser.split_note(left)
    words = line_parser.split_note(right)[0]
    what = _subject(parse.find(words, bare=False))
    if not _subject(parse.find(head, bare=False) or parse.take(head)):
        return False
    if note:
        return bool(what) and gap.strip()[:1] in (",", ";", "") and names_subject(what)
    bare = "" if what else _subject(parse.take(words))
    return bool(what) or (bool(bare) and names_subject(bare))


def _subject(length: parse.Duration | parse.UnclearDuration | None) -> str:
    """What is left of the words that a length was found in; empty where there is none, or nothing else."""
    return length.rest if length and any(char.isalpha() for char in length.rest) else ""
