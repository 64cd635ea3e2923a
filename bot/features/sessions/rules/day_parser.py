"""The day of a session in a line: the one named nearest to its time, also where it is misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.day_names import MONTH_NAMES, WEEKDAY_NAMES
from bot.timeexpr.day_parts import DayParts, Lines, read_day
from bot.timeexpr.normalize import DASHES, QUOTES
from bot.timeexpr.target_days import next_day

EDGE: Final = f" ,;:{DASHES}{QUOTES}"
_ONE_DAY: Final = timedelta(days=1)
_LEADING_WORD: Final = lazy_pattern(r"^(?:on|for|this) ")
_SLASHED_DATE: Final = lazy_pattern(r"(?<![\w/])(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?![\w/])")
_ROUND_THE_CLOCK: Final = "24/7"
_LONGEST_PHRASE: Final = 6  # words of a day
_MAX_WORDS_SEARCHED: Final = 40  # of a line without a time
_DAY_WORDS: Final = (*WEEKDAY_NAMES, *MONTH_NAMES, "today", "tonight", "tomorrow", "yesterday")
_MIN_MISSPELT_LENGTH: Final = 5  # letters
_MIN_SIMILARITY: Final = 0.8


@frozen
class ParsedDay:
    """The day that a line names, and its other words; `invalid` is what is no day, where `day` may be meant."""

    other_words: str
    day: date | None = None
    invalid: str = ""


def find_day(before: Sequence[str], after: Sequence[str], today: date, *, is_over: bool = False) -> ParsedDay:
    """Find the day in the words before and after a time of day; `is_over` says that the time has passed today."""
    for with_typos in (False, True):
        for phrase, other_words in _phrases(before, after):
            if found := _read_day(phrase, other_words, today, is_over=is_over, with_typos=with_typos):
                return found
    return ParsedDay(" ".join([*before, *after]))


def find_day_anywhere(words: Sequence[str], today: date) -> ParsedDay:
    """Find the day in words without a time."""
    positions = range(min(len(words), _MAX_WORDS_SEARCHED), -1, -1)
    found = [each for at in positions if (each := find_day(words[:at], words[at:], today)).day or each.invalid]
    return next((each for each in found if not each.invalid), found[0] if found else ParsedDay(" ".join(words)))


def _read_day(phrase: str, other_words: str, today: date, *, is_over: bool, with_typos: bool) -> ParsedDay | None:
    """Return the day that a phrase names, `with_typos` also where it is misspelt; None if it is no day."""
    typed = _LEADING_WORD.sub("", phrase.strip(EDGE + ".()").casefold(), count=1)
    plain = " ".join(map(_correct_day_word, typed.split())) if with_typos else typed
    if plain.isdigit() or plain == _ROUND_THE_CLOCK or (with_typos and plain == typed):
        return None
    parts = read_day(_SLASHED_DATE.sub(_with_dots, plain), today, Lines.PLAN)
    if parts is None:
        return None
    is_weekday = parts.weekday is not None and parts.day is None
    since = today if is_over and is_weekday else today - _ONE_DAY
    found = next_day(parts, since)
    if found is None and parts.weekday is not None:
        return ParsedDay(other_words, next_day(DayParts(weekday=parts.weekday), today), phrase)
    fits = found is not None and parts.weekday in (None, found.weekday())
    return ParsedDay(other_words, found, "" if fits and not with_typos else phrase)


def _correct_day_word(word: str) -> str:
    """Return the day word that this nearly is, or the word as it is."""
    if len(word) < _MIN_MISSPELT_LENGTH or not word.isalpha() or any(each.startswith(word) for each in _DAY_WORDS):
        return word
    return next(iter(get_close_matches(word, _DAY_WORDS, 1, _MIN_SIMILARITY)), word)


def _with_dots(match: re.Match[str]) -> str:
    """Return `25/11` as `25.11`; the month comes first only where it can be no other way."""
    day, month = match["day"], match["month"]
    return f"{month}.{day}" if int(month) > 12 >= int(day) else f"{day}.{month}"


def _phrases(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield phrases that may name the day, each with all other words: next to the time first, and longest first."""
    for side, other, is_before in ((before, after, True), (after, before, False)):
        for at_end in (is_before, not is_before):
            for count in range(min(_LONGEST_PHRASE, len(side)), 0, -1):
                phrase = side[-count:] if at_end else side[:count]
                rest = side[:-count] if at_end else side[count:]
                yield " ".join(phrase), " ".join([*rest, *other] if is_before else [*other, *rest])
