"""A number without a unit, which is hours: at a place of a line, or as its last word."""

from __future__ import annotations

import re
from typing import Final

from bot.timeexpr.durations.patterns import NO_MONTH_OR_AGE, compiled
from bot.timeexpr.durations.reading import Read, Why, offer
from bot.timeexpr.durations.rejected import loose_range_after, open_range
from bot.timeexpr.normalize import DASHES, QUOTES
from bot.timeexpr.numbers import FRACTION, NUMBER, Amount, amount, broken, in_thousands, rounded

_BARE = compiled(rf"(?:{FRACTION}|(?P<number>{NUMBER}))(?=[ ,;:]|$){NO_MONTH_OR_AGE}")
_FRACTIONS: Final = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4)})  # 24/7 is none of an hour
_LAST_WORD = re.compile(rf"^[{QUOTES}(]*(?P<sign>[{DASHES}+]?)(?P<number>{NUMBER})[{QUOTES}).,;!?]*$")
_NUMBERED: Final = frozenset(
    {
        *("http", "https", "tls", "ssl", "oauth", "web", "layer", "ipv", "ip", "raid", "python", "java", "php", "v"),
        *("part", "chapter", "lesson", "module", "unit", "section", "week", "day", "level", "tier", "phase", "step"),
        *("version", "wave", "sprint", "book", "volume", "episode", "video", "lab", "exercise", "exam"),
    }
)  # a number after one of these belongs to the name


def read(line: str, at: int) -> Read | None:
    """The number at this place: hours up to twelve, above that a question."""
    spread = open_range(line, at)
    found = _BARE.match(line, at)
    if found is None or spread is not None:
        return spread
    if end := loose_range_after(line, found.end()):
        return Read(end, 0, Why.BAD)
    if found["number"]:
        return _hours(found.end(), amount(found["number"]), odd=in_thousands(found["number"]))
    is_usual = (int(found["over"]), int(found["under"])) in _FRACTIONS
    return _hours(found.end(), broken(found)) if is_usual else None


def last(line: str) -> Read | None:
    """A bare number as the last word ("networking 2"), unless it belongs to a name ("http 2")."""
    before, _, word = line.rpartition(" ")
    found = _LAST_WORD.match(word)
    if found is None or not before or before.rpartition(" ")[2].casefold() in _NUMBERED:
        return None
    hours = _hours(len(line), amount(found["number"]), odd=in_thousands(found["number"]))
    return hours if found["sign"] in ("", "+") else Read(hours.end, hours.minutes, Why.NEGATIVE, offer(hours.minutes))


def _hours(end: int, count: Amount, *, odd: bool = False) -> Read:
    """So many hours, if that many are meant as hours."""
    if odd:
        return Read(end, count * 60, Why.BAD)
    if count <= 12:
        return Read(end, count * 60)
    if not offer(count) + offer(count * 60):
        return Read(end, count * 60, Why.TOO_LONG)
    return Read(end, count * 60, Why.HOURS_OR_MINUTES, (*offer(count), rounded(count * 60)))
