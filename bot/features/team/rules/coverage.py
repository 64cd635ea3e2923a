"""Coverage: areas and roadmaps, and the people who were signed off in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.frozen import frozen

WELL_COVERED_FROM: Final = 2  # people, from which on a subject does not depend on one of them


@frozen
class CoverageHolder:
    """A person who was signed off: `rank` sorts by how far they are, `degree_text` says it: `advanced`, `2 of 3`."""

    name: str
    rank: int
    degree_text: str


@frozen
class SubjectCoverage:
    """An area or a roadmap with the people who were signed off in it, the furthest first."""

    name: str
    is_area: bool
    holders: tuple[CoverageHolder, ...]

    @property
    def is_uncovered(self) -> bool:
        """Return whether nobody was signed off in it."""
        return not self.holders

    @property
    def depends_on_one(self) -> bool:
        """Return whether too few people were signed off in it to lose one."""
        return 0 < len(self.holders) < WELL_COVERED_FROM


@frozen
class TeamCoverage:
    """All subjects with their holders, of `member_count` people."""

    member_count: int
    subjects: tuple[SubjectCoverage, ...]


def build_subject_coverage(name: str, holders: Iterable[CoverageHolder], *, is_area: bool) -> SubjectCoverage:
    """Return a subject with its holders, the furthest first, then by name."""
    ordered = sorted(holders, key=lambda each: (-each.rank, each.name.casefold(), each.name))
    return SubjectCoverage(name, is_area, tuple(ordered))


def sort_gaps_first(subjects: Iterable[SubjectCoverage]) -> tuple[SubjectCoverage, ...]:
    """Return the subjects that nobody holds, then those of one person, then the rest, each in the order given."""
    return tuple(sorted(subjects, key=lambda each: min(len(each.holders), WELL_COVERED_FROM)))
