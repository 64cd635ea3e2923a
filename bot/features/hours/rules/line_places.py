"""Find the places of a line of hours: its lengths, its times of day and its days, and the words outside of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final

from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.durations.parse import FoundLength, LengthKind, find_lengths
from bot.timeexpr.durations.patterns import DAY, DurationProblem
from bot.timeexpr.normalize import DASHES, QUOTES
from bot.timeexpr.past_days import FoundDay, find_days

MASK: Final = "\ufffc"
Place = FoundLength | FoundDay
_GAP: Final = " ,;" + MASK
_FILLER_WORDS: Final = frozenset(
    {
        *("of", "on", "for", "in", "about", "i", "then"),
        *("learning", "learned", "learnt", "studying", "studied", "spent", "spending", "logged"),
    }
)
_ENDING_FILLERS: Final = _FILLER_WORDS | {"with"}
_LEADING_PUNCTUATION: Final = " ,;:)+?!" + DASHES + QUOTES
_TRAILING_PUNCTUATION: Final = " ,;:.!?(" + DASHES + QUOTES
_NOTE_SIGNS: Final = frozenset(',;([{“"' + DASHES)
_COUNTS: Final = frozenset({DurationProblem.COUNTED, DurationProblem.WRONG_UNIT})  # beside a length they are words
_CLOCK = lazy_pattern(r"([0-9]{1,2}):[0-9]{2}")
_EARLIEST: Final = 7  # hour of the day that nobody takes for a length beside another one
_DAY_LEAD = lazy_pattern(r"(?<!\S)(?:am|den|vom|le|du|el|del|la|il|op|em|no|dia) $", re.IGNORECASE)
_ABOUT = lazy_pattern(  # a length that is not quite exact is the length that is said
    r"(?<!\w)(?:about|around|approx(?:imately)?|circa|ca|roughly|nearly|almost|some|etwa|ungefähr|rund|environ)\.? $",
    re.IGNORECASE,
)


def find_places(line: str, today: date) -> tuple[list[FoundLength], list[FoundLength], list[FoundDay]]:
    """Return the lengths, the times of day and the days of a line; a bare number is a length if there is no other."""
    named = [_with_about(line, each) for each in find_lengths(line) if each.has_unit]
    clear = [each for each in named if each.is_time_spent and each.problem is None]
    days = [each for each in find_days(_without_places(line, clear), today) if not each.is_weak or not each.problem]
    if days:
        days = [each for each in map(partial(_with_lead, line), days) if _is_day(line, each, (*named, *days))]
    found = named
    if days and any(_overlaps(each, days) for each in named):  # the "3 days" of "3 days ago"
        found = [_with_about(line, each) for each in find_lengths(_without_places(line, days)) if each.has_unit]
    times = [each for each in found if _is_time_of_day(line, each, days, clear)]
    lengths = [each for each in found if each not in times] if times else found
    firm = [each for each in lengths if each.problem not in _COUNTS] or _bare_lengths(line, days)
    if len(firm) > 1:
        firm = _as_span(line, [each for each in firm if not _is_bracketed(line, each)] or firm)
    if (
        len(firm) > 1 and len({each.minutes for each in firm if each.problem is None}) == 1
    ):  # "2h from 14:00 to 16:00" says it twice
        spoken = [each for each in firm if each.kind is LengthKind.LENGTH] or firm
        times += [each for each in firm if each not in spoken and each.problem is None]
        firm = [each for each in firm if each not in times]
    return firm or lengths, times, days


def _without_places(line: str, places: Iterable[Place]) -> str:
    """Hide what has been read, so that no part of it is read as something else."""
    for each in places:
        line = line[: each.start] + MASK * (each.end - each.start) + line[each.end :]
    return line


def _is_day(line: str, found: FoundDay, places: Sequence[Place]) -> bool:
    """Tell whether this is a day where it stands, and not part of a name."""
    return not found.is_weak or _is_at_edge(line, found, places)


def _with_lead(line: str, found: FoundDay) -> FoundDay:
    """Return a day with the `am` or `le` that other languages put in front of it."""
    lead = _DAY_LEAD.search(line, max(0, found.start - 5), found.start)
    return found._replace(start=lead.start()) if lead else found


def _is_bracketed(line: str, found: FoundLength) -> bool:
    """Tell whether a length is in brackets, where it only says more of another one: "2h docker (incl. 30m break)"."""
    return line.count("(", 0, found.start) > line.count(")", 0, found.start)


def _as_span(line: str, lengths: list[FoundLength]) -> list[FoundLength]:
    """Return the two times of a calendar's line, `10:00 11:30`, as one doubt about their difference."""
    clocks = [clock for each in lengths if (clock := _CLOCK.fullmatch(line, each.start, each.end))]
    if len(lengths) != 2 or len(clocks) != 2 or max(int(clock[1]) for clock in clocks) < _EARLIEST:
        return lengths
    first, second = lengths
    minutes = (second.minutes - first.minutes) % DAY
    return [first._replace(end=second.end, minutes=minutes, problem=DurationProblem.BAD, choices=(minutes,))]


def _with_about(line: str, found: FoundLength) -> FoundLength:
    """Return a length with the `about` in front of it."""
    about = _ABOUT.search(line, max(0, found.start - 15), found.start)
    return found._replace(start=about.start()) if about else found


def _is_time_of_day(line: str, found: FoundLength, days: Sequence[FoundDay], clear: Sequence[FoundLength]) -> bool:
    """Tell whether this says when: `at 3pm`, or beside a length the `10:30` of the day or the `4:30` behind a date."""
    clock = _CLOCK.fullmatch(line, found.start, found.end)
    if clock is None or found.kind is LengthKind.CLOCK_TIME:
        return found.kind is LengthKind.CLOCK_TIME
    is_beside = any(not _CLOCK.fullmatch(line, each.start, each.end) for each in clear)
    return is_beside and (int(clock[1]) >= _EARLIEST or any(each.end + 1 == found.start for each in days))


def _bare_lengths(line: str, days: Sequence[FoundDay]) -> list[FoundLength]:
    """Return the bare number that begins or ends the line beside its days."""
    start = max((each.end for each in days if not words_outside(line[: each.end], days)), default=0)
    ends = (each.start for each in days if each.start >= start and not words_outside(line, days, each.start))
    end = min(ends, default=len(line))
    words = line[start:end].lstrip(_GAP)
    start, words = end - len(words), words.rstrip(_GAP)
    bare = [each for each in find_lengths(words) if not each.has_unit]
    return [each._replace(start=each.start + start, end=each.end + start) for each in bare[:1]]


def _overlaps(place: Place, others: Iterable[Place]) -> bool:
    return any(place.start < each.end and each.start < place.end for each in others)


def _is_at_edge(line: str, place: Place, places: Sequence[Place]) -> bool:
    """Tell whether nothing but lengths and days stands on one side of it, or the note begins behind it."""
    end = place.end
    for each in sorted(places, key=place_start):
        end = each.end if each.start >= end and not line[end : each.start].strip(" ,") else end
    is_before_note = line[end:].lstrip()[:1] in _NOTE_SIGNS
    if is_before_note or not words_outside(line[: place.start], places):
        return True
    return not words_outside(line, places, place.end)


def words_outside(line: str, places: Iterable[Place], start: int = 0) -> str:
    """Return the words outside of these places, without the punctuation that set the places apart."""
    words = []
    for place in sorted(places, key=place_start):
        if place.start < len(line):
            words.append(line[start : place.start])
            start = max(start, place.end)
    words.append(line[start:])
    return " ".join([trimmed for each in words if each and (trimmed := trim_words(each.replace(MASK, " ")))])


def place_start(place: Place) -> int:
    return place.start


def trim_words(words: str) -> str:
    """Return the words without fillers and punctuation at either end, unless nothing else is there."""
    parts = _strip_punctuation(words).split()
    if not parts or not (parts[0].casefold() in _FILLER_WORDS or parts[-1].casefold() in _ENDING_FILLERS):
        return " ".join(parts)
    while parts and parts[0].casefold() in _FILLER_WORDS:
        parts.pop(0)
    while parts and parts[-1].casefold() in _ENDING_FILLERS:
        parts.pop()
    return _strip_punctuation(" ".join(parts))


def _strip_punctuation(words: str) -> str:
    return words.lstrip(_LEADING_PUNCTUATION).rstrip(_TRAILING_PUNCTUATION)
