"""Who covers what: areas and roadmaps against the people who were signed off in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SEVERAL: Final = 2  # people, from which on nothing hangs on one of them


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who was signed off: `rank` is the higher the more they can, `degree` says it: `advanced`, `2 of 3`."""

    name: str
    rank: int
    degree: str


@dataclass(frozen=True, slots=True)
class Covered:
    """An area or a roadmap with those who hold it, the furthest first."""

    name: str
    is_area: bool
    holders: tuple[Holder, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody holds it."""
        return not self.holders

    @property
    def hangs_on_one(self) -> bool:
        """Whether it is gone with one person."""
        return 0 < len(self.holders) < SEVERAL


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is held by whom among so many `people`."""

    people: int
    subjects: tuple[Covered, ...]


def covered(name: str, holders: Iterable[Holder], *, is_area: bool) -> Covered:
    """One subject, its people in order."""
    ordered = sorted(holders, key=lambda each: (-each.rank, each.name.casefold(), each.name))
    return Covered(name, is_area, tuple(ordered))


def gaps_first(subjects: Iterable[Covered]) -> tuple[Covered, ...]:
    """What nobody holds, then what hangs on one person, then the rest; in each the order in which they came."""
    return tuple(sorted(subjects, key=lambda each: min(len(each.holders), SEVERAL)))
