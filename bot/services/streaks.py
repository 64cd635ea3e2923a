"""A member's streaks, read from the sums and the ledger of one year."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import Connection, func, select

from bot.db.tables import entries, totals
from bot.domain import streaks
from bot.domain.goal import in_week
from bot.domain.periods import EVERYTHING
from bot.domain.streaks import Streak, Week
from bot.domain.weeks import days_of, shift, week_of
from bot.services import absences, goals

WEEKS: Final = 53  # how far back a streak is known, the running week included


def read(session: Connection, *, workspace: str, member: str, today: date) -> Streak:
    """Streaks up to today, in five statements; only days that still have hours count."""
    weeks = [shift(week_of(today), -back) for back in range(WEEKS)]
    since, until = days_of(weeks[-1])[0], days_of(weeks[0])[1]  # days away later in this week lower its goal now
    away = absences.of_member(session, workspace=workspace, member=member, since=since, until=until)
    wanted = goals.of_weeks(session, workspace=workspace, member=member, weeks=weeks)
    done = _minutes(session, workspace, member, weeks)
    known = [Week(in_week(wanted[week], week, away), done.get(week, 0)) for week in weeks]
    going_on, best = streaks.weeks_in_a_row(known)
    days = streaks.days_in_a_row(today, _days(session, workspace, member, since, today), away)
    return Streak(going_on, days, best)


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
