"""The summary of a member's own week, and when it is due."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.quiet_hours import is_quiet
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import shift_week
from bot.core.forecast.forecast import AreaForecast
from bot.core.goals.goals import GoalProgress
from bot.core.goals.streaks import Streak
from bot.core.plan.progress import NextStep
from bot.frozen import frozen

SUMMARY_SLOT: Final = WeeklySlot(0, time(9))  # Monday, in each member's own time, for the week before
SUMMARY_GRACE: Final = timedelta(hours=24)  # later than that the week is no news any more


@frozen
class WeeklySummary:
    """A week that is over: minutes by area, most first; ticked assignments and finished areas by id.

    `streak` and `next_step` are those of now; `forecast` is on the area that is being learned, None if there is none.
    """

    goal_progress: GoalProgress
    minutes_by_area: tuple[tuple[str, int], ...]
    ticked_assignments: tuple[str, ...]
    finished_areas: tuple[str, ...]
    streak: Streak
    forecast: AreaForecast | None
    next_step: NextStep | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was done."""
        return not self.goal_progress.minutes_done and not self.ticked_assignments

    @property
    def was_away(self) -> bool:
        """Return whether the member was away on every working day."""
        return self.goal_progress.workdays_present == 0


def latest_summary_week(zone: ZoneInfo, now: datetime, slot: WeeklySlot = SUMMARY_SLOT) -> tuple[str, datetime]:
    """Return the week that the newest summary in that zone is about, and when it was due."""
    week, due_at = schedule.latest_occurrence(slot, zone, now)
    return shift_week(week, -1), due_at


def is_worth_sending(due_at: datetime, now: datetime) -> bool:
    """Return whether a summary that was due then is still worth sending."""
    return now - due_at <= SUMMARY_GRACE


def find_due_week(zone: ZoneInfo, now: datetime, slot: WeeklySlot = SUMMARY_SLOT) -> str:
    """Return the week whose summary may be sent in that zone now; empty where it is too late, or night."""
    period, due_at = latest_summary_week(zone, now, slot)
    return period if is_worth_sending(due_at, now) and not is_quiet(now, zone) else ""
