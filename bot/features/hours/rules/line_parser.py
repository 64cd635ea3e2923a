"""One typed line of hours: DURATION WHAT [WHEN] [: NOTE], in any order that is clear."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from bot.core.ledger.note import LONGEST_NOTE, tidy_note
from bot.timeexpr import past_days
from bot.timeexpr.durations import parse as durations_parse
from bot.timeexpr.durations import patterns
from bot.timeexpr.normalize import DASHES, QUOTES, tidy

LONGEST_TEXT: Final = 3000


class Code(StrEnum):
    """Why a line cannot be booked as it stands."""

    EMPTY = "empty"
    NO_DURATION = "no_duration"
    BAD_DURATION = "bad_duration"
    NEGATIVE = "negative"
    ZERO = "zero"
    WRONG_UNIT = "wrong_unit"
    HOURS_OR_MINUTES = "hours_or_minutes"
    TOO_LONG = "too_long"
    TWO_DURATIONS = "two_durations"
    NO_SUBJECT = "no_subject"
    FUTURE = "future"
    TOO_OLD = "too_old"
    NO_SUCH_DAY = "no_such_day"
    VAGUE_DAY = "vague_day"
    TWO_DAYS = "two_days"
    NOTE_TOO_LONG = "note_too_long"
    TOO_LONG_TEXT = "too_long_text"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a line says: whole minutes, the subject in the member's words, the local day, the note."""

    minutes: int
    what: str
    day: date
    note: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What must be asked: `got` was not understood, `rest` is the line without it.

    For each of the `choices` (minutes) the line f"{choice}m {rest}" says the same with that length.
    """

    code: Code
    got: str
    rest: str = ""
    day: date | None = None
    choices: tuple[int, ...] = ()


_FILLERS: Final = frozenset(
    {
        *("of", "on", "for", "in", "about", "i"),
        *("learning", "learned", "learnt", "studying", "studied", "spent", "spending", "logged"),
    }
)


_LINK = re.compile(r"<[^<>\s]+>|://")


_CLOCK_AHEAD = re.compile(r"[:：][0-9]{2}(?!\w)")


_LEFT: Final = " ,;)" + DASHES + QUOTES


_RIGHT: Final = " ,;.!?(" + DASHES + QUOTES


def parse(text: str, today: date) -> Draft | Problem:
    """The hours that a line says, or the one thing that keeps it from being booked; never an exception."""
    if len(text) > LONGEST_TEXT:
        return Problem(Code.TOO_LONG_TEXT, text[:50], text)
    raw, note = split_note(text)
    head, note = tidy(raw), tidy_note(note)
    if len(head) > LONGEST_TEXT:
        return Problem(Code.TOO_LONG_TEXT, head[:50], text)
    if not head and not note:
        return Problem(Code.EMPTY, "")
    if len(note) > LONGEST_NOTE:
        return Problem(Code.NOTE_TOO_LONG, note, head)
    outcome = _read(head, today)
    if isinstance(outcome, Problem):
        rest = _with_note(outcome.rest, note)
        return replace(outcome, rest=rest, choices=tuple(each for each in outcome.choices if _readable(each, rest)))
    return replace(outcome, note=note) if note else outcome


def _readable(choice: int, rest: str) -> bool:
    """Whether the line with this choice would say that length: "20m ago" says none."""
    again = durations_parse.take(f"{choice}m {rest}")
    return isinstance(again, durations_parse.Duration) and again.minutes == choice


def _read(head: str, today: date) -> Draft | Problem:
    """The words before the note: the length first, then the day, and what is left is the subject."""
    words, day = head, None
    length = durations_parse.find(words, bare=False)
    if length is None:
        words, day = past_days.split_off_day(words, today)
        length = durations_parse.find(words)
    if length is None:
        return Problem(Code.NO_DURATION, "", head)
    dated = _phrase(head, words, day)
    if isinstance(length, durations_parse.UnclearDuration):
        return Problem(Code(length.why.value), length.got, _joined(length.rest, dated), choices=length.choices)
    second = durations_parse.find(length.rest, bare=False)
    if second is not None:
        return _two_lengths(length, second, dated)
    words = length.rest
    if day is None:
        words, day = past_days.split_off_day(words, today)
    return _draft(length, words, day, head, today)


def _draft(
    length: durations_parse.Duration, words: str, day: date | past_days.DateError | None, head: str, today: date
) -> Draft | Problem:
    """The subject and the day, each checked."""
    line = f"{length.minutes}m {words}"
    if isinstance(day, past_days.DateError):
        return Problem(Code(day.why.value), day.got, line, day.day)
    booked = today if day is None else day
    others, second = past_days.split_off_day(words, today) if day is not None else ("", None)
    if second is not None and others:
        if second != day:
            return Problem(Code.TWO_DAYS, _phrase(words, others, second).strip(), f"{length.minutes}m {others}", day)
        words = others
    what = _subject(words)
    if not what:
        return Problem(Code.NO_SUBJECT, "", head, day)
    return Draft(length.minutes, what, booked, "")


def _two_lengths(
    first: durations_parse.Duration, second: durations_parse.Duration | durations_parse.UnclearDuration, dated: str
) -> Problem:
    """Two lengths in a line: the first alone or both together, but never one of them silently."""
    choices: tuple[int, ...] = (first.minutes,)
    if isinstance(second, durations_parse.Duration) and first.minutes + second.minutes <= patterns.DAY:
        choices = (first.minutes, first.minutes + second.minutes)
    got = f"{first.got} ... {second.got}"
    return Problem(Code.TWO_DURATIONS, got, _joined(second.rest, dated), choices=choices)


def _subject(words: str) -> str:
    """The words without filler, quotes and stops at their edges; empty if they say nothing."""
    what = _trimmed(words)
    if not any(char.isalnum() for char in what):
        return ""
    parts = what.split()
    while parts and parts[0].casefold() in _FILLERS:
        parts.pop(0)
    while parts and parts[-1].casefold() in _FILLERS:
        parts.pop()
    bare = _trimmed(" ".join(parts))
    return bare if any(char.isalnum() for char in bare) else what


def _trimmed(words: str) -> str:
    return words.lstrip(_LEFT).rstrip(_RIGHT)


def _phrase(head: str, words: str, day: date | past_days.DateError | None) -> str:
    """The day phrase that was split off, as it was typed."""
    if day is None:
        return ""
    return head.removeprefix(words) if head.startswith(words) else head.removesuffix(words)


def _joined(rest: str, dated: str) -> str:
    return f"{rest} {dated.strip()}".strip()


def _with_note(rest: str, note: str) -> str:
    return f"{rest}: {note}".lstrip() if note else rest


def split_note(text: str) -> tuple[str, str]:
    """The words and the note, parted at the first colon that belongs to no length, date or link."""
    linked = {place for link in _LINK.finditer(text) for place in range(link.start(), link.end())}
    for place, char in enumerate(text):
        if char in ":：" and place not in linked and _starts_note(text, place):
            return text[:place], text[place + 1 :]
    return text, ""


def _starts_note(text: str, place: int) -> bool:
    """Whether the colon here ends the words: a space on one side of it, or a word before and no digit after."""
    before, after = text[place - 1 : place] if place else " ", text[place + 1 : place + 2]
    if not after or after.isspace():
        return True
    if before.isspace():
        return not (_CLOCK_AHEAD.match(text, place) and durations_parse.find(text[:place], bare=False) is None)
    return not after.isdigit()
