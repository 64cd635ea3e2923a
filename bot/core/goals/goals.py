"""Weekly goals as they change: each week keeps the goal that was in force in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
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

_BEFORE_ALL_WEEKS: Final = ""  # sorts before every week


def set_weekly_goal(conn: Connection, *, workspace: str, member: str, minutes: int | None, week: str) -> str:
    """Set a goal in the running week, for a member or, for `TEAM`, for all without their own; None gives one's own up.

    Returns the week from which it holds: a higher one takes back no goal that is met, so it may wait for the next.
    The first change also writes down what was in force before it. Raises ValueError for a workspace without a goal.
    """
    key = {"workspace": workspace, "member": member}
    if minutes is None and member == WHOLE_TEAM:
        raise ValueError("a workspace has a goal")
    if _has_to_wait(conn, workspace, member, minutes, week):
        week = shift_week(week, 1)
    if not _has_goal_rows(conn, workspace, member):
        own, everybodys = _current_goals(conn, workspace, member)
        before = {**key, "week": _BEFORE_ALL_WEEKS, "minutes": everybodys if member == WHOLE_TEAM else own}
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
    """Whether a goal is a raise that must not touch the running week: the workspace's, or over one that is met."""
    old = read_goals_by_week(conn, workspace=workspace, member=member, weeks=[week])[week]
    usual = read_goals_by_week(conn, workspace=workspace, member=WHOLE_TEAM, weeks=[week])[week]
    if (usual if minutes is None else minutes) <= old:
        return False
    return member == WHOLE_TEAM or _read_week_progress(conn, workspace, member, week).is_met


def has_pending_goal(conn: Connection, *, workspace: str, member: str, week: str) -> bool:
    """Whether a goal was set that holds only from a later week on."""
    later = select(goals.c.week).where(goals.c.workspace == workspace, goals.c.member == member, goals.c.week > week)
    return conn.execute(later.limit(1)).first() is not None


def read_goals_by_week(conn: Connection, *, workspace: str, member: str, weeks: Iterable[str]) -> dict[str, int]:
    """The goal that was in force in each of these weeks, in minutes, before days away lower it."""
    rows = conn.execute(
        select(goals.c.member, goals.c.week, goals.c.minutes)
        .where(goals.c.workspace == workspace, goals.c.member.in_((member, WHOLE_TEAM)))
        .order_by(goals.c.week)
    ).all()
    now, everybodys_now = _current_goals(conn, workspace, member)
    own = [(row.week, row.minutes) for row in rows if row.member != WHOLE_TEAM]
    everybodys = [(row.week, row.minutes) for row in rows if row.member == WHOLE_TEAM]
    return {
        week: _value_in_force(own, week, now) or _value_in_force(everybodys, week, everybodys_now) or everybodys_now
        for week in weeks
    }


def read_goals_by_member(
    conn: Connection, *, workspace: str, member_ids: Collection[str], weeks: Collection[str]
) -> dict[str, dict[str, int]]:
    """The same of these active members, in three statements however many there are."""
    changes: dict[str, list[tuple[str, int | None]]] = {}
    written = select(goals.c.member, goals.c.week, goals.c.minutes).where(goals.c.workspace == workspace)
    for member, week, minutes in conn.execute(written.order_by(goals.c.week)):
        changes.setdefault(member, []).append((week, minutes))
    team = select(workspaces.c.goal_minutes).where(workspaces.c.id == workspace)
    everybodys_now = conn.execute(team).scalar_one()
    everybodys = {
        week: _value_in_force(changes.get(WHOLE_TEAM, []), week, everybodys_now) or everybodys_now for week in weeks
    }
    active = select(members.c.id, members.c.goal_minutes).where(members.c.workspace == workspace, members.c.is_active)
    return {
        member: {week: _value_in_force(changes.get(member, []), week, now) or everybodys[week] for week in weeks}
        if now or member in changes
        else everybodys
        for member, now in conn.execute(active)
        if member in member_ids
    }


def read_goal_progress(conn: Connection, *, workspace: str, member: str, today: date) -> GoalProgress:
    """The running week of a member against its goal, lowered for days away."""
    return _read_week_progress(conn, workspace, member, week_of(today))


def _read_week_progress(conn: Connection, workspace: str, member: str, week: str) -> GoalProgress:
    first, last = week_bounds(week)
    away = time_off.list_time_off(conn, workspace=workspace, member=member, since=first, until=last)
    whole = read_goals_by_week(conn, workspace=workspace, member=member, weeks=[week])[week]
    done = rollups.read_minutes_by_subject(conn, workspace=workspace, member=member, period=week).get(ALL_SUBJECTS, 0)
    return GoalProgress(week, whole, reduce_goal(whole, week, away), count_workdays_present(week, away), done)


def read_reduced_goals(
    conn: Connection, *, workspace: str, member: str, weeks: Collection[str], days_off: Iterable[TimeOff]
) -> dict[str, tuple[int, int]]:
    """What days away leave of the goal in each week, and the whole goal beside it."""
    days = tuple(days_off)
    found = read_goals_by_week(conn, workspace=workspace, member=member, weeks=weeks)
    return {week: (reduce_goal(goal, week, days), goal) for week, goal in found.items()}


def _value_in_force(changes: list[tuple[str, int | None]], week: str, current: int | None) -> int | None:
    """The newest value at or before the week; the value of now where no change was ever written down."""
    return [minutes for since, minutes in changes if since <= week][-1] if changes else current


def _has_goal_rows(conn: Connection, workspace: str, member: str) -> bool:
    found = exists().where(goals.c.workspace == workspace, goals.c.member == member)
    return bool(conn.execute(select(found)).scalar())


def _current_goals(conn: Connection, workspace: str, member: str) -> tuple[int | None, int]:
    """The goals of now: the member's own, if there is one, and the workspace's."""
    own = select(members.c.goal_minutes).where(members.c.workspace == workspace, members.c.id == member)
    row = conn.execute(
        select(own.scalar_subquery(), workspaces.c.goal_minutes).where(workspaces.c.id == workspace)
    ).one()
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A week against its goal, in minutes: `whole` before days away lowered it to `goal`, `present` of five days."""

    week: str
    full_goal: int
    goal: int
    workdays_present: int
    minutes_done: int

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached; one of nothing never is."""
        return 0 < self.goal <= self.minutes_done


def reduce_goal(full_goal: int, week: str, days_off: Iterable[TimeOff]) -> int:
    """Whole minutes of the goal that are left for the days on which the member is there."""
    return full_goal * count_workdays_present(week, days_off) // WORKDAYS_PER_WEEK


def count_workdays_by_week(first: date, last: date, days_off: Iterable[TimeOff]) -> Mapping[str, int]:
    """By week, the working days from `first` to `last` on which nobody is away; a week of none stays in it with 0."""
    return _count_workdays_by_week(first, last, tuple(days_off))


@lru_cache(maxsize=512)
def _count_workdays_by_week(first: date, last: date, days_off: tuple[TimeOff, ...]) -> Mapping[str, int]:
    """In a team most are away on the same days: on the holidays."""
    found: dict[str, int] = {}
    for day, week in _days_with_weeks(first, last):
        there = day.weekday() < WORKDAYS_PER_WEEK and not is_away(day, days_off)
        found[week] = found.get(week, 0) + there
    return found


@lru_cache(maxsize=16)
def _days_with_weeks(first: date, last: date) -> tuple[tuple[date, str], ...]:
    """Each day with its week: the same few stretches are asked for again and again, once for each member."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple((day, week_of(day)) for day in days)


def sum_reduced_goals(
    goal_by_week: Mapping[str, int], workdays_by_week: Mapping[str, int], first_week: str = ""
) -> int:
    """Whole minutes that the weeks' goals leave for so many working days in each, from the week `since` on."""
    return (
        sum(goal_by_week[week] * days for week, days in workdays_by_week.items() if week >= first_week)
        // WORKDAYS_PER_WEEK
    )
