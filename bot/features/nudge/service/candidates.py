"""Nudge candidates, and the decision about each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, select

from bot.calendar.quiet_hours import is_quiet
from bot.calendar.weeks import DEFAULT_DAY_STARTS, local_day, local_week, week_bounds, week_of
from bot.core.assigned import has_team_goal, list_assigned
from bot.core.goals.goals import reduce_goal
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.time_off import WHOLE_TEAM, TimeOff, count_workdays_present, is_away
from bot.db.tables import entries, goals, members, totals, workspaces
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.features.nudge.service.due_members import is_decided, own_slot_in
from bot.frozen import frozen


@frozen
class NudgeCandidate:
    """An active member whose nudge is due; `minutes` are this week's, `goal` is in minutes a week."""

    member: str
    name: str
    nudged: bool
    snoozed_until: date | None
    created_at: datetime
    goal: int
    minutes: int
    day_starts: int | None = None  # minutes after midnight
    has_own_goal: bool = False
    nudge_every: int = 1  # weeks
    nudged_week: str | None = None
    unanswered_nudges: int = 0

    def today(self, now: datetime, zone: ZoneInfo) -> date:
        """Return the day that counts for the member at the moment `now`."""
        starts = DEFAULT_DAY_STARTS if self.day_starts is None else time(*divmod(self.day_starts, 60))
        return local_day(now, zone, starts)


@frozen
class Addressed:
    """Who has something to learn: everybody where the team's goal was set, else those with a goal or an assignment."""

    has_team_goal: bool
    assigned: frozenset[str]

    def has_goal(self, candidate: NudgeCandidate) -> bool:
        """Return whether somebody chose the goal that counts for them: they did, or an admin for the team."""
        return self.has_team_goal or candidate.has_own_goal

    def includes(self, member: str) -> bool:
        """Return whether somebody without a goal of their own has something to learn."""
        return self.has_team_goal or member in self.assigned

    def goal(self, candidate: NudgeCandidate) -> int:
        """Return the goal to measure a week by: without one, that anything was logged; 0 for who is left alone."""
        if self.has_goal(candidate):
            return candidate.goal
        return 1 if candidate.member in self.assigned else 0


def read_addressed(conn: Connection, *, workspace: str) -> Addressed:
    """Read who of a workspace has something to learn; a team goal that nobody chose gives nobody anything."""
    assigned = list_assigned(conn, workspace=workspace)
    return Addressed(has_team_goal(conn, workspace=workspace, assigned=assigned), assigned)


def list_undecided(
    conn: Connection, *, workspace: str, zone: str | None, period: str, limit: int | None = None, slot: str = ""
) -> tuple[NudgeCandidate, ...]:
    """List active members of a zone about whom nothing has been decided in this week yet.

    `slot` is a time of people's own that holds for them in this week; without it, those who keep the workspace's.
    """
    keeps_slot = own_slot_in(period) == slot
    return _read_candidates(
        conn, keeps_slot, workspace=workspace, zone=zone, kind=DeliveryKind.NUDGE, period=period, limit=limit
    )


def list_snoozed_to(
    conn: Connection, *, workspace: str, zone: str | None, day: date, limit: int | None = None, slot: str = ""
) -> tuple[NudgeCandidate, ...]:
    """List active members of a zone who put their nudge off to that day, if nothing was decided about it since."""
    period = week_of(day)
    is_snoozed = and_(members.c.nudge_again == day, own_slot_in(period) == slot)
    return _read_candidates(
        conn, is_snoozed, workspace=workspace, zone=zone, kind=DeliveryKind.SNOOZED_NUDGE, period=period, limit=limit
    )


def find_undecided(
    conn: Connection, *, workspace: str, zone: str | None, member: str, period: str
) -> NudgeCandidate | None:
    """Return a member of a zone, if nothing has been decided about their nudge of this week yet."""
    found = _read_candidates(
        conn,
        members.c.id == member,
        workspace=workspace,
        zone=zone,
        kind=DeliveryKind.NUDGE,
        period=period,
        limit=1,
    )
    return next(iter(found), None)


def count_recipients(conn: Connection, *, workspace: str, zone: str | None, period: str, slot: str = "") -> int:
    """Count people of a zone who want nudges then and are short of the week's goal, decided on or not."""
    joined = members.join(workspaces, workspaces.c.id == members.c.workspace)
    query = (
        select(func.count())
        .select_from(joined.outerjoin(totals, _week_totals_join(period)))
        .where(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active, members.c.nudged)
        .where(func.coalesce(totals.c.minutes, 0) < _goal_in_week(period), own_slot_in(period) == slot)
    )
    return conn.execute(query).scalar_one()


def decide_nudge(
    candidate: NudgeCandidate,
    *,
    goal: int,
    period: str,
    zone: ZoneInfo,
    now: datetime,
    days_off: Sequence[TimeOff] = (),
) -> OccurrenceOutcome:
    """Decide on a nudge that is due in the local week `period`; days away lower the `goal` that counts."""
    today = candidate.today(now, zone)
    is_wanted = candidate.nudged and candidate.minutes < _goal_that_counts(goal, period, days_off)
    is_snoozed = candidate.snoozed_until is not None and candidate.snoozed_until > today
    if not is_wanted or is_snoozed or is_away(today, days_off) or local_week(candidate.created_at, zone) >= period:
        return OccurrenceOutcome.NOTHING
    return OccurrenceOutcome.EXPIRED if is_quiet(now, zone) else OccurrenceOutcome.QUEUED


def _goal_that_counts(goal: int, period: str, days_off: Sequence[TimeOff]) -> int:
    """Return the goal as days away lower it; that anything is logged is lowered by a whole week away alone."""
    return min(1, count_workdays_present(period, days_off)) if goal == 1 else reduce_goal(goal, period, days_off)


def has_logged_since(conn: Connection, *, workspace: str, member: str, week: str, since: datetime) -> bool:
    """Return whether hours of a week were logged, or taken back, after that moment."""
    theirs = (entries.c.workspace == workspace, entries.c.member == member)
    in_week = entries.c.day.between(*week_bounds(week))
    return (
        conn.execute(select(entries.c.id).where(*theirs, in_week, entries.c.created_at > since).limit(1)).first()
        is not None
    )


def _week_totals_join(period: str) -> ColumnElement[bool]:
    return and_(
        totals.c.workspace == members.c.workspace,
        totals.c.member == members.c.id,
        totals.c.period == period,
        totals.c.subject == ALL_SUBJECTS,
    )


def _read_candidates(
    conn: Connection,
    condition: ColumnElement[bool],
    *,
    workspace: str,
    zone: str | None,
    kind: DeliveryKind,
    period: str,
    limit: int | None,
) -> tuple[NudgeCandidate, ...]:
    rows = conn.execute(
        select(
            members.c.id.label("member"),
            members.c.name,
            members.c.nudged,
            members.c.snoozed_until,
            members.c.created_at,
            _goal_in_week(period).label("goal"),
            func.coalesce(totals.c.minutes, 0).label("minutes"),
            members.c.day_starts,
            members.c.goal_minutes.is_not(None).label("has_own_goal"),
            members.c.nudge_every,
            members.c.nudged_week,
            members.c.unanswered_nudges,
        )
        .join(workspaces, workspaces.c.id == members.c.workspace)
        .outerjoin(totals, _week_totals_join(period))
        .where(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active, condition)
        .where(~is_decided(kind, period))
        .order_by(members.c.id)
        .limit(limit)
    )
    return tuple(NudgeCandidate(**row._mapping) for row in rows)


def _goal_in_week(period: str) -> ColumnElement[int]:
    """Return a member's goal as it was in force in a week: a higher one may only hold from the next on."""
    own = _goal_in_force(members.c.id, members.c.goal_minutes, period)
    return func.coalesce(own, _goal_in_force(literal(WHOLE_TEAM), workspaces.c.goal_minutes, period))


def _goal_in_force(member_id: ColumnElement[str], current_goal: ColumnElement[int], period: str) -> ColumnElement[int]:
    """Return the newest change up to the week, or today's value if none was ever written down."""
    changes = and_(goals.c.workspace == members.c.workspace, goals.c.member == member_id, goals.c.week <= period)
    newest = select(goals.c.minutes).where(changes).order_by(goals.c.week.desc()).limit(1)
    outer = (members, workspaces)
    is_recorded = select(goals.c.week).where(changes).correlate(*outer).exists()
    return case((is_recorded, newest.correlate(*outer).scalar_subquery()), else_=current_goal)
