"""Parse target days as people name them: always ahead, at most five years."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.timeexpr.day_parts import DayParts, read_day
from bot.timeexpr.periods import later

YEARS: Final = 5
OFF: Final = frozenset({"off", "none", "never"})
_LONGEST: Final = 100
_REQUEST: Final = lazy_pattern(r"(?:(?P<what>.*\S)\s+)?by\s+(?P<when>\S.*)", re.IGNORECASE | re.DOTALL)


class TargetProblem(StrEnum):
    """What keeps words from being a target day."""

    NO_DAY = "no_day"
    NO_SUCH_DAY = "no_such_day"
    PAST = "past"
    TOO_FAR = "too_far"


@frozen
class TargetError:
    """Words that set no target day."""

    why: TargetProblem
    got: str


@frozen
class TargetRequest:
    """A target day as somebody asked for it, and the words for its subject; None removes the day."""

    what: str
    day: date | TargetError | None


def read_target_request(words: str, today: date) -> TargetRequest | None:
    """Return what `networking by 1 jun` asks for; None for words that name no target."""
    found = _REQUEST.fullmatch(words)
    if found is None:
        return None
    when = found["when"].strip()
    return TargetRequest(found["what"] or "", None if when.casefold() in OFF else read_target_day(when, today))


def read_target_day(words: str, today: date) -> date | TargetError:
    """Return the day that these words name; without a year the next one there is, and of a month alone the last."""
    phrase = " ".join(unicodedata.normalize("NFKC", words[:_LONGEST]).casefold().split())
    parts = read_day(phrase, today) or read_day(f"end of {phrase}", today)
    if parts is None:
        return TargetError(TargetProblem.NO_DAY, words)
    day = next_day(parts, today)
    if day is None or parts.weekday not in (None, day.weekday()):
        return TargetError(TargetProblem.NO_SUCH_DAY, words)
    if day <= today:
        return TargetError(TargetProblem.PAST, words)
    return day if day <= farthest_target(today) else TargetError(TargetProblem.TOO_FAR, words)


def farthest_target(today: date) -> date:
    """Return the last day that can be a target."""
    return later(today, 12 * YEARS)


def next_day(parts: DayParts, today: date) -> date | None:
    """Return the day that is meant, the next one after today where several could be."""
    if parts.at:
        return parts.at
    if parts.year is not None:
        return parts.in_year(parts.year)
    if parts.day is None and parts.month is None and parts.weekday is not None:
        return today + timedelta(days=(parts.weekday - today.weekday() - 1) % 7 + 1)
    months = [later(today.replace(day=1), count) for count in range(13)] if parts.is_bare else []
    named = [(parts._replace(month=month.month), month.year) for month in months]
    named = named or [(parts, today.year + count) for count in range(9)]  # 29 February comes within eight years
    days = (each.in_year(year) for each, year in named)
    return next((day for day in days if day and day > today), None)
