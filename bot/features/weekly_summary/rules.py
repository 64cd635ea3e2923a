"""A member's own week, as the summary that they asked for tells it, and when that comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import Slot
from bot.calendar.weeks import shift
from bot.core.forecast.outlook import Outlook
from bot.core.goals.goal import Standing
from bot.core.goals.streak import Streak

SLOT: Final = Slot(0, time(9))  # Monday, in each member's own time, for the week before
GRACE: Final = timedelta(hours=24)  # later than that the week is no news any more
_EASTMOST: Final = timedelta(hours=14)
_WESTMOST: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Summary:
    """A week that is over: `areas` with their minutes, most first; `ticked` assignments and `finished` areas by id.

    `streak` is that of now; `outlook` is on the area that is being learned, None where there is none.
    """

    week: Standing
    areas: tuple[tuple[str, int], ...]
    ticked: tuple[str, ...]
    finished: tuple[str, ...]
    streak: Streak
    outlook: Outlook | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done."""
        return not self.week.done and not self.ticked

    @property
    def was_away(self) -> bool:
        """Whether the member was away on every working day."""
        return self.week.present == 0


def newest(zone: ZoneInfo, now: datetime, slot: Slot = SLOT) -> tuple[str, datetime]:
    """The week that the newest summary in that zone is about, and when it fell due."""
    week, due_at = schedule.latest(slot, zone, now)
    return shift(week, -1), due_at


def is_fresh(due_at: datetime, now: datetime) -> bool:
    """Whether one that fell due then is still worth sending."""
    return now - due_at <= GRACE


def can_be_due(now: datetime, slot: Slot = SLOT) -> bool:
    """Whether it is anywhere on earth the day of the summaries, so that nobody has to be asked for on other days."""
    eastmost = now + _EASTMOST
    _, begun = schedule.latest(slot, ZoneInfo("UTC"), eastmost.astimezone(UTC))
    return eastmost - begun <= GRACE + _EASTMOST + _WESTMOST
