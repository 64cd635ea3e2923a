"""Weekly goals as they change: each week keeps the goal that was in force in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from sqlalchemy import Connection, delete, exists, select

from bot.calendar.weeks import days_of, shift, week_of
from bot.core.goals.goal import Standing, in_week
from bot.core.ledger import rollups
from bot.core.ledger.periods import EVERYTHING
from bot.core.people import members as people_members
from bot.core.people import workspaces as people_workspaces
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM, Absence, days_present
from bot.db.tables import goals, members, workspaces
from bot.db.upsert import insert

_BEFORE: Final = ""  # sorts before every week


def set_goal(session: Connection, *, workspace: str, member: str, minutes: int | None, week: str) -> str:
    """Set a goal in the running week, for a member or, for `TEAM`, for all without their own; None gives one's own up.

    Returns the week from which it holds: a higher one takes back no goal that is met, so it may wait for the next.
    The first change also writes down what was in force before it. Raises ValueError for a workspace without a goal.
    """
    key = {"workspace": workspace, "member": member}
    if minutes is None and member == TEAM:
        raise ValueError("a workspace has a goal")
    if _waits(session, workspace, member, minutes, week):
        week = shift(week, 1)
    if not _has_rows(session, workspace, member):
        own, everybodys = _current(session, workspace, member)
        before = {**key, "week": _BEFORE, "minutes": everybodys if member == TEAM else own}
        session.execute(insert(session, goals).values(**before).on_conflict_do_nothing())
    session.execute(delete(goals).where(goals.c.workspace == workspace, goals.c.member == member, goals.c.week > week))
    session.execute(
        insert(session, goals)
        .values(**key, week=week, minutes=minutes)
        .on_conflict_do_update(index_elements=["workspace", "member", "week"], set_={"minutes": minutes})
    )
    if member == TEAM:
        people_workspaces.change(session, workspace=workspace, goal_minutes=minutes)
    else:
        people_members.change(session, workspace=workspace, member=member, goal_minutes=minutes)
    return week


def _waits(session: Connection, workspace: str, member: str, minutes: int | None, week: str) -> bool:
    """Whether a goal is a raise that must not touch the running week: the workspace's, or over one that is met."""
    old = of_weeks(session, workspace=workspace, member=member, weeks=[week])[week]
    usual = of_weeks(session, workspace=workspace, member=TEAM, weeks=[week])[week]
    if (usual if minutes is None else minutes) <= old:
        return False
    return member == TEAM or _in_week(session, workspace, member, week).is_met


def waits(session: Connection, *, workspace: str, member: str, week: str) -> bool:
    """Whether a goal was set that holds only from a later week on."""
    later = select(goals.c.week).where(goals.c.workspace == workspace, goals.c.member == member, goals.c.week > week)
    return session.execute(later.limit(1)).first() is not None


def of_weeks(session: Connection, *, workspace: str, member: str, weeks: Iterable[str]) -> dict[str, int]:
    """The goal that was in force in each of these weeks, in minutes, before days away lower it."""
    rows = session.execute(
        select(goals.c.member, goals.c.week, goals.c.minutes)
        .where(goals.c.workspace == workspace, goals.c.member.in_((member, TEAM)))
        .order_by(goals.c.week)
    ).all()
    now, everybodys_now = _current(session, workspace, member)
    own = [(row.week, row.minutes) for row in rows if row.member != TEAM]
    everybodys = [(row.week, row.minutes) for row in rows if row.member == TEAM]
    return {
        week: _in_force(own, week, now) or _in_force(everybodys, week, everybodys_now) or everybodys_now
        for week in weeks
    }


def of_people(
    session: Connection, *, workspace: str, people: Collection[str], weeks: Collection[str]
) -> dict[str, dict[str, int]]:
    """The same of these active members, in three statements however many there are."""
    changes: dict[str, list[tuple[str, int | None]]] = {}
    written = select(goals.c.member, goals.c.week, goals.c.minutes).where(goals.c.workspace == workspace)
    for member, week, minutes in session.execute(written.order_by(goals.c.week)):
        changes.setdefault(member, []).append((week, minutes))
    team = select(workspaces.c.goal_minutes).where(workspaces.c.id == workspace)
    everybodys_now = session.execute(team).scalar_one()
    everybodys = {week: _in_force(changes.get(TEAM, []), week, everybodys_now) or everybodys_now for week in weeks}
    active = select(members.c.id, members.c.goal_minutes).where(members.c.workspace == workspace, members.c.is_active)
    return {
        member: {week: _in_force(changes.get(member, []), week, now) or everybodys[week] for week in weeks}
        if now or member in changes
        else everybodys
        for member, now in session.execute(active)
        if member in people
    }


def standing(session: Connection, *, workspace: str, member: str, today: date) -> Standing:
    """The running week of a member against its goal, lowered for days away."""
    return _in_week(session, workspace, member, week_of(today))


def _in_week(session: Connection, workspace: str, member: str, week: str) -> Standing:
    first, last = days_of(week)
    away = absences.of_member(session, workspace=workspace, member=member, since=first, until=last)
    whole = of_weeks(session, workspace=workspace, member=member, weeks=[week])[week]
    done = rollups.of_member(session, workspace=workspace, member=member, period=week).get(EVERYTHING, 0)
    return Standing(week, whole, in_week(whole, week, away), days_present(week, away), done)


def lowered(
    session: Connection, *, workspace: str, member: str, weeks: Collection[str], away: Iterable[Absence]
) -> dict[str, tuple[int, int]]:
    """What days away leave of the goal in each week, and the whole goal beside it."""
    days = tuple(away)
    found = of_weeks(session, workspace=workspace, member=member, weeks=weeks)
    return {week: (in_week(goal, week, days), goal) for week, goal in found.items()}


def _in_force(changes: list[tuple[str, int | None]], week: str, now: int | None) -> int | None:
    """The newest value at or before the week; the value of now where no change was ever written down."""
    return [minutes for since, minutes in changes if since <= week][-1] if changes else now


def _has_rows(session: Connection, workspace: str, member: str) -> bool:
    found = exists().where(goals.c.workspace == workspace, goals.c.member == member)
    return bool(session.execute(select(found)).scalar())


def _current(session: Connection, workspace: str, member: str) -> tuple[int | None, int]:
    """The goals of now: the member's own, if there is one, and the workspace's."""
    own = select(members.c.goal_minutes).where(members.c.workspace == workspace, members.c.id == member)
    row = session.execute(
        select(own.scalar_subquery(), workspaces.c.goal_minutes).where(workspaces.c.id == workspace)
    ).one()
    return row[0], row[1]
