"""Who logged how much: ties share a rank, and nobody is shown as last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A member's minutes in the period of the board."""

    member: str
    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of the board."""

    rank: int
    member: str
    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everybody on the board, and the reader's own minutes, which count there only if they are not hidden."""

    ranked: tuple[Ranked, ...]
    own: int


def rank(rows: Iterable[Row]) -> tuple[Ranked, ...]:
    """Most minutes first; equal minutes share a rank and the next one is skipped; who has none is left out."""
    ordered = sorted(
        (row for row in rows if row.minutes > 0), key=lambda row: (-row.minutes, row.name.casefold(), row.member)
    )
    ranked: list[Ranked] = []
    for place, row in enumerate(ordered, start=1):
        tied = ranked and ranked[-1].minutes == row.minutes
        ranked.append(Ranked(ranked[-1].rank if tied else place, row.member, row.name, row.minutes))
    return tuple(ranked)


def around(ranked: Sequence[Ranked], member: str, top: int = 5, near: int = 2) -> tuple[Ranked, ...]:
    """The first `top` lines and those within `near` of the member, each once, in their order."""
    own = next((place for place, row in enumerate(ranked) if row.member == member), None)
    return tuple(
        row for place, row in enumerate(ranked) if place < top or (own is not None and abs(place - own) <= near)
    )
