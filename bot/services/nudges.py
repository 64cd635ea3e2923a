"""Whom to nudge: people short of their goal who want it, at an hour at which it does not disturb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, select

from bot.db.tables import goals, members, occurrences, totals, workspaces
from bot.domain.absence import TEAM, Absence, is_away
from bot.domain.goal import in_week
from bot.domain.nudge import is_quiet
from bot.domain.periods import EVERYTHING
from bot.domain.weeks import DAY_STARTS, local_day, local_week
from bot.services.occurrences import Kind, Outcome


@dataclass(frozen=True, slots=True)
class Candidate:
    """An active member whose nudge has fallen due; `minutes` are this week's, `goal` is in minutes a week."""

    member: str
    nudged: bool
    snoozed_until: date | None
    created_at: datetime
    goal: int
    minutes: int
    day_starts: int | None = None  # minutes after midnight

    def today(self, now: datetime, zone: ZoneInfo) -> date:
        """The day that counts for them at the moment `now`."""
        starts = DAY_STARTS if self.day_starts is None else time(*divmod(self.day_starts, 60))
        return local_day(now, zone, starts)


def zones(session: Connection, *, workspace: str) -> tuple[str | None, ...]:
    """The time zones that people of the workspace live in; None for those who have told none."""
    rows = session.execute(select(members.c.timezone).where(members.c.workspace == workspace).distinct())
    return tuple(sorted((row.timezone for row in rows), key=lambda name: name or ""))


def unclaimed(
    session: Connection, *, workspace: str, zone: str | None, period: str, limit: int | None = None
) -> tuple[Candidate, ...]:
    """Active members of a zone about whom nothing has been decided in this week yet."""
    week = and_(
        totals.c.workspace == members.c.workspace,
        totals.c.member == members.c.id,
        totals.c.period == period,
        totals.c.subject == EVERYTHING,
    )
    decided = select(occurrences.c.period).where(
        occurrences.c.workspace == members.c.workspace,
        occurrences.c.kind == Kind.NUDGE.value,
        occurrences.c.period == period,
        occurrences.c.recipient == members.c.id,
    )
    rows = session.execute(
        select(
            members.c.id.label("member"),
            members.c.nudged,
            members.c.snoozed_until,
            members.c.created_at,
            _goal(period).label("goal"),
            func.coalesce(totals.c.minutes, 0).label("minutes"),
            members.c.day_starts,
        )
        .join(workspaces, workspaces.c.id == members.c.workspace)
        .outerjoin(totals, week)
        .where(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active, ~decided.exists())
        .order_by(members.c.id)
        .limit(limit)
    )
    return tuple(Candidate(**row._mapping) for row in rows)


def _goal(period: str) -> ColumnElement[int]:
    """A member's goal as it was in force in a week: a higher one may only hold from the next on."""
    own = _in_force(members.c.id, members.c.goal_minutes, period)
    return func.coalesce(own, _in_force(literal(TEAM), workspaces.c.goal_minutes, period))


def _in_force(whose: ColumnElement[str], now: ColumnElement[int], period: str) -> ColumnElement[int]:
    """The newest change up to the week, the value of now where none was ever written down."""
    changes = and_(goals.c.workspace == members.c.workspace, goals.c.member == whose, goals.c.week <= period)
    newest = select(goals.c.minutes).where(changes).order_by(goals.c.week.desc()).limit(1)
    joined = (members, workspaces)
    known = select(goals.c.week).where(changes).correlate(*joined).exists()
    return case((known, newest.correlate(*joined).scalar_subquery()), else_=now)


def decide(
    candidate: Candidate, *, period: str, zone: ZoneInfo, now: datetime, absences: Sequence[Absence] = ()
) -> Outcome:
    """What becomes of a nudge that is due in the local week `period`; days away lower the goal that decides."""
    today = candidate.today(now, zone)
    wanted = candidate.nudged and candidate.minutes < in_week(candidate.goal, period, absences)
    snoozed = candidate.snoozed_until is not None and candidate.snoozed_until > today
    if not wanted or snoozed or is_away(today, absences) or local_week(candidate.created_at, zone) >= period:
        return Outcome.NOTHING
    return Outcome.EXPIRED if is_quiet(now, zone) else Outcome.QUEUED
