"""A member's streaks, read from totals and ledger a year at a time for as long as they go on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import shift_week, week_bounds, week_of
from bot.calendar.zones import skipped_days
from bot.core import time_off
from bot.core.goals import goals
from bot.core.goals.goals import reduce_goal
from bot.core.ledger import rollups
from bot.core.time_off import WORKDAYS_PER_WEEK, TimeOff, is_away
from bot.db.tables import entries
from bot.frozen import frozen

WEEKS_PER_READ: Final = 53  # the first read starts with the running week


@frozen
class StreakWeek:
    """A week's goal as days away lower it, its hours, and the full goal, all in minutes."""

    goal: int
    minutes: int
    full_goal: int = 0

    @property
    def is_met(self) -> bool:
        """Return whether the goal is reached; in a week wholly away that is the full goal."""
        return 0 < (self.goal or self.full_goal) <= self.minutes


@dataclass(slots=True)
class _StreakData:
    """What is read so far: weeks, newest first, days with hours, and days away."""

    zone: ZoneInfo
    weeks: list[StreakWeek] = field(default_factory=list)
    entry_days: set[date] = field(default_factory=set)
    days_off: set[TimeOff] = field(default_factory=set)


@frozen
class Streak:
    """Weeks in a row with the goal met, days in a row with an entry, and the most weeks in a row of the last year."""

    weeks: int
    days: int
    best_weeks: int


def read_streak(conn: Connection, *, workspace: str, member: str, today: date, zone: ZoneInfo) -> Streak:
    """Return the streaks up to today, in five statements per year that they last; only days that have hours count.

    A day that the member's zone never had breaks nothing.
    """
    data, first, goes_on = _StreakData(zone), None, True
    while goes_on:
        since = _read_next_year(conn, workspace, member, today, data)
        goes_on = may_streak_go_on(data.weeks, WEEKS_PER_READ)
        goes_on = goes_on or find_streak_break(today, data.entry_days, data.days_off, since=since) is None
        if goes_on:
            first = first or _first_entry_day(conn, workspace, member)
            goes_on = first is not None and first < since
    current, best = count_week_streaks(data.weeks, WEEKS_PER_READ)
    return Streak(current, count_day_streak(today, data.entry_days, data.days_off), best)


def _read_next_year(conn: Connection, workspace: str, member: str, today: date, data: _StreakData) -> date:
    """Add the year before those read so far; returns its first day."""
    start = len(data.weeks)
    weeks = [shift_week(week_of(today), -back) for back in range(start, start + WEEKS_PER_READ)]
    since = week_bounds(weeks[-1])[0]
    until = week_bounds(weeks[0])[1]  # days away later in this week lower its goal already
    days_off = time_off.list_time_off(conn, workspace=workspace, member=member, since=since, until=until)
    days_off += tuple(TimeOff(day, day) for day in skipped_days(data.zone, since, until))
    goal_by_week = goals.read_goals_by_week(conn, workspace=workspace, member=member, weeks=weeks)
    done = rollups.read_minutes_by_week(conn, workspace=workspace, member=member, weeks=weeks)
    data.weeks += [
        StreakWeek(reduce_goal(goal, week, days_off), done.get(week, 0), goal) for week, goal in goal_by_week.items()
    ]
    data.entry_days |= _entry_days(conn, workspace, member, since, min(until, today))
    data.days_off |= set(days_off)
    return since


def _first_entry_day(conn: Connection, workspace: str, member: str) -> date | None:
    """Return the day of the member's first entry."""
    day = select(func.min(entries.c.day)).where(entries.c.workspace == workspace, entries.c.member == member)
    return conn.execute(day).scalar()


def _entry_days(conn: Connection, workspace: str, member: str, since: date, until: date) -> frozenset[date]:
    rows = conn.execute(
        select(entries.c.day)
        .where(entries.c.workspace == workspace, entries.c.member == member, entries.c.day.between(since, until))
        .group_by(entries.c.day)
        .having(func.sum(entries.c.minutes) > 0)
    )
    return frozenset(row.day for row in rows)


def count_week_streaks(weeks: Sequence[StreakWeek], window: int | None = None) -> tuple[int, int]:
    """Return the current run of weeks and the longest one; `weeks` are newest first, the running one at the front.

    A week wholly away breaks no run, and counts only with its full goal done; the running week breaks none while its
    goal is not met. Runs that ended before the first `window` weeks are left out.
    """
    runs, _ = _week_runs(weeks, window)
    return runs[0], max(runs)


def may_streak_go_on(weeks: Sequence[StreakWeek], window: int) -> bool:
    """Return whether the oldest run that counts may go on in weeks before these."""
    return _week_runs(weeks, window)[1]


def count_day_streak(today: date, entry_days: Collection[date], days_off: Iterable[TimeOff]) -> int:
    """Return the days with an entry up to now; today, weekends and days away without one break nothing."""
    broken = find_streak_break(today, entry_days, days_off, since=min(entry_days, default=today))
    return sum(day <= today and (broken is None or day > broken) for day in set(entry_days))


def find_streak_break(
    today: date, entry_days: Collection[date], days_off: Iterable[TimeOff], *, since: date
) -> date | None:
    """Return the latest day since `since` that broke the run of days; None where it may go on before."""
    days_off, day = tuple(days_off), today - timedelta(days=1)
    while day >= since:
        if day not in entry_days and day.weekday() < WORKDAYS_PER_WEEK and not is_away(day, days_off):
            return day
        day -= timedelta(days=1)
    return None


def _week_runs(weeks: Sequence[StreakWeek], window: int | None) -> tuple[list[int], bool]:
    """Return the runs, newest first, and whether the oldest of them is still unbroken."""
    runs = [0]
    for number, week in enumerate(weeks):
        is_before = window is not None and number >= window
        if is_before and len(runs) > 1 and not runs[-1]:
            return runs, False
        if week.is_met:
            runs[-1] += 1
        elif week.goal and is_before:
            return runs, False
        elif week.goal and number:
            runs.append(0)
    return runs, len(runs) == 1 or runs[-1] > 0
