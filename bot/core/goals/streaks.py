"""A member's streaks, read from the sums and the ledger, a year at a time for as long as they go on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import shift_week, week_bounds, week_of
from bot.core import time_off
from bot.core.goals import goals
from bot.core.goals.goals import reduce_goal
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.time_off import WORKDAYS_PER_WEEK, TimeOff, is_away
from bot.db.tables import entries, totals

WEEKS_PER_READ: Final = 53  # read at a time; the running week is the first of them


@dataclass(frozen=True, slots=True)
class StreakWeek:
    """A week's goal, lowered for days away, its hours, and the `whole` goal before that, all in minutes."""

    goal: int
    minutes: int
    full_goal: int = 0

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached; wholly away, it takes the whole goal."""
        return 0 < (self.goal or self.full_goal) <= self.minutes


@dataclass(slots=True)
class _StreakData:
    """What is read so far: weeks, newest first, days with hours, and days away."""

    weeks: list[StreakWeek] = field(default_factory=list)
    entry_days: set[date] = field(default_factory=set)
    days_off: set[TimeOff] = field(default_factory=set)


def read_streak(conn: Connection, *, workspace: str, member: str, today: date) -> Streak:
    """Streaks up to today, in five statements for each year they last; only days that still have hours count."""
    known, first, goes_on = _StreakData(), None, True
    while goes_on:
        since = _read_next_year(conn, workspace, member, today, known)
        goes_on = may_streak_go_on(known.weeks, WEEKS_PER_READ)
        goes_on = goes_on or find_streak_break(today, known.entry_days, known.days_off, since=since) is None
        if goes_on:
            first = first or _first_entry_day(conn, workspace, member)
            goes_on = first is not None and first < since
    going_on, best = count_week_streaks(known.weeks, WEEKS_PER_READ)
    return Streak(going_on, count_day_streak(today, known.entry_days, known.days_off), best)


def _read_next_year(conn: Connection, workspace: str, member: str, today: date, data: _StreakData) -> date:
    """Add the next year further back; returns the first day that is known then."""
    start = len(data.weeks)
    weeks = [shift_week(week_of(today), -back) for back in range(start, start + WEEKS_PER_READ)]
    since, until = (
        week_bounds(weeks[-1])[0],
        week_bounds(weeks[0])[1],
    )  # days away later in this week lower its goal now
    away = time_off.list_time_off(conn, workspace=workspace, member=member, since=since, until=until)
    wanted = goals.read_goals_by_week(conn, workspace=workspace, member=member, weeks=weeks)
    done = _minutes_by_week(conn, workspace, member, weeks)
    data.weeks += [StreakWeek(reduce_goal(wanted[week], week, away), done.get(week, 0), wanted[week]) for week in weeks]
    data.entry_days |= _entry_days(conn, workspace, member, since, min(until, today))
    data.days_off |= set(away)
    return since


def _first_entry_day(conn: Connection, workspace: str, member: str) -> date | None:
    """The day of the member's first entry."""
    day = select(func.min(entries.c.day)).where(entries.c.workspace == workspace, entries.c.member == member)
    return conn.execute(day).scalar()


def _minutes_by_week(conn: Connection, workspace: str, member: str, weeks: list[str]) -> dict[str, int]:
    rows = conn.execute(
        select(totals.c.period, totals.c.minutes).where(
            totals.c.workspace == workspace,
            totals.c.member == member,
            totals.c.period.in_(weeks),
            totals.c.subject == ALL_SUBJECTS,
        )
    )
    return {period: minutes for period, minutes in rows}  # noqa: C416  (rows are no pairs to the type checker)


def _entry_days(conn: Connection, workspace: str, member: str, since: date, until: date) -> frozenset[date]:
    rows = conn.execute(
        select(entries.c.day)
        .where(entries.c.workspace == workspace, entries.c.member == member, entries.c.day.between(since, until))
        .group_by(entries.c.day)
        .having(func.sum(entries.c.minutes) > 0)
    )
    return frozenset(row.day for row in rows)


@dataclass(frozen=True, slots=True)
class Streak:
    """Weeks with the goal met up to now, days with an entry up to now, and the most weeks in a row of the last year."""

    weeks: int
    days: int
    best_weeks: int


def count_week_streaks(weeks: Sequence[StreakWeek], window: int | None = None) -> tuple[int, int]:
    """The run of weeks that still goes on, and the longest one; newest first, the running week at the front.

    A week wholly away breaks nothing, and counts only with its whole goal done; nor does the running one break
    anything while its goal is not met. Runs that ended before so many weeks as the `window` has are left out.
    """
    runs, _ = _week_runs(weeks, window)
    return runs[0], max(runs)


def may_streak_go_on(weeks: Sequence[StreakWeek], window: int) -> bool:
    """Whether the oldest run that counts may go on in weeks before these."""
    return _week_runs(weeks, window)[1]


def count_day_streak(today: date, entry_days: Collection[date], days_off: Iterable[TimeOff]) -> int:
    """Days with an entry up to now; without one, today, weekends and days away break nothing."""
    broken = find_streak_break(today, entry_days, days_off, since=min(entry_days, default=today))
    return sum(day <= today and (broken is None or day > broken) for day in set(entry_days))


def find_streak_break(
    today: date, entry_days: Collection[date], days_off: Iterable[TimeOff], *, since: date
) -> date | None:
    """The day since then on which the run of days up to now broke last; None where it may go on before."""
    away, day = tuple(days_off), today - timedelta(days=1)
    while day >= since:
        if day not in entry_days and day.weekday() < WORKDAYS_PER_WEEK and not is_away(day, away):
            return day
        day -= timedelta(days=1)
    return None


def _week_runs(weeks: Sequence[StreakWeek], window: int | None) -> tuple[list[int], bool]:
    """The runs, newest first, and whether the oldest of them is still unbroken."""
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
