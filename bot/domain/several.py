"""Several bookings in one line: `1h networking, 30m aws yesterday, 2h k8s: operators`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bot.domain import durations, logline

MOST: Final = 20
_SEPARATOR = re.compile(r"\s?(?:[,;\n]\s*(?:and\s+|\+\s*)?|\s(?:and|plus|&|\+)\s+)", re.IGNORECASE)


def pieces(text: str, names_subject: Callable[[str], bool]) -> tuple[str, ...]:
    """The bookings that a line holds, each with its own day and note; the whole line where there is but one.

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
    pieces = (*found, text[start:].strip())
    return pieces if len(pieces) <= MOST else (text,)


def _cuts(left: str, right: str, gap: str, names_subject: Callable[[str], bool]) -> bool:
    """Whether one booking ends before the gap and another one begins behind it."""
    head, note = logline.split_note(left)
    what = _subject(logline.split_note(right)[0])
    if not what or not _subject(head):
        return False
    return not note or (gap.strip()[:1] in (",", ";", "") and names_subject(what))


def _subject(words: str) -> str:
    """What is left of words that hold one length with a unit; empty where they hold none, or nothing else."""
    length = durations.find(words, bare=False)
    if not isinstance(length, durations.Taken):
        return ""
    return length.rest if any(char.isalpha() for char in length.rest) else ""
