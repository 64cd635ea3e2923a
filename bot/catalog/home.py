"""What one look at one's own learning holds: the App Home's numbers, before they are put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.catalog.progress import Progress, Step
from bot.domain.absence import Absence
from bot.domain.goal import Standing
from bot.domain.ledger import Entry
from bot.domain.member import Member
from bot.domain.outlook import Outlook
from bot.domain.streaks import Streak


@dataclass(frozen=True, slots=True)
class Home:
    """One member's learning as it stands.

    `weeks` are the last ones with their minutes, oldest first; `absences` last today or lie ahead; `last_row` is the
    newest row of the member's ledger, so that a button made now books once, and one made after that books again.
    """

    member: Member
    today: date
    week: Standing
    streak: Streak
    absences: tuple[Absence, ...]
    areas: tuple[Progress, ...]
    step: Step | None
    outlooks: tuple[Outlook, ...]
    entries: tuple[Entry, ...]
    weeks: tuple[tuple[str, int], ...]
    last_row: int

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever booked."""
        return self.last_row == 0
