"""Who learned how much: ties share a rank, and nobody is shown as last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from bot.core.ledger.rollups import LeaderboardPeriod


class LeaderboardOrder(StrEnum):
    """What a board ranks by."""

    HOURS = "hours"
    GOAL = "goal"  # the share of one's own


def percent_of_goal(minutes: int, goal: int) -> int:
    """Whole percent of a goal, rounded down. Raises ZeroDivisionError for no goal."""
    return minutes * 100 // goal


@dataclass(frozen=True, slots=True)
class MemberMinutes:
    """A member's minutes in the period of the board; with a `share`, in whole percent, they are ranked by that."""

    member: str
    name: str
    minutes: int
    goal_percent: int | None = None

    @property
    def score(self) -> int:
        """What is compared: it is what a board prints, so equal lines are ties."""
        return self.minutes if self.goal_percent is None else self.goal_percent


def rank_members(rows: Iterable[MemberMinutes]) -> tuple[RankedMember, ...]:
    """Most first; equals share a rank and the next one is skipped; who has no minutes is left out."""
    ordered = sorted(
        (row for row in rows if row.minutes > 0), key=lambda row: (-row.score, row.name.casefold(), row.member)
    )
    ranked: list[RankedMember] = []
    for place, row in enumerate(ordered):
        tied = place > 0 and ordered[place - 1].score == row.score
        number = ranked[-1].rank if tied else place + 1
        ranked.append(RankedMember(number, row.member, row.name, row.minutes, row.goal_percent))
    return tuple(ranked)


@dataclass(frozen=True, slots=True)
class RankedMember:
    """A line of the board."""

    rank: int
    member: str
    name: str
    minutes: int
    goal_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Everybody on the board, and what only the reader is told: their minutes, goal and whether they are away.

    `goal` is in minutes for the whole period, None where hours are ranked; `is_away` is no working day of the period.
    """

    ranked: tuple[RankedMember, ...]
    own_minutes: int
    own_goal: int | None = None
    is_away: bool = False

    def find_line(self, member: str) -> RankedMember | None:
        """The member's line; None for who is not on the board."""
        return next((row for row in self.ranked if row.member == member), None)


def select_around(
    ranked: Sequence[RankedMember], member: str, top: int = 5, distance: int = 2
) -> tuple[RankedMember, ...]:
    """The first `top` lines and those within `near` of the member, each once, in their order."""
    own = next((place for place, row in enumerate(ranked) if row.member == member), None)
    return tuple(
        row for place, row in enumerate(ranked) if place < top or (own is not None and abs(place - own) <= distance)
    )


def minutes_to_next_rank(leaderboard: Leaderboard, member: str) -> tuple[int, int] | None:
    """The minutes that lift a member to the next better rank, and that rank; None for the first, and off the board."""
    line = leaderboard.find_line(member)
    better = [row for row in leaderboard.ranked if line and row.rank < line.rank]
    if line is None or not better:
        return None
    ahead = better[-1]
    if ahead.goal_percent is None or leaderboard.own_goal is None:
        return ahead.minutes - line.minutes, ahead.rank
    return -(-ahead.goal_percent * leaderboard.own_goal // 100) - line.minutes, ahead.rank


_PERIOD_WORDS: Final = {
    **dict.fromkeys(("week", "weekly"), LeaderboardPeriod.WEEK),
    **dict.fromkeys(("month", "monthly"), LeaderboardPeriod.MONTH),
    **dict.fromkeys(("season", "quarter", "quarterly"), LeaderboardPeriod.SEASON),
    **dict.fromkeys(("all", "all-time", "alltime", "ever"), LeaderboardPeriod.ALL),
}


_ORDER_PATTERN: Final = re.compile(
    r"(?<!\S)by (?:share of )?(?:(?:my|our|one's) )?(?:own )?(?P<what>goals?|share|hours?)(?!\S)"
)


_ORDER_WORDS: Final = {
    "goal": LeaderboardOrder.GOAL,
    "goals": LeaderboardOrder.GOAL,
    "share": LeaderboardOrder.GOAL,
    "hour": LeaderboardOrder.HOURS,
    "hours": LeaderboardOrder.HOURS,
}


_AROUND_WORDS: Final = frozenset({"me", "around", "near", "neighbours", "neighbors"})


_FILLER_WORDS: Final = frozenset({"this", "time", "the", "in", "on", "for", "of"})


StrEnumT = TypeVar("StrEnumT", bound=StrEnum)


class QueryConflict(StrEnum):
    """What was asked for in two ways at once."""

    PERIOD = "period"
    ORDER = "by"


@dataclass(frozen=True, slots=True)
class LeaderboardQuery:
    """What was understood; `words` are left over and name an area. None where nothing was said."""

    period: LeaderboardPeriod | None = None
    order: LeaderboardOrder | None = None
    is_around_reader: bool = False
    is_share_requested: bool = False
    area_words: str = ""


def parse_leaderboard_query(text: str) -> LeaderboardQuery | QueryConflict:
    """The board that these words ask for."""
    folded = " ".join(text.casefold().split())
    ways = {_ORDER_WORDS[found["what"]] for found in _ORDER_PATTERN.finditer(folded)}
    words = _ORDER_PATTERN.sub(" ", folded).split()
    ways |= _find_values(words, _ORDER_WORDS, exclude="share")
    periods = _find_values(words, _PERIOD_WORDS)
    if len(periods) > 1 or len(ways) > 1:
        return QueryConflict.PERIOD if len(periods) > 1 else QueryConflict.ORDER
    near, share = not _AROUND_WORDS.isdisjoint(words), "share" in words
    known = {*_PERIOD_WORDS, *_ORDER_WORDS, *_AROUND_WORDS, *(_FILLER_WORDS if periods or near else ())}
    rest = " ".join(word for word in words if word not in known)
    return LeaderboardQuery(next(iter(periods), None), next(iter(ways), None), near, share, rest)


def _find_values(words: list[str], names: Mapping[str, StrEnumT], exclude: str = "") -> set[StrEnumT]:
    return {names[word] for word in words if word in names and word != exclude}
