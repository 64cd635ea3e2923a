"""Read the leaderboard of a period, without anybody who is hidden or has left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from bot.calendar.weeks import local_week, week_bounds
from bot.core import time_off
from bot.core.goals import goals
from bot.core.ledger.rollups import ALL_SUBJECTS, LeaderboardPeriod
from bot.core.people.names import distinct_names
from bot.core.people.workspaces import Workspace
from bot.db.tables import members, totals
from bot.features.leaderboard.rules import (
    Leaderboard,
    LeaderboardOrder,
    MemberMinutes,
    RankedMember,
    percent_of_goal,
    rank_members,
)

FirstAndLastDay = tuple[date, date]


def read_leaderboard(
    conn: Connection,
    *,
    workspace: Workspace,
    reader: str,
    period: LeaderboardPeriod,
    today: date,
    order: LeaderboardOrder = LeaderboardOrder.HOURS,
    area: str = ALL_SUBJECTS,
) -> Leaderboard:
    """Return the board of a period as one member may see it; its cost depends on the members, not on their entries.

    All time has no goal, and is ranked by hours whatever is asked for. A member's goal counts from the week in which
    they joined, or first have hours; members without a goal, because they are away all the time, are not ranked by it.
    """
    rows = _read_visible_members(conn, workspace.id, reader, period.rollup_periods(today), area)
    own = next((row.minutes for row in rows if row.id == reader), 0)
    shown = [row for row in rows if not row.hidden]
    names = distinct_names({row.id: row.name for row in shown})
    days = period.first_and_last_day(today)
    if days is None or order is LeaderboardOrder.HOURS:
        away = days is not None and _is_away_all_period(conn, workspace.id, reader, days)
        return Leaderboard(
            rank_members(MemberMinutes(row.id, names[row.id], row.minutes) for row in shown), own, is_away=away
        )
    start_weeks = _read_start_weeks(conn, workspace, rows, days)
    goals_by_member = _read_goals(conn, workspace.id, {row.id for row in rows} | {reader}, days, start_weeks)
    ranked = _rank_by_goal([(row.id, names[row.id], row.minutes) for row in shown], goals_by_member)
    own_goal = goals_by_member.get(reader, 0)
    return Leaderboard(ranked, own, own_goal, is_away=own_goal == 0)


def rank_week(
    conn: Connection,
    *,
    workspace: str,
    week: str,
    minutes_by_member: Mapping[str, int],
    names: Mapping[str, str],
    order: LeaderboardOrder,
) -> tuple[RankedMember, ...]:
    """Rank the digest's members over one week, for which their minutes are known already."""
    rows = [(member, names[member], minutes) for member, minutes in minutes_by_member.items()]
    if order is LeaderboardOrder.HOURS:
        return rank_members(MemberMinutes(*row) for row in rows)
    return _rank_by_goal(rows, _read_goals(conn, workspace, minutes_by_member.keys(), week_bounds(week), {}))


def _rank_by_goal(rows: Sequence[tuple[str, str, int]], goals_by_member: Mapping[str, int]) -> tuple[RankedMember, ...]:
    """Rank by the share of each one's own goal, without those who have none."""
    return rank_members(
        MemberMinutes(member, name, minutes, percent_of_goal(minutes, goals_by_member[member]))
        for member, name, minutes in rows
        if goals_by_member.get(member, 0) > 0
    )


def _read_visible_members(
    conn: Connection, workspace: str, reader: str, periods: Collection[str], area: str
) -> Sequence[Any]:
    """Return those with hours who may be shown to the reader, and the reader."""
    person = (members.c.id, members.c.name, members.c.hidden, members.c.created_at)
    return conn.execute(
        select(*person, func.sum(totals.c.minutes).label("minutes"))
        .join(members, (members.c.workspace == totals.c.workspace) & (members.c.id == totals.c.member))
        .where(
            totals.c.workspace == workspace,
            totals.c.period.in_(periods),
            totals.c.subject == area,
            totals.c.minutes > 0,
            members.c.is_active,
            or_(~members.c.hidden, members.c.id == reader),
        )
        .group_by(*person)
    ).all()


def _is_away_all_period(conn: Connection, workspace: str, member: str, days: FirstAndLastDay) -> bool:
    """Return whether no working day of the period is left to the member."""
    away = time_off.list_time_off(conn, workspace=workspace, member=member, since=days[0], until=days[1])
    return bool(away) and not any(goals.count_workdays_by_week(*days, away).values())


def _read_goals(
    conn: Connection, workspace: str, member_ids: Collection[str], days: FirstAndLastDay, start_weeks: Mapping[str, str]
) -> dict[str, int]:
    """Return each one's goal over these days, lowered for days away, in four statements for any number of members."""
    away = time_off.read_team_time_off(conn, workspace=workspace, since=days[0], until=days[1])
    usual = goals.count_workdays_by_week(*days, away.holidays)
    goals_by_week = goals.read_goals_by_member(conn, workspace=workspace, member_ids=member_ids, weeks=usual.keys())
    return {
        member: goals.sum_reduced_goals(
            weeks,
            goals.count_workdays_by_week(*days, away.for_member(member)) if member in away.by_member else usual,
            start_weeks.get(member, ""),
        )
        for member, weeks in goals_by_week.items()
    }


def _read_start_weeks(
    conn: Connection, workspace: Workspace, rows: Sequence[Any], days: FirstAndLastDay
) -> dict[str, str]:
    """Return the week of the period from which on each one's goal counts."""
    weeks = goals.count_workdays_by_week(*days, ()).keys()
    if len(weeks) == 1:
        return {}
    first_weeks = conn.execute(
        select(totals.c.member, func.min(totals.c.period))
        .where(
            totals.c.workspace == workspace.id,
            totals.c.period.in_(weeks),
            totals.c.subject == ALL_SUBJECTS,
            totals.c.minutes > 0,
        )
        .group_by(totals.c.member)
    )
    began = {member: week for member, week in first_weeks}  # noqa: C416  (rows are no pairs to the type checker)
    joined = {row.id: local_week(row.created_at, workspace.zone) for row in rows}
    return {member: min(week, began.get(member, week)) for member, week in joined.items()}
