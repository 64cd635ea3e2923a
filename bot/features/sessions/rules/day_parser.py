"""The day of a session in a line: the one named nearest to its time, also where it is misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

from bot.timeexpr.day_parts import MONTH_NAMES, WEEKDAY_NAMES, DayParts, Lines, read_day
from bot.timeexpr.normalize import DASHES, QUOTES
from bot.timeexpr.target_days import next_day

EDGE: Final = f" ,;:{DASHES}{QUOTES}"
_DAY: Final = timedelta(days=1)
_LEADS: Final = re.compile(r"^(?:on|for|this) ")
_SLASHED: Final = re.compile(r"(?<![\w/])(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?![\w/])")
_ALWAYS: Final = "24/7"
_LONGEST_PHRASE: Final = 6  # words of a day
_LOOKED_AT: Final = 40  # words of a line without a time
_KNOWN: Final = (*WEEKDAY_NAMES, *MONTH_NAMES, "today", "tonight", "tomorrow", "yesterday")
_SHORTEST: Final = 5  # letters of a word that can be misspelt
_CLOSE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Named:
    """The day that a line names, and its other words; `wrong` is what is no day, where `day` may be meant."""

    left: str
    day: date | None = None
    wrong: str = ""


def find(before: Sequence[str], after: Sequence[str], today: date, *, is_over: bool = False) -> Named:
    """Find the day in the words before and after a time, which is `is_over` today."""
    for mend in (False, True):
        for phrase, left in _phrases(before, after):
            if found := _read(phrase, left, today, is_over=is_over, mend=mend):
                return found
    return Named(" ".join([*before, *after]))


def anywhere(words: Sequence[str], today: date) -> Named:
    """Find the day in words without a time."""
    places = range(min(len(words), _LOOKED_AT), -1, -1)
    found = [each for place in places if (each := find(words[:place], words[place:], today)).day or each.wrong]
    return next((each for each in found if not each.wrong), found[0] if found else Named(" ".join(words)))


def _read(phrase: str, left: str, today: date, *, is_over: bool, mend: bool) -> Named | None:
    """Return what a phrase names, if it is a day; with `mend` if it is one but for its spelling."""
    typed = _LEADS.sub("", phrase.strip(EDGE + ".()").casefold(), count=1)
    plain = " ".join(map(_mended, typed.split())) if mend else typed
    if plain.isdigit() or plain == _ALWAYS or (mend and plain == typed):
        return None
    parts = read_day(_SLASHED.sub(_dotted, plain), today, Lines.PLAN)
    if parts is None:
        return None
    is_weekday = parts.weekday is not None and parts.day is None
    since = today if is_over and is_weekday else today - _DAY
    found = next_day(parts, since)
    if found is None and parts.weekday is not None:
        return Named(left, next_day(DayParts(weekday=parts.weekday), today), phrase)
    fits = found is not None and parts.weekday in (None, found.weekday())
    return Named(left, found, "" if fits and not mend else phrase)


def _mended(word: str) -> str:
    """Return the word for a day that this is nearly."""
    if len(word) < _SHORTEST or not word.isalpha() or any(each.startswith(word) for each in _KNOWN):
        return word
    return next(iter(get_close_matches(word, _KNOWN, 1, _CLOSE)), word)


def _dotted(found: re.Match[str]) -> str:
    """Return `25/11` as it is written elsewhere; the month comes first only where it can be no other way."""
    day, month = found["day"], found["month"]
    return f"{month}.{day}" if int(month) > 12 >= int(day) else f"{day}.{month}"


def _phrases(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield words that may name the day, those next to the time first and the longest first, with all the others."""
    for here, other, is_before in ((before, after, True), (after, before, False)):
        for at_end in (is_before, not is_before):
            for count in range(min(_LONGEST_PHRASE, len(here)), 0, -1):
                phrase = here[-count:] if at_end else here[:count]
                kept = here[:-count] if at_end else here[count:]
                yield " ".join(phrase), " ".join([*kept, *other] if is_before else [*other, *kept])
