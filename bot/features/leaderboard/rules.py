"""Rank members by hours or by the share of their goal, and parse what board is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeVar

from bot.core.ledger.rollups import LeaderboardPeriod
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern


class LeaderboardOrder(StrEnum):
    """The figure that a board ranks by."""

    HOURS = "hours"
    GOAL = "goal"  # the share of one's own


def percent_of_goal(minutes: int, goal: int) -> int:
    """Return whole percent of a goal in minutes, rounded down. Raises ZeroDivisionError for no goal."""
    return minutes * 100 // goal


@frozen
class MemberMinutes:
    """A member's minutes in the period of the board; with a `goal_percent` they are ranked by that."""

    member: str
    name: str
    minutes: int
    goal_percent: int | None = None

    @property
    def score(self) -> int:
        """Return the figure that is compared: it is what a board prints, so equal lines are ties."""
        return self.minutes if self.goal_percent is None else self.goal_percent


def rank_members(rows: Iterable[MemberMinutes]) -> tuple[RankedMember, ...]:
    """Rank the highest score first; equals share a rank and the next one is skipped; without minutes is no rank."""
    ordered = sorted(
        (row for row in rows if row.minutes > 0), key=lambda row: (-row.score, row.name.casefold(), row.member)
    )
    ranked: list[RankedMember] = []
    for index, row in enumerate(ordered):
        is_tied = index > 0 and ordered[index - 1].score == row.score
        rank = ranked[-1].rank if is_tied else index + 1
        ranked.append(RankedMember(rank, row.member, row.name, row.minutes, row.goal_percent))
    return tuple(ranked)


@frozen
class RankedMember:
    """A line of the board."""

    rank: int
    member: str
    name: str
    minutes: int
    goal_percent: int | None = None


@frozen
class Leaderboard:
    """Everybody on the board, and what only the reader sees: their minutes, goal and whether they are away.

    `own_goal` is in minutes for the whole period, None where hours are ranked; `is_away` means that no working day
    of the period is left.
    """

    ranked: tuple[RankedMember, ...]
    own_minutes: int
    own_goal: int | None = None
    is_away: bool = False

    def find_line(self, member: str) -> RankedMember | None:
        """Return the member's line; None for somebody who is not on the board."""
        return next((row for row in self.ranked if row.member == member), None)


def select_around(
    ranked: Sequence[RankedMember], member: str, top: int = 5, distance: int = 2
) -> tuple[RankedMember, ...]:
    """Return the first `top` lines and those within `distance` of the member, each once, in their order."""
    own = next((index for index, row in enumerate(ranked) if row.member == member), None)
    return tuple(
        row for index, row in enumerate(ranked) if index < top or (own is not None and abs(index - own) <= distance)
    )


def minutes_to_next_rank(leaderboard: Leaderboard, member: str) -> tuple[int, int] | None:
    """Return the minutes to the next better rank, and that rank; None for the first, and for who is off the board."""
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
_ORDER_PATTERN: Final = lazy_pattern(
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
    """The thing that was asked for in two ways at once."""

    PERIOD = "period"
    ORDER = "by"


@frozen
class LeaderboardQuery:
    """The board that is asked for; None where the words do not say. `area_words` are left over and name an area."""

    period: LeaderboardPeriod | None = None
    order: LeaderboardOrder | None = None
    is_around_reader: bool = False
    is_share_requested: bool = False
    area_words: str = ""


def parse_leaderboard_query(text: str) -> LeaderboardQuery | QueryConflict:
    """Return the board that these words ask for, in any order, or what they name twice."""
    folded = " ".join(text.casefold().split())
    orders = {_ORDER_WORDS[match["what"]] for match in _ORDER_PATTERN.finditer(folded)}
    words = _ORDER_PATTERN.sub(" ", folded).split()
    orders |= _find_values(words, _ORDER_WORDS, exclude="share")
    periods = _find_values(words, _PERIOD_WORDS)
    if len(periods) > 1 or len(orders) > 1:
        return QueryConflict.PERIOD if len(periods) > 1 else QueryConflict.ORDER
    is_around, is_share = not _AROUND_WORDS.isdisjoint(words), "share" in words
    known = {*_PERIOD_WORDS, *_ORDER_WORDS, *_AROUND_WORDS, *(_FILLER_WORDS if periods or is_around else ())}
    area_words = " ".join(word for word in words if word not in known)
    return LeaderboardQuery(next(iter(periods), None), next(iter(orders), None), is_around, is_share, area_words)


def _find_values(words: list[str], names: Mapping[str, StrEnumT], exclude: str = "") -> set[StrEnumT]:
    return {names[word] for word in words if word in names and word != exclude}
