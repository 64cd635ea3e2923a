"""Parse a typed line of hours: DURATION WHAT [WHEN] [: NOTE], in any order that is clear."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from bot.core.ledger.note import MAX_NOTE_LENGTH, tidy_note
from bot.timeexpr import past_days
from bot.timeexpr.durations import parse, patterns
from bot.timeexpr.normalize import DASHES, QUOTES, tidy

MAX_LINE_LENGTH: Final = 3000


class LineProblemCode(StrEnum):
    """The kinds of reasons why a line cannot be booked."""

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
class ParsedEntry:
    """A parsed line: whole minutes, the subject in the member's words, the local day, the note."""

    minutes: int
    what: str
    day: date
    note: str


@dataclass(frozen=True, slots=True)
class LineProblem:
    """The reason why a line cannot be booked: `fragment` was not understood, `rest` is the line without it.

    For each of the `choices` (minutes) the line f"{choice}m {rest}" says the same with that duration.
    """

    code: LineProblemCode
    fragment: str
    rest: str = ""
    day: date | None = None
    choices: tuple[int, ...] = ()


_FILLER_WORDS: Final = frozenset(
    {
        *("of", "on", "for", "in", "about", "i"),
        *("learning", "learned", "learnt", "studying", "studied", "spent", "spending", "logged"),
    }
)
_LINK_PATTERN = re.compile(r"<[^<>\s]+>|://")
_CLOCK_MINUTES = re.compile(r"[:：][0-9]{2}(?!\w)")
_LEADING_PUNCTUATION: Final = " ,;)" + DASHES + QUOTES
_TRAILING_PUNCTUATION: Final = " ,;.!?(" + DASHES + QUOTES


def parse_line(text: str, today: date) -> ParsedEntry | LineProblem:
    """Parse the hours that a line says, or the one thing that keeps it from being booked; never raises."""
    if len(text) > MAX_LINE_LENGTH:
        return LineProblem(LineProblemCode.TOO_LONG_TEXT, text[:50], text)
    raw, note = split_note(text)
    head, note = tidy(raw), tidy_note(note)
    if len(head) > MAX_LINE_LENGTH:
        return LineProblem(LineProblemCode.TOO_LONG_TEXT, head[:50], text)
    if not head and not note:
        return LineProblem(LineProblemCode.EMPTY, "")
    if len(note) > MAX_NOTE_LENGTH:
        return LineProblem(LineProblemCode.NOTE_TOO_LONG, note, head)
    result = _parse_head(head, today)
    if isinstance(result, LineProblem):
        rest = f"{result.rest}: {note}".lstrip() if note else result.rest
        return replace(result, rest=rest, choices=tuple(each for each in result.choices if _keeps_choice(each, rest)))
    return replace(result, note=note) if note else result


def _keeps_choice(choice: int, rest: str) -> bool:
    """Tell whether the line with this choice would say that duration: "20m ago" says none."""
    duration = parse.take(f"{choice}m {rest}")
    return isinstance(duration, parse.Duration) and duration.minutes == choice


def _parse_head(head: str, today: date) -> ParsedEntry | LineProblem:
    """Parse the words before the note: first the duration, then the day; what is left is the subject."""
    words, day = head, None
    duration = parse.find(words, bare=False)
    if duration is None:
        words, day = past_days.split_off_day(words, today)
        duration = parse.find(words)
    if duration is None:
        return LineProblem(LineProblemCode.NO_DURATION, "", head)
    day_phrase = _day_phrase(head, words, day)
    if isinstance(duration, parse.UnclearDuration):
        rest = _join_words(duration.rest, day_phrase)
        return LineProblem(LineProblemCode(duration.why.value), duration.got, rest, choices=duration.choices)
    second = parse.find(duration.rest, bare=False)
    if second is not None:
        return _two_durations_problem(duration, second, day_phrase)
    words = duration.rest
    if day is None:
        words, day = past_days.split_off_day(words, today)
    return _build_entry(duration, words, day, head, today)


def _build_entry(
    duration: parse.Duration, words: str, day: date | past_days.DateError | None, head: str, today: date
) -> ParsedEntry | LineProblem:
    """Build the entry from the duration, the day and the words of the subject, each checked."""
    line = f"{duration.minutes}m {words}"
    if isinstance(day, past_days.DateError):
        return LineProblem(LineProblemCode(day.why.value), day.got, line, day.day)
    rest, second = past_days.split_off_day(words, today) if day is not None else ("", None)
    if second is not None and rest:
        if second != day:
            fragment = _day_phrase(words, rest, second).strip()
            return LineProblem(LineProblemCode.TWO_DAYS, fragment, f"{duration.minutes}m {rest}", day)
        words = rest
    what = _trim_subject(words)
    if not what:
        return LineProblem(LineProblemCode.NO_SUBJECT, "", head, day)
    return ParsedEntry(duration.minutes, what, today if day is None else day, "")


def _two_durations_problem(
    first: parse.Duration, second: parse.Duration | parse.UnclearDuration, day_phrase: str
) -> LineProblem:
    """Return the problem of two durations in a line; the choices are the first alone, or both together."""
    choices: tuple[int, ...] = (first.minutes,)
    if isinstance(second, parse.Duration) and first.minutes + second.minutes <= patterns.DAY:
        choices = (first.minutes, first.minutes + second.minutes)
    fragment = f"{first.got} ... {second.got}"
    return LineProblem(LineProblemCode.TWO_DURATIONS, fragment, _join_words(second.rest, day_phrase), choices=choices)


def _trim_subject(words: str) -> str:
    """Return the words without fillers and punctuation at either end; empty if they hold no letter or digit."""
    what = _strip_punctuation(words)
    if not any(char.isalnum() for char in what):
        return ""
    parts = what.split()
    while parts and parts[0].casefold() in _FILLER_WORDS:
        parts.pop(0)
    while parts and parts[-1].casefold() in _FILLER_WORDS:
        parts.pop()
    bare = _strip_punctuation(" ".join(parts))
    return bare if any(char.isalnum() for char in bare) else what


def _strip_punctuation(words: str) -> str:
    return words.lstrip(_LEADING_PUNCTUATION).rstrip(_TRAILING_PUNCTUATION)


def _day_phrase(head: str, words: str, day: date | past_days.DateError | None) -> str:
    """Return the day phrase that was split off, as it was typed."""
    if day is None:
        return ""
    return head.removeprefix(words) if head.startswith(words) else head.removesuffix(words)


def _join_words(rest: str, day_phrase: str) -> str:
    return f"{rest} {day_phrase.strip()}".strip()


def split_note(text: str) -> tuple[str, str]:
    """Split words and note at the first colon that belongs to no duration, date or link."""
    linked = {index for link in _LINK_PATTERN.finditer(text) for index in range(link.start(), link.end())}
    for index, char in enumerate(text):
        if char in ":：" and index not in linked and _starts_note(text, index):
            return text[:index], text[index + 1 :]
    return text, ""


def _starts_note(text: str, position: int) -> bool:
    """Tell whether the colon here ends the words: with a space on one side, or a word before and no digit after."""
    before, after = text[position - 1 : position] if position else " ", text[position + 1 : position + 2]
    if not after or after.isspace():
        return True
    if before.isspace():
        return not (_CLOCK_MINUTES.match(text, position) and parse.find(text[:position], bare=False) is None)
    return not after.isdigit()
