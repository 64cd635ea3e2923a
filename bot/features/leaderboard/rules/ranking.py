"""Who learned how much: ties share a rank, and nobody is shown as last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """What a board ranks by."""

    HOURS = "hours"
    GOAL = "goal"  # the share of one's own


@dataclass(frozen=True, slots=True)
class Row:
    """A member's minutes in the period of the board; with a `share`, in whole percent, they are ranked by that."""

    member: str
    name: str
    minutes: int
    share: int | None = None

    @property
    def score(self) -> int:
        """What is compared: it is what a board prints, so equal lines are ties."""
        return self.minutes if self.share is None else self.share


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of the board."""

    rank: int
    member: str
    name: str
    minutes: int
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Everybody on the board, and what only the reader is told: their minutes, goal and whether they are away.

    `goal` is in minutes for the whole period, None where hours are ranked; `is_away` is no working day of the period.
    """

    ranked: tuple[Ranked, ...]
    own: int
    goal: int | None = None
    is_away: bool = False

    def line_of(self, member: str) -> Ranked | None:
        """The member's line; None for who is not on the board."""
        return next((row for row in self.ranked if row.member == member), None)


def share(minutes: int, goal: int) -> int:
    """Whole percent of a goal, rounded down. Raises ZeroDivisionError for no goal."""
    return minutes * 100 // goal


def rank(rows: Iterable[Row]) -> tuple[Ranked, ...]:
    """Most first; equals share a rank and the next one is skipped; who has no minutes is left out."""
    ordered = sorted(
        (row for row in rows if row.minutes > 0), key=lambda row: (-row.score, row.name.casefold(), row.member)
    )
    ranked: list[Ranked] = []
    for place, row in enumerate(ordered):
        tied = place > 0 and ordered[place - 1].score == row.score
        number = ranked[-1].rank if tied else place + 1
        ranked.append(Ranked(number, row.member, row.name, row.minutes, row.share))
    return tuple(ranked)


def around(ranked: Sequence[Ranked], member: str, top: int = 5, near: int = 2) -> tuple[Ranked, ...]:
    """The first `top` lines and those within `near` of the member, each once, in their order."""
    own = next((place for place, row in enumerate(ranked) if row.member == member), None)
    return tuple(
        row for place, row in enumerate(ranked) if place < top or (own is not None and abs(place - own) <= near)
    )


def to_next(board: Board, member: str) -> tuple[int, int] | None:
    """The minutes that lift a member to the next better rank, and that rank; None for the first, and off the board."""
    line = board.line_of(member)
    better = [row for row in board.ranked if line and row.rank < line.rank]
    if line is None or not better:
        return None
    ahead = better[-1]
    if ahead.share is None or board.goal is None:
        return ahead.minutes - line.minutes, ahead.rank
    return -(-ahead.share * board.goal // 100) - line.minutes, ahead.rank
