"""Where a team stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.absence import Absence
from bot.domain.member import Member


@dataclass(frozen=True, slots=True)
class Line:
    """Where a member stands: minutes in the workspace's week and in four, the plan, the last day with an entry.

    `away` is the stretch of days away that they are in, if any.
    """

    member: Member
    week: int
    four_weeks: int
    share: float
    ticked: int
    last: date | None
    away: Absence | None = None
