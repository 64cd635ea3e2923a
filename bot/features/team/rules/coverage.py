"""Who covers what: areas and roadmaps against the people who were signed off in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

WELL_COVERED_FROM: Final = 2  # people, from which on nothing hangs on one of them


@dataclass(frozen=True, slots=True)
class CoverageHolder:
    """Somebody who was signed off: `rank` is the higher the more they can, `degree` says it: `advanced`, `2 of 3`."""

    name: str
    rank: int
    degree_text: str


@dataclass(frozen=True, slots=True)
class SubjectCoverage:
    """An area or a roadmap with those who hold it, the furthest first."""

    name: str
    is_area: bool
    holders: tuple[CoverageHolder, ...]

    @property
    def is_uncovered(self) -> bool:
        """Whether nobody holds it."""
        return not self.holders

    @property
    def depends_on_one(self) -> bool:
        """Whether it is gone with one person."""
        return 0 < len(self.holders) < WELL_COVERED_FROM


@dataclass(frozen=True, slots=True)
class TeamCoverage:
    """What is held by whom among so many `people`."""

    member_count: int
    subjects: tuple[SubjectCoverage, ...]


def build_subject_coverage(name: str, holders: Iterable[CoverageHolder], *, is_area: bool) -> SubjectCoverage:
    """One subject, its people in order."""
    ordered = sorted(holders, key=lambda each: (-each.rank, each.name.casefold(), each.name))
    return SubjectCoverage(name, is_area, tuple(ordered))


def sort_gaps_first(subjects: Iterable[SubjectCoverage]) -> tuple[SubjectCoverage, ...]:
    """What nobody holds, then what hangs on one person, then the rest; in each the order in which they came."""
    return tuple(sorted(subjects, key=lambda each: min(len(each.holders), WELL_COVERED_FROM)))
