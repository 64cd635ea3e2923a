"""A member's streaks, read from the sums and the ledger, a year at a time for as long as they go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Connection, func, select

from bot.calendar.weeks import days_of, shift, week_of
from bot.core.goals import goals, streak
from bot.core.goals.goal import in_week
from bot.core.goals.streak import Streak, Week
from bot.core.ledger.periods import EVERYTHING
from bot.core.time_off import absences
from bot.core.time_off.absence import Absence
from bot.db.tables import entries, totals

WEEKS: Final = 53  # read at a time; the running week is the first of them


@dataclass(slots=True)
class _Known:
    """What is read so far: weeks, newest first, days with hours, and days away."""

    weeks: list[Week] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    away: set[Absence] = field(default_factory=set)


def read(session: Connection, *, workspace: str, member: str, today: date) -> Streak:
    """Streaks up to today, in five statements for each year they last; only days that still have hours count."""
    known, first, goes_on = _Known(), None, True
    while goes_on:
        since = _read_on(session, workspace, member, today, known)
        goes_on = streak.weeks_go_on(known.weeks, WEEKS)
        goes_on = goes_on or streak.broken_on(today, known.days, known.away, since=since) is None
        if goes_on:
            first = first or _first(session, workspace, member)
            goes_on = first is not None and first < since
    going_on, best = streak.weeks_in_a_row(known.weeks, WEEKS)
    return Streak(going_on, streak.days_in_a_row(today, known.days, known.away), best)


def _read_on(session: Connection, workspace: str, member: str, today: date, known: _Known) -> date:
    """Add the next year further back; returns the first day that is known then."""
    start = len(known.weeks)
    weeks = [shift(week_of(today), -back) for back in range(start, start + WEEKS)]
    since, until = days_of(weeks[-1])[0], days_of(weeks[0])[1]  # days away later in this week lower its goal now
    away = absences.of_member(session, workspace=workspace, member=member, since=since, until=until)
    wanted = goals.of_weeks(session, workspace=workspace, member=member, weeks=weeks)
    done = _minutes(session, workspace, member, weeks)
    known.weeks += [Week(in_week(wanted[week], week, away), done.get(week, 0), wanted[week]) for week in weeks]
    known.days |= _days(session, workspace, member, since, min(until, today))
    known.away |= set(away)
    return since


def _first(session: Connection, workspace: str, member: str) -> date | None:
    """The day of the member's first entry."""
    day = select(func.min(entries.c.day)).where(entries.c.workspace == workspace, entries.c.member == member)
    return session.execute(day).scalar()


def _minutes(session: Connection, workspace: str, member: str, weeks: list[str]) -> dict[str, int]:
    rows = session.execute(
        select(totals.c.period, totals.c.minutes).where(
            totals.c.workspace == workspace,
            totals.c.member == member,
            totals.c.period.in_(weeks),
            totals.c.subject == EVERYTHING,
        )
    )
    return {period: minutes for period, minutes in rows}  # noqa: C416  (rows are no pairs to the type checker)


def _days(session: Connection, workspace: str, member: str, since: date, until: date) -> frozenset[date]:
    rows = session.execute(
        select(entries.c.day)
        .where(entries.c.workspace == workspace, entries.c.member == member, entries.c.day.between(since, until))
        .group_by(entries.c.day)
        .having(func.sum(entries.c.minutes) > 0)
    )
    return frozenset(row.day for row in rows)
