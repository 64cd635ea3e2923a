"""The content of the App Home, before it is put into words."""

from __future__ import annotations

from datetime import date

from bot.core.forecast.forecast import AreaForecast
from bot.core.goals.goals import GoalProgress
from bot.core.goals.streaks import Streak
from bot.core.ledger.rules import Entry
from bot.core.people.member import Member
from bot.core.plan.first_month import FirstMonth
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices
from bot.core.plan.progress import AreaProgress, NextStep
from bot.core.time_off import TimeOff
from bot.frozen import frozen


@frozen
class HomeSnapshot:
    """One member's learning as it stands.

    `weeks` are the last ones with their minutes, oldest first; `absences` last today or lie ahead; `last_row` is the
    newest row of the member's ledger, so that a button made now books once, and one made after that books again.
    """

    member: Member
    today: date
    week: GoalProgress
    streak: Streak
    absences: tuple[TimeOff, ...]
    areas: tuple[AreaProgress, ...]
    step: NextStep | None
    outlooks: tuple[AreaForecast, ...]
    entries: tuple[Entry, ...]
    weeks: tuple[tuple[str, int], ...]
    last_row: int
    open_setup_steps: int = 0  # for an admin
    choices: PlanChoices = NO_CHOICES
    first_month: FirstMonth | None = None  # of who begins

    @property
    def is_new(self) -> bool:
        """Return whether nothing was ever booked."""
        return self.last_row == 0
