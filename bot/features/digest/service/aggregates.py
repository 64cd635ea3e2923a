"""Sums of a week for everybody to read, from which nobody who hides can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from bot.core.ledger import rollups
from bot.core.ledger.periods import EVERYTHING

CROWD: Final = 5  # so many learners, and
VEILED: Final = 3  # so many hidden ones in each sum, and none of them is given away, not even to the other two

Minutes = Mapping[str, Mapping[str, int]]  # by subject and member


@dataclass(frozen=True, slots=True)
class Sums:
    """A week's minutes, of which only those of `counted` may enter a sum; `is_crowd` where that is everybody."""

    learned: Minutes
    counted: frozenset[str]
    is_crowd: bool

    def total(self, subject: str = EVERYTHING) -> int:
        """Minutes on an area, or on everything."""
        return sum(minutes for member, minutes in self.learned.get(subject, {}).items() if member in self.counted)

    def areas(self) -> tuple[tuple[str, int], ...]:
        """Minutes by area, most first."""
        sums = ((subject, self.total(subject)) for subject in self.touched())
        return tuple(sorted(sums, key=lambda pair: (-pair[1], pair[0])))

    def touched(self) -> set[str]:
        """The areas with hours."""
        return {subject for subject, known in self.learned.items() if subject and self.counted & known.keys()}

    def of(self, people: Collection[str]) -> dict[str, int]:
        """Each one's minutes, of those among these people who have any."""
        return {member: minutes for member, minutes in self.learned.get(EVERYTHING, {}).items() if member in people}


def read(session: Connection, *, workspace: str, week: str, shown: Collection[str]) -> Sums:
    """The sums of a week, in which hidden people count only as long as they are a crowd."""
    learned = rollups.by_subject(session, workspace=workspace, period=week)
    everybody = frozenset(learned.get(EVERYTHING, {}))
    crowd = _is_crowd(learned, shown)
    return Sums(learned, everybody if crowd else everybody & frozenset(shown), crowd)


def _is_crowd(learned: Minutes, shown: Collection[str]) -> bool:
    """Whether no sum, neither of the week nor of an area, tells anything of any one hidden person."""
    veiled = [len(by_member.keys() - frozenset(shown)) for by_member in learned.values()]
    enough = len(learned.get(EVERYTHING, {})) >= CROWD
    return enough and any(veiled) and all(hidden == 0 or hidden >= VEILED for hidden in veiled)
