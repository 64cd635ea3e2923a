"""Parse which entries to show: days and an area, in either order."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.frozen import frozen
from bot.timeexpr import past_ranges
from bot.timeexpr.normalize import tidy
from bot.timeexpr.past_ranges import EVER, PastRange


@frozen
class EntryQuery:
    """The days to show, and the remaining words: the name of an area, if anything."""

    days: PastRange
    area_words: str = ""


MAX_QUERY_LENGTH: Final = 200  # characters; nobody names an area and some days in more
_MAX_PHRASE_WORDS: Final = 9  # words: "from 3 nov 2025 to 14 nov 2025"
_FILLER_WORDS: Final = frozenset({"in", "on", "of", "for", "the", "from", "my", "entries", "hours", "and", ","})


def parse_entry_query(words: str, today: date) -> EntryQuery | None:
    """Parse days and an area in either order; None if two periods are named."""
    rest, days = _split_days(_strip_fillers(tidy(words)[:MAX_QUERY_LENGTH].split()), today)
    rest = _strip_fillers(rest)
    if days is None:
        return EntryQuery(EVER, " ".join(rest))
    rest, other_days = _split_days(rest, today)
    if other_days is None or days == EVER or other_days in (days, EVER):
        return EntryQuery(other_days if other_days and days == EVER else days, " ".join(_strip_fillers(rest)))
    return None


def _split_days(words: list[str], today: date) -> tuple[list[str], PastRange | None]:
    """Split the longest phrase that names days off the end of the words, else off their start; return rest and days."""
    counts = range(min(_MAX_PHRASE_WORDS, len(words)), 0, -1)
    for count in counts:
        if days := past_ranges.read_past_range(" ".join(words[-count:]), today):
            return words[:-count], days
    for count in counts:
        if days := past_ranges.read_past_range(" ".join(words[:count]), today):
            return words[count:], days
    return words, None


def _strip_fillers(words: list[str]) -> list[str]:
    """Return the words without fillers and commas at either end."""
    kept = [index for index, word in enumerate(words) if word.casefold().strip(",;:") not in _FILLER_WORDS]
    return [word.strip(",;") for word in words[kept[0] : kept[-1] + 1]] if kept else []
