"""Which of their entries somebody wants to see: days and an area, in either order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.timeexpr import past_ranges
from bot.timeexpr.normalize import tidy
from bot.timeexpr.past_ranges import EVER, PastRange


@dataclass(frozen=True, slots=True)
class Asked:
    """The days that are meant, and what else was said: the name of an area, if anything."""

    days: PastRange
    words: str = ""


LONGEST: Final = 200  # characters; nobody names an area and some days in more
_LONGEST_PHRASE: Final = 9  # words: "from 3 nov 2025 to 14 nov 2025"
_AROUND: Final = frozenset({"in", "on", "of", "for", "the", "from", "my", "entries", "hours", "and", ","})


def parse(words: str, today: date) -> Asked | None:
    """The days and the rest, in either order; None where two periods are named."""
    typed = tidy(words)[:LONGEST].split()
    rest, days = _cut(_trimmed(typed), today)
    rest = _trimmed(rest)
    if days is None:
        return Asked(EVER, " ".join(rest))
    left, more = _cut(rest, today)
    if more is None or days == EVER or more in (days, EVER):
        return Asked(more if more and days == EVER else days, " ".join(_trimmed(left)))
    return None


def _cut(words: list[str], today: date) -> tuple[list[str], PastRange | None]:
    """The longest phrase that names days off the end of the words, else off their beginning; the rest comes first."""
    counts = range(min(_LONGEST_PHRASE, len(words)), 0, -1)
    for count in counts:
        if days := past_ranges.read_past_range(" ".join(words[-count:]), today):
            return words[:-count], days
    for count in counts:
        if days := past_ranges.read_past_range(" ".join(words[:count]), today):
            return words[count:], days
    return words, None


def _trimmed(words: list[str]) -> list[str]:
    """Without the small words at either end."""
    kept = [place for place, word in enumerate(words) if word.casefold().strip(",;:") not in _AROUND]
    return [word.strip(",;") for word in words[kept[0] : kept[-1] + 1]] if kept else []
