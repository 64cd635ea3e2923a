"""Weekly goals: each week keeps the goal that was in force in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection, delete, exists, select

from bot.calendar.weeks import shift_week, week_bounds, week_of
from bot.core import time_off
from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.people import members as people_members
from bot.core.people import workspaces as people_workspaces
from bot.core.time_off import WHOLE_TEAM, WORKDAYS_PER_WEEK, TimeOff, count_workdays_present, is_away
from bot.db.statements import dialect_insert
from bot.db.tables import goals, members, workspaces
from bot.frozen import frozen

_BEFORE_ALL_WEEKS: Final = ""  # sorts before every week


@frozen
class GoalProgress:
    """A week against its goal, in minutes; days away lower `full_goal` to `goal`."""

    week: str
    full_goal: int
    goal: int
    workdays_present: int
    minutes_done: int

    @property
    def is_met(self) -> bool:
        """Return whether the goal is reached; a goal of zero never is."""
        return 0 < self.goal <= self.minutes_done


def set_weekly_goal(conn: Connection, *, workspace: str, member: str, minutes: int | None, week: str) -> str:
    """Set the goal of a member or, for `WHOLE_TEAM`, of all without their own; None gives one's own up.

    Returns the first week in which it holds: the running one or, for a raise that would undo a met goal, the next. The
    first change also stores what was in force before it.

    Raises:
        ValueError: None for the whole team.
    """
    key = {"workspace": workspace, "member": member}
    if minutes is None and member == WHOLE_TEAM:
        raise ValueError("a workspace has a goal")
    if _has_to_wait(conn, workspace, member, minutes, week):
        week = shift_week(week, 1)
    if not _has_goal_rows(conn, workspace, member):
        own, team = _current_goals(conn, workspace, member)
        before = {**key, "week": _BEFORE_ALL_WEEKS, "minutes": team if member == WHOLE_TEAM else own}
        conn.execute(dialect_insert(conn, goals).values(**before).on_conflict_do_nothing())
    conn.execute(delete(goals).where(goals.c.workspace == workspace, goals.c.member == member, goals.c.week > week))
    conn.execute(
        dialect_insert(conn, goals)
        .values(**key, week=week, minutes=minutes)
        .on_conflict_do_update(index_elements=["workspace", "member", "week"], set_={"minutes": minutes})
    )
    if member == WHOLE_TEAM:
        people_workspaces.update_workspace(conn, workspace=workspace, goal_minutes=minutes)
    else:
        people_members.update_member(conn, workspace=workspace, member=member, goal_minutes=minutes)
    return week


def _has_to_wait(conn: Connection, workspace: str, member: str, minutes: int | None, week: str) -> bool:
    """Return whether a goal is a raise that must not touch the running week: the workspace's, or of a met goal."""
    old = read_goals_by_week(conn, workspace=workspace, member=member, weeks=[week])[week]
    team = read_goals_by_week(conn, workspace=workspace, member=WHOLE_TEAM, weeks=[week])[week]
    if (team if minutes is None else minutes) <= old:
        return False
    return member == WHOLE_TEAM or _read_week_progress(conn, workspace, member, week).is_met


def has_pending_goal(conn: Connection, *, workspace: str, member: str, week: str) -> bool:
    """Return whether a goal was set that holds only from a later week on."""
    later = select(goals.c.week).where(goals.c.workspace == workspace, goals.c.member == member, goals.c.week > week)
    return conn.execute(later.limit(1)).first() is not None


def read_goals_by_week(conn: Connection, *, workspace: str, member: str, weeks: Iterable[str]) -> dict[str, int]:
    """Return the goal in force in each of these weeks, in minutes, before days away lower it."""
    rows = conn.execute(
        select(goals.c.member, goals.c.week, goals.c.minutes)
        .where(goals.c.workspace == workspace, goals.c.member.in_((member, WHOLE_TEAM)))
        .order_by(goals.c.week)
    ).all()
    own_now, team_now = _current_goals(conn, workspace, member)
    own = [(row.week, row.minutes) for row in rows if row.member != WHOLE_TEAM]
    team = [(row.week, row.minutes) for row in rows if row.member == WHOLE_TEAM]
    return {week: goal_in_force(week, own=(own, own_now), team=(team, team_now)) for week in weeks}


def read_goals_by_member(
    conn: Connection, *, workspace: str, member_ids: Collection[str], weeks: Collection[str]
) -> dict[str, dict[str, int]]:
    """Return `read_goals_by_week` of each active member of these, in three statements for any number."""
    changes: dict[str, list[tuple[str, int | None]]] = {}
    stored = select(goals.c.member, goals.c.week, goals.c.minutes).where(goals.c.workspace == workspace)
    for member, week, minutes in conn.execute(stored.order_by(goals.c.week)):
        changes.setdefault(member, []).append((week, minutes))
    team_now = conn.execute(select(workspaces.c.goal_minutes).where(workspaces.c.id == workspace)).scalar_one()
    team = {week: _value_in_force(changes.get(WHOLE_TEAM, []), week, team_now) or team_now for week in weeks}
    active = select(members.c.id, members.c.goal_minutes).where(members.c.workspace == workspace, members.c.is_active)
    return {
        member: {week: _value_in_force(changes.get(member, []), week, own_now) or team[week] for week in weeks}
        if own_now or member in changes
        else team
        for member, own_now in conn.execute(active)
        if member in member_ids
    }


def read_goal_progress(conn: Connection, *, workspace: str, member: str, today: date) -> GoalProgress:
    """Return a member's running week against its goal, lowered for days away."""
    return _read_week_progress(conn, workspace, member, week_of(today))


def _read_week_progress(conn: Connection, workspace: str, member: str, week: str) -> GoalProgress:
    first, last = week_bounds(week)
    days_off = time_off.list_time_off(conn, workspace=workspace, member=member, since=first, until=last)
    full_goal = read_goals_by_week(conn, workspace=workspace, member=member, weeks=[week])[week]
    done = rollups.read_minutes_by_subject(conn, workspace=workspace, member=member, period=week).get(ALL_SUBJECTS, 0)
    goal, present = reduce_goal(full_goal, week, days_off), count_workdays_present(week, days_off)
    return GoalProgress(week, full_goal, goal, present, done)


def read_reduced_goals(
    conn: Connection, *, workspace: str, member: str, weeks: Collection[str], days_off: Iterable[TimeOff]
) -> dict[str, tuple[int, int]]:
    """Return by week the goal as days away lower it, and the full goal."""
    days_off = tuple(days_off)
    goal_by_week = read_goals_by_week(conn, workspace=workspace, member=member, weeks=weeks)
    return {week: (reduce_goal(goal, week, days_off), goal) for week, goal in goal_by_week.items()}


def goal_in_force(
    week: str, *, own: tuple[list[tuple[str, int | None]], int | None], team: tuple[list[tuple[str, int | None]], int]
) -> int:
    """Return the goal in a week; of the member's and of the team's the stored changes by week, and the current one."""
    return _value_in_force(own[0], week, own[1]) or _value_in_force(team[0], week, team[1]) or team[1]


def _value_in_force(changes: list[tuple[str, int | None]], week: str, current: int | None) -> int | None:
    """Return the newest value at or before the week; the current one where no change was ever stored."""
    return [minutes for since, minutes in changes if since <= week][-1] if changes else current


def _has_goal_rows(conn: Connection, workspace: str, member: str) -> bool:
    has_rows = exists().where(goals.c.workspace == workspace, goals.c.member == member)
    return bool(conn.execute(select(has_rows)).scalar())


def _current_goals(conn: Connection, workspace: str, member: str) -> tuple[int | None, int]:
    """Return the current goals: the member's own, if there is one, and the workspace's."""
    own = select(members.c.goal_minutes).where(members.c.workspace == workspace, members.c.id == member)
    row = conn.execute(
        select(own.scalar_subquery(), workspaces.c.goal_minutes).where(workspaces.c.id == workspace)
    ).one()
    return row[0], row[1]


def reduce_goal(full_goal: int, week: str, days_off: Iterable[TimeOff]) -> int:
    """Return the goal in whole minutes, lowered in proportion to the workdays away."""
    return full_goal * count_workdays_present(week, days_off) // WORKDAYS_PER_WEEK


def count_workdays_by_week(first: date, last: date, days_off: Iterable[TimeOff]) -> Mapping[str, int]:
    """Return by week the workdays from `first` to `last` that hold no time off; a week without any has 0."""
    return _count_workdays_by_week(first, last, tuple(days_off))


@lru_cache(maxsize=512)
def _count_workdays_by_week(first: date, last: date, days_off: tuple[TimeOff, ...]) -> Mapping[str, int]:
    """Cache the count: most members of a team are away on the same days, the holidays."""
    workdays: dict[str, int] = {}
    for day, week in _days_with_weeks(first, last):
        is_present = day.weekday() < WORKDAYS_PER_WEEK and not is_away(day, days_off)
        workdays[week] = workdays.get(week, 0) + is_present
    return workdays


@lru_cache(maxsize=16)
def _days_with_weeks(first: date, last: date) -> tuple[tuple[date, str], ...]:
    """Return each day with its week; cached, as the same few ranges are asked for once for each member."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple((day, week_of(day)) for day in days)


def sum_reduced_goals(
    goal_by_week: Mapping[str, int], workdays_by_week: Mapping[str, int], first_week: str = ""
) -> int:
    """Return the goals from `first_week` on in whole minutes, each in proportion to its workdays."""
    products = (goal_by_week[week] * days for week, days in workdays_by_week.items() if week >= first_week)
    return sum(products) // WORKDAYS_PER_WEEK
