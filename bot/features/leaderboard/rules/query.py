"""Which board somebody asks for, read from their words in any order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from bot.core.ledger.periods import Period
from bot.features.leaderboard.rules.ranking import By

_PERIODS: Final = {
    **dict.fromkeys(("week", "weekly"), Period.WEEK),
    **dict.fromkeys(("month", "monthly"), Period.MONTH),
    **dict.fromkeys(("season", "quarter", "quarterly"), Period.SEASON),
    **dict.fromkeys(("all", "all-time", "alltime", "ever"), Period.ALL),
}
_BY: Final = re.compile(r"(?<!\S)by (?:share of )?(?:(?:my|our|one's) )?(?:own )?(?P<what>goals?|share|hours?)(?!\S)")
_BYS: Final = {"goal": By.GOAL, "goals": By.GOAL, "share": By.GOAL, "hour": By.HOURS, "hours": By.HOURS}
_NEAR: Final = frozenset({"me", "around", "near", "neighbours", "neighbors"})
_FILLERS: Final = frozenset({"this", "time", "the", "in", "on", "for", "of"})

T = TypeVar("T", bound=StrEnum)


class Twice(StrEnum):
    """What was asked for in two ways at once."""

    PERIOD = "period"
    BY = "by"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was understood; `words` are left over and name an area. None where nothing was said."""

    period: Period | None = None
    by: By | None = None
    near: bool = False
    share: bool = False
    words: str = ""


def read(text: str) -> Wish | Twice:
    """The board that these words ask for."""
    folded = " ".join(text.casefold().split())
    ways = {_BYS[found["what"]] for found in _BY.finditer(folded)}
    words = _BY.sub(" ", folded).split()
    ways |= _among(words, _BYS, unless="share")
    periods = _among(words, _PERIODS)
    if len(periods) > 1 or len(ways) > 1:
        return Twice.PERIOD if len(periods) > 1 else Twice.BY
    near, share = not _NEAR.isdisjoint(words), "share" in words
    known = {*_PERIODS, *_BYS, *_NEAR, *(_FILLERS if periods or near else ())}
    rest = " ".join(word for word in words if word not in known)
    return Wish(next(iter(periods), None), next(iter(ways), None), near, share, rest)


def _among(words: list[str], names: Mapping[str, T], unless: str = "") -> set[T]:
    return {names[word] for word in words if word in names and word != unless}
