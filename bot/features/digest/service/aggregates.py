"""Sums of a week for everybody to read, from which nobody who hides can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_SUBJECTS

MIN_CROWD: Final = 5  # so many learners, and
MIN_HIDDEN: Final = 3  # so many hidden ones in each sum, and none of them is given away, not even to the other two

MinutesBySubject = Mapping[str, Mapping[str, int]]  # by subject and member


@dataclass(frozen=True, slots=True)
class WeekTotals:
    """A week's minutes, of which only those of `counted` may enter a sum; `is_crowd` where that is everybody."""

    minutes: MinutesBySubject
    counted_members: frozenset[str]
    includes_hidden: bool

    def total(self, subject: str = ALL_SUBJECTS) -> int:
        """Minutes on an area, or on everything."""
        return sum(
            minutes for member, minutes in self.minutes.get(subject, {}).items() if member in self.counted_members
        )

    def list_areas(self) -> tuple[tuple[str, int], ...]:
        """Minutes by area, most first."""
        sums = ((subject, self.total(subject)) for subject in self.touched_areas())
        return tuple(sorted(sums, key=lambda pair: (-pair[1], pair[0])))

    def touched_areas(self) -> set[str]:
        """The areas with hours."""
        return {subject for subject, known in self.minutes.items() if subject and self.counted_members & known.keys()}

    def minutes_of(self, member_ids: Collection[str]) -> dict[str, int]:
        """Each one's minutes, of those among these people who have any."""
        return {
            member: minutes for member, minutes in self.minutes.get(ALL_SUBJECTS, {}).items() if member in member_ids
        }


def read_week_totals(conn: Connection, *, workspace: str, week: str, visible_members: Collection[str]) -> WeekTotals:
    """The sums of a week, in which hidden people count only as long as they are a crowd."""
    learned = rollups.read_minutes_by_subject_and_member(conn, workspace=workspace, period=week)
    everybody = frozenset(learned.get(ALL_SUBJECTS, {}))
    crowd = _can_include_hidden(learned, visible_members)
    return WeekTotals(learned, everybody if crowd else everybody & frozenset(visible_members), crowd)


def _can_include_hidden(minutes: MinutesBySubject, visible_members: Collection[str]) -> bool:
    """Whether no sum, neither of the week nor of an area, tells anything of any one hidden person."""
    veiled = [len(by_member.keys() - frozenset(visible_members)) for by_member in minutes.values()]
    enough = len(minutes.get(ALL_SUBJECTS, {})) >= MIN_CROWD
    return enough and any(veiled) and all(hidden == 0 or hidden >= MIN_HIDDEN for hidden in veiled)
