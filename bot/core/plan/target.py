"""What somebody wants to learn in a quarter, or until a day."""

from __future__ import annotations

from datetime import date

from bot.calendar.quarters import quarter_bounds
from bot.frozen import frozen


@frozen
class Target:
    """Areas to learn in a period, which is a quarter, `2026-Q4`, or ends on a day, `2026-12-15`.

    Without areas, nothing is wanted in that period, whatever the team wants.
    """

    period: str
    areas: tuple[str, ...] = ()

    @property
    def is_quarter(self) -> bool:
        """Return whether the period is a quarter."""
        return "Q" in self.period

    @property
    def first_day(self) -> date:
        """Return the day on which the period begins."""
        return quarter_bounds(self.period)[0] if self.is_quarter else date.min

    @property
    def last_day(self) -> date:
        """Return the last day of the period."""
        return quarter_bounds(self.period)[1] if self.is_quarter else date.fromisoformat(self.period)

    def without(self, areas: frozenset[str]) -> Target | None:
        """Return the target without some areas; None where none of its areas is left."""
        left = tuple(area for area in self.areas if area not in areas)
        return Target(self.period, left) if left or not self.areas else None


def is_period(text: str) -> bool:
    """Return whether a text is a period of a target."""
    try:
        return Target(text).last_day is not None
    except ValueError:
        return False
