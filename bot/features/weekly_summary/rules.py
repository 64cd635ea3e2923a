"""A member's own week, as the summary that they asked for tells it, and when that comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import shift_week
from bot.core.forecast.forecast import AreaForecast
from bot.core.goals.goals import GoalProgress
from bot.core.goals.streaks import Streak

SUMMARY_SLOT: Final = WeeklySlot(0, time(9))  # Monday, in each member's own time, for the week before
SUMMARY_GRACE: Final = timedelta(hours=24)  # later than that the week is no news any more
_EARLIEST_ZONE_OFFSET: Final = timedelta(hours=14)
_LATEST_ZONE_OFFSET: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class WeeklySummary:
    """A week that is over: `areas` with their minutes, most first; `ticked` assignments and `finished` areas by id.

    `streak` is that of now; `outlook` is on the area that is being learned, None where there is none.
    """

    goal_progress: GoalProgress
    minutes_by_area: tuple[tuple[str, int], ...]
    ticked_assignments: tuple[str, ...]
    finished_areas: tuple[str, ...]
    streak: Streak
    forecast: AreaForecast | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done."""
        return not self.goal_progress.minutes_done and not self.ticked_assignments

    @property
    def was_away(self) -> bool:
        """Whether the member was away on every working day."""
        return self.goal_progress.workdays_present == 0


def latest_summary_week(zone: ZoneInfo, now: datetime, slot: WeeklySlot = SUMMARY_SLOT) -> tuple[str, datetime]:
    """The week that the newest summary in that zone is about, and when it fell due."""
    week, due_at = schedule.latest_occurrence(slot, zone, now)
    return shift_week(week, -1), due_at


def is_worth_sending(due_at: datetime, now: datetime) -> bool:
    """Whether one that fell due then is still worth sending."""
    return now - due_at <= SUMMARY_GRACE


def may_be_summary_day(now: datetime, slot: WeeklySlot = SUMMARY_SLOT) -> bool:
    """Whether it is anywhere on earth the day of the summaries, so that nobody has to be asked for on other days."""
    eastmost = now + _EARLIEST_ZONE_OFFSET
    _, begun = schedule.latest_occurrence(slot, ZoneInfo("UTC"), eastmost.astimezone(UTC))
    return eastmost - begun <= SUMMARY_GRACE + _EARLIEST_ZONE_OFFSET + _LATEST_ZONE_OFFSET
