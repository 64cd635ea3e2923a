"""Whom to nudge: people short of their goal who want it, at an hour at which it does not disturb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    true,
)

from bot.calendar.quiet_hours import is_quiet
from bot.calendar.weeks import DAY_STARTS, local_day, local_week, week_of
from bot.core.goals.goal import in_week
from bot.core.ledger.periods import EVERYTHING
from bot.core.time_off.absence import TEAM, Absence, is_away
from bot.db.statements import Prepared
from bot.db.tables import goals, members, occurrences, totals, workspaces
from bot.delivery.occurrences import Kind, Outcome


def _undecided(zone: ColumnElement[bool]) -> Select[Any]:
    here = and_(members.c.workspace == bindparam("workspace"), zone, members.c.is_active)
    return select(members.c.id).where(here, ~_decided(bindparam("kind"), bindparam("period")).exists()).limit(1)


def _decided(kind: Any, period: Any) -> Select[Any]:
    return select(occurrences.c.period).where(
        occurrences.c.workspace == members.c.workspace,
        occurrences.c.kind == kind,
        occurrences.c.period == period,
        occurrences.c.recipient == members.c.id,
    )


_PUT_OFF: Final = Prepared(
    lambda _: (
        select(members.c.id)
        .where(members.c.workspace == bindparam("workspace"), members.c.nudge_again == bindparam("day"))
        .limit(1)
    )
)


_UNDECIDED: Final = Prepared(lambda _: _undecided(members.c.timezone == bindparam("zone")))


_UNDECIDED_UNTOLD: Final = Prepared(lambda _: _undecided(members.c.timezone.is_(None)))


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


def unclaimed(
    session: Connection, *, workspace: str, zone: str | None, period: str, limit: int | None = None
) -> tuple[Candidate, ...]:
    """Active members of a zone about whom nothing has been decided in this week yet."""
    asked = {"workspace": workspace, "zone": zone, "kind": Kind.NUDGE.value, "period": period}
    if not (_UNDECIDED if zone else _UNDECIDED_UNTOLD).run(session, asked):
        return ()  # as nearly always; much quicker than the list
    return _candidates(session, true(), workspace=workspace, zone=zone, kind=Kind.NUDGE, period=period, limit=limit)


def put_off_to(
    session: Connection, *, workspace: str, zone: str | None, day: date, limit: int | None = None
) -> tuple[Candidate, ...]:
    """Active members of a zone who put their nudge off to that day, and about whom nothing has been decided since."""
    if not _PUT_OFF.run(session, {"workspace": workspace, "day": day}):
        return ()
    asked, period = members.c.nudge_again == day, week_of(day)
    return _candidates(session, asked, workspace=workspace, zone=zone, kind=Kind.AGAIN, period=period, limit=limit)


def days_put_off_to(session: Connection, *, workspace: str) -> tuple[tuple[str | None, date], ...]:
    """The days to which people have put nudges off, with their zones."""
    days = select(members.c.timezone, members.c.nudge_again).where(members.c.nudge_again.is_not(None))
    rows = session.execute(days.where(members.c.workspace == workspace).distinct())
    return tuple((row.timezone, row.nudge_again) for row in rows)


def wanting(session: Connection, *, workspace: str, zone: str | None, period: str) -> int:
    """How many people of a zone want nudges and have not reached their goal of the week, decided on or not."""
    week = _week_of_member(period)
    goal = _goal(period)
    query = (
        select(func.count())
        .select_from(members.join(workspaces, workspaces.c.id == members.c.workspace).outerjoin(totals, week))
        .where(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active, members.c.nudged)
        .where(func.coalesce(totals.c.minutes, 0) < goal)
    )
    return session.execute(query).scalar_one()


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


def _week_of_member(period: str) -> ColumnElement[bool]:
    """Joins what a member has done in the week."""
    return and_(
        totals.c.workspace == members.c.workspace,
        totals.c.member == members.c.id,
        totals.c.period == period,
        totals.c.subject == EVERYTHING,
    )


def _candidates(
    session: Connection,
    asked: ColumnElement[bool],
    *,
    workspace: str,
    zone: str | None,
    kind: Kind,
    period: str,
    limit: int | None,
) -> tuple[Candidate, ...]:
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
        .outerjoin(totals, _week_of_member(period))
        .where(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active, asked)
        .where(~_decided(kind.value, period).exists())
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
