"""A week's goal: lower in a week with days away, and nothing in one without a working day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.absence import WORKDAYS, Absence, days_present


@dataclass(frozen=True, slots=True)
class Standing:
    """A week against its goal, in minutes: `whole` before days away lowered it to `goal`, `present` of five days."""

    week: str
    whole: int
    goal: int
    present: int
    done: int

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached; one of nothing never is."""
        return 0 < self.goal <= self.done


def in_week(goal: int, week: str, absences: Iterable[Absence]) -> int:
    """Whole minutes of the goal that are left for the days on which the member is there."""
    return goal * days_present(week, absences) // WORKDAYS
