"""Detect lines for the ledger among the messages of a channel. The rule is strict: what is in doubt is talk.

Only `log`, a length and a few plain words that name nothing are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from bot.core.ledger import activity
from bot.features.hours.rules import line_parser as hours_line_parser
from bot.features.hours.rules import multi_entry as hours_multi_entry
from bot.features.hours.rules.line_parts import ABOUT_DAYS, ParsedEntry
from bot.features.message_log.rules.talk_words import (
    EVERYDAY_NAMES,
    NO_FIRST_WORDS,
    SENTENCE_WORDS,
    SYSTEM_EVENTS,
    TASK_WORDS,
    UNLEARNED_WORDS,
)
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations import parse
from bot.timeexpr.normalize import tidy

MAX_HEAD_LENGTH: Final = 300  # characters before a note
MAX_SUBJECT_WORDS: Final = 7  # of a subject and its day
MAX_UNKNOWN_WORDS: Final = 4  # beside the length, where they name nothing that is known
MAX_MINUTES: Final = 12 * 60  # minutes; "24h" in a channel is how long something is kept
MIN_PLUS_MINUTES: Final = 15  # minutes; "+5m lambda" is a delay
MAX_CLOCK_MINUTES: Final = 6 * 60  # minutes; "9:15" is a time of day

_OPENING = lazy_pattern(r"(?:(?P<log>log)\s+|\+)(?=[0-9.]|half |an? )", re.IGNORECASE)
_PLAIN_TEXT = lazy_pattern(  # no question, no channel, no link, no emoji; a colon only in "1:30"
    r"(?!.*(?<!\S)#[^\W\d])[^\W_]*(?:(?:[-+&/.,;'’#() ]+|(?<=[0-9]):(?=[0-9]))[^\W_]+)*[-+&/.,;'’#() ]*"
)
_MENTION_PATTERN = lazy_pattern(r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>")
_LINKS_BEHIND = lazy_pattern(r"(?<=\w)(?: https?://\S+)+$", re.IGNORECASE)
_PART_OF = lazy_pattern(r"\b(?:of|for)\b", re.IGNORECASE)  # "log 5m of nginx"
_APOSTROPHE = lazy_pattern("['’]")


@frozen
class DetectedLine:
    """A message that has the form of a line: `line` as `/log` takes it, `entries` what its pieces say.

    `is_explicit` means that it begins with `log`, so that one may ask back; `is_plain` that one may do so even where
    its words name nothing.
    """

    line: str
    entries: tuple[ParsedEntry, ...]
    is_explicit: bool
    has_bookable_days: bool = True
    is_plain: bool = False


def has_line_opening(text: str) -> bool:
    """Tell from its first letters whether a text could be a line at all."""
    return _OPENING.match(text) is not None


def detect_line(text: str, today: date, names_subject: Callable[[str], bool]) -> DetectedLine | None:
    """Return the line that a message is, as typed, or None for talk; never raises."""
    opening = _OPENING.match(text)
    if opening is None:
        return None
    line, is_explicit = text[opening.end() :], bool(opening["log"])
    pieces = hours_multi_entry.split_entries(line, today, names_subject)
    parsed = [each for each in (_parse_piece(piece, today, is_explicit) for piece in pieces) if each]
    if len(parsed) < len(pieces):
        return None
    entries, fits = tuple(entry for entry, _ in parsed), all(fits for _, fits in parsed)
    return DetectedLine(line, entries, is_explicit, fits, is_explicit and all(map(_is_plain, pieces, entries)))


def is_short(subject_words: str) -> bool:
    """Tell whether words may be a name, though nothing is called so."""
    return len(subject_words.split()) <= MAX_UNKNOWN_WORDS


def is_everyday_name(subject_words: str) -> bool:
    """Tell whether a subject is called by words that people use all day for other things."""
    return subject_words.casefold() in EVERYDAY_NAMES


def is_unlearned(subject_words: str) -> bool:
    """Tell whether a subject is called by nothing but words of the day and of systems, like `meetings`."""
    name = subject_words.casefold()
    return name not in EVERYDAY_NAMES and UNLEARNED_WORDS.issuperset(name.split())


def is_system_event(subject_words: str) -> bool:
    """Tell whether the words name something that happens to systems."""
    return subject_words.casefold().split()[-1] in SYSTEM_EVENTS


def _is_plain(piece: str, entry: ParsedEntry) -> bool:
    """Tell whether the words of an entry may be a name that is not known, and no talk of systems."""
    if _PART_OF.search(hours_line_parser.split_note(piece)[0]):
        return False
    return UNLEARNED_WORDS.isdisjoint(word.strip(".,;()") for word in entry.what.casefold().split())


def _parse_piece(piece: str, today: date, is_explicit: bool) -> tuple[ParsedEntry, bool] | None:
    """Return what a piece says and whether its day can be booked; None unless it has the form of a line."""
    head, note = hours_line_parser.split_note(piece)
    head = _LINKS_BEHIND.sub("", head) if is_explicit else head
    words = _MENTION_PATTERN.sub(" ", head)
    if not _has_line_form(words.strip(), is_explicit):
        return None
    parsed, has_bookable_day = hours_line_parser.parse_line(f"{words}: {note}" if note else words, today), True
    if not isinstance(parsed, ParsedEntry) and is_explicit and parsed.code in ABOUT_DAYS:
        parsed, has_bookable_day = hours_line_parser.parse_line(parsed.parts.line, today), False
    if not isinstance(parsed, ParsedEntry):
        return None
    named_activity, names_person = activity.parse_activity(parsed.what), words != head
    if names_person and named_activity is None:
        return None  # only who was helped is named
    if is_explicit or _is_learning(parsed, named_activity, note, names_person=names_person):
        return parsed, has_bookable_day
    return None


def _is_learning(
    parsed: ParsedEntry, named_activity: activity.Activity | None, note: str, *, names_person: bool
) -> bool:
    """Tell whether words after a mere plus are about learning: "+1h talk: slides are not done" is not."""
    if parsed.minutes < MIN_PLUS_MINUTES or "?" in note:
        return False
    return named_activity is None or (named_activity is activity.Activity.MENTORING and names_person)


def _has_line_form(head: str, is_explicit: bool) -> bool:
    """Tell whether the words before a note are one duration and then a few words that name something."""
    if "\n" in head or len(head) > MAX_HEAD_LENGTH or not _PLAIN_TEXT.fullmatch(head):
        return False
    line = tidy(head)
    duration = parse.find(line, bare=False)
    if not isinstance(duration, parse.Duration) or not line.startswith(f"{duration.got} "):
        return False
    if duration.minutes > (MAX_CLOCK_MINUTES if ":" in duration.got else MAX_MINUTES):
        return False
    if parse.find(duration.rest, bare=False):
        return False
    words = [word.strip(".,;()") for word in _APOSTROPHE.sub("", duration.rest).casefold().split()]
    if not words or len(words) > MAX_SUBJECT_WORDS or not SENTENCE_WORDS.isdisjoint(words):
        return False
    if words[0] in NO_FIRST_WORDS:
        return False
    return is_explicit or (words[0] != "for" and TASK_WORDS.isdisjoint(words))
