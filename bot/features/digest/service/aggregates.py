"""Sums of a week for everybody to read, from which nobody who hides can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import Connection

from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.frozen import frozen

MIN_CROWD: Final = 5  # with so many learners, and
MIN_HIDDEN: Final = 3  # so many hidden ones in each sum, none of them is given away, not even to the other two

MinutesBySubject = Mapping[str, Mapping[str, int]]  # by subject and member


@frozen
class WeekTotals:
    """A week's minutes; only those of the counted members enter a sum, the hidden ones' if they are a crowd."""

    minutes: MinutesBySubject
    counted_members: frozenset[str]
    includes_hidden: bool

    def total(self, subject: str = ALL_SUBJECTS) -> int:
        """Return the minutes on an area, or on everything."""
        by_member = self.minutes.get(subject, {})
        return sum(minutes for member, minutes in by_member.items() if member in self.counted_members)

    def list_areas(self) -> tuple[tuple[str, int], ...]:
        """List the minutes by area, most first."""
        sums = ((subject, self.total(subject)) for subject in self.touched_areas())
        return tuple(sorted(sums, key=lambda pair: (-pair[1], pair[0])))

    def touched_areas(self) -> set[str]:
        """Return the areas with hours of counted members."""
        return {
            subject
            for subject, by_member in self.minutes.items()
            if subject and self.counted_members & by_member.keys()
        }

    def minutes_of(self, member_ids: Collection[str]) -> dict[str, int]:
        """Return the minutes of those of these members who have any."""
        by_member = self.minutes.get(ALL_SUBJECTS, {})
        return {member: minutes for member, minutes in by_member.items() if member in member_ids}


def read_week_totals(conn: Connection, *, workspace: str, week: str, visible_members: Collection[str]) -> WeekTotals:
    """Read the sums of a week, in which hidden people count only as long as they are a crowd."""
    minutes = rollups.read_minutes_by_subject_and_member(conn, workspace=workspace, period=week)
    everybody = frozenset(minutes.get(ALL_SUBJECTS, {}))
    includes_hidden = _can_include_hidden(minutes, visible_members)
    counted = everybody if includes_hidden else everybody & frozenset(visible_members)
    return WeekTotals(minutes, counted, includes_hidden)


def _can_include_hidden(minutes: MinutesBySubject, visible_members: Collection[str]) -> bool:
    """Return whether no sum, of the week or of an area, reveals anything about a single hidden person."""
    hidden_counts = [len(by_member.keys() - frozenset(visible_members)) for by_member in minutes.values()]
    is_crowd = len(minutes.get(ALL_SUBJECTS, {})) >= MIN_CROWD
    return is_crowd and any(hidden_counts) and all(count == 0 or count >= MIN_HIDDEN for count in hidden_counts)
