"""Nudge candidates, the decision about each, and the snooze and the switch of a member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, literal, select, true

from bot.calendar.quiet_hours import is_quiet
from bot.calendar.weeks import DEFAULT_DAY_STARTS, local_day, local_week, week_bounds, week_of
from bot.core.goals.goals import reduce_goal
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.people import members as people_members
from bot.core.time_off import WHOLE_TEAM, TimeOff, is_away
from bot.db.statements import PreparedStatement
from bot.db.tables import entries, goals, members, occurrences, totals, workspaces
from bot.delivery import occurrences as delivery_occurrences
from bot.delivery import outbox
from bot.delivery.occurrences import NUDGE_KINDS, DeliveryKind, OccurrenceOutcome

_SNOOZED_TO_DAY: Final = PreparedStatement(
    lambda _: (
        select(members.c.id)
        .where(members.c.workspace == bindparam("workspace"), members.c.nudge_again == bindparam("day"))
        .limit(1)
    )
)
_UNDECIDED_IN_ZONE: Final = PreparedStatement(lambda _: _undecided_query(members.c.timezone == bindparam("zone")))
_UNDECIDED_WITHOUT_ZONE: Final = PreparedStatement(lambda _: _undecided_query(members.c.timezone.is_(None)))


@dataclass(frozen=True, slots=True)
class NudgeCandidate:
    """An active member whose nudge is due; `minutes` are this week's, `goal` is in minutes a week."""

    member: str
    nudged: bool
    snoozed_until: date | None
    created_at: datetime
    goal: int
    minutes: int
    day_starts: int | None = None  # minutes after midnight

    def today(self, now: datetime, zone: ZoneInfo) -> date:
        """Return the day that counts for the member at the moment `now`."""
        starts = DEFAULT_DAY_STARTS if self.day_starts is None else time(*divmod(self.day_starts, 60))
        return local_day(now, zone, starts)


def list_undecided(
    conn: Connection, *, workspace: str, zone: str | None, period: str, limit: int | None = None
) -> tuple[NudgeCandidate, ...]:
    """List active members of a zone about whom nothing has been decided in this week yet."""
    values = {"workspace": workspace, "zone": zone, "kind": DeliveryKind.NUDGE.value, "period": period}
    if not (_UNDECIDED_IN_ZONE if zone else _UNDECIDED_WITHOUT_ZONE).run(conn, values):
        return ()  # as nearly always; much quicker than the list
    return _read_candidates(
        conn, true(), workspace=workspace, zone=zone, kind=DeliveryKind.NUDGE, period=period, limit=limit
    )


def list_snoozed_to(
    conn: Connection, *, workspace: str, zone: str | None, day: date, limit: int | None = None
) -> tuple[NudgeCandidate, ...]:
    """List active members of a zone who put their nudge off to that day, if nothing was decided about it since."""
    if not _SNOOZED_TO_DAY.run(conn, {"workspace": workspace, "day": day}):
        return ()
    is_snoozed, period = members.c.nudge_again == day, week_of(day)
    return _read_candidates(
        conn, is_snoozed, workspace=workspace, zone=zone, kind=DeliveryKind.SNOOZED_NUDGE, period=period, limit=limit
    )


def list_snooze_days(conn: Connection, *, workspace: str) -> tuple[tuple[str | None, date], ...]:
    """List the days to which people have put nudges off, with the names of their zones."""
    days = select(members.c.timezone, members.c.nudge_again).where(members.c.nudge_again.is_not(None))
    rows = conn.execute(days.where(members.c.workspace == workspace).distinct())
    return tuple((row.timezone, row.nudge_again) for row in rows)


def count_recipients(conn: Connection, *, workspace: str, zone: str | None, period: str) -> int:
    """Count people of a zone who want nudges and are short of the week's goal, decided on or not."""
    joined = members.join(workspaces, workspaces.c.id == members.c.workspace)
    query = (
        select(func.count())
        .select_from(joined.outerjoin(totals, _week_totals_join(period)))
        .where(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active, members.c.nudged)
        .where(func.coalesce(totals.c.minutes, 0) < _goal_in_week(period))
    )
    return conn.execute(query).scalar_one()


def decide_nudge(
    candidate: NudgeCandidate, *, period: str, zone: ZoneInfo, now: datetime, days_off: Sequence[TimeOff] = ()
) -> OccurrenceOutcome:
    """Decide on a nudge that is due in the local week `period`; days away lower the goal that counts."""
    today = candidate.today(now, zone)
    is_wanted = candidate.nudged and candidate.minutes < reduce_goal(candidate.goal, period, days_off)
    is_snoozed = candidate.snoozed_until is not None and candidate.snoozed_until > today
    if not is_wanted or is_snoozed or is_away(today, days_off) or local_week(candidate.created_at, zone) >= period:
        return OccurrenceOutcome.NOTHING
    return OccurrenceOutcome.EXPIRED if is_quiet(now, zone) else OccurrenceOutcome.QUEUED


def has_logged_since(conn: Connection, *, workspace: str, member: str, week: str, since: datetime) -> bool:
    """Return whether hours of a week were logged, or taken back, after that moment."""
    theirs = (entries.c.workspace == workspace, entries.c.member == member)
    in_week = entries.c.day.between(*week_bounds(week))
    return (
        conn.execute(select(entries.c.id).where(*theirs, in_week, entries.c.created_at > since).limit(1)).first()
        is not None
    )


def _undecided_query(zone_condition: ColumnElement[bool]) -> Select[Any]:
    members_of_zone = and_(members.c.workspace == bindparam("workspace"), zone_condition, members.c.is_active)
    is_decided = _decision_query(bindparam("kind"), bindparam("period")).exists()
    return select(members.c.id).where(members_of_zone, ~is_decided).limit(1)


def _decision_query(kind: Any, period: Any) -> Select[Any]:
    return select(occurrences.c.period).where(
        occurrences.c.workspace == members.c.workspace,
        occurrences.c.kind == kind,
        occurrences.c.period == period,
        occurrences.c.recipient == members.c.id,
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
            members.c.nudged,
            members.c.snoozed_until,
            members.c.created_at,
            _goal_in_week(period).label("goal"),
            func.coalesce(totals.c.minutes, 0).label("minutes"),
            members.c.day_starts,
        )
        .join(workspaces, workspaces.c.id == members.c.workspace)
        .outerjoin(totals, _week_totals_join(period))
        .where(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active, condition)
        .where(~_decision_query(kind.value, period).exists())
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


def snooze_day(conn: Connection, *, workspace: str, member: str, day: date) -> date | None:
    """Put this week's nudge off to that day; return the day that counts, the first one that was asked for.

    None if the one that was put off has been decided on: that happens once in a week.
    """
    week = week_of(day)
    if delivery_occurrences.is_claimed(
        conn, workspace=workspace, kind=DeliveryKind.SNOOZED_NUDGE, period=week, recipient=member
    ):
        return None
    chosen: date | None = conn.execute(
        select(members.c.nudge_again).where(members.c.workspace == workspace, members.c.id == member)
    ).scalar_one()
    if chosen is not None and week_of(chosen) == week:
        return chosen
    people_members.update_member(conn, workspace=workspace, member=member, nudge_again=day)
    return day


def snooze_until(conn: Connection, *, workspace: str, member: str, until: date) -> None:
    """Allow no nudge before that day, neither one that waits to be sent nor one that was put off."""
    people_members.update_member(conn, workspace=workspace, member=member, snoozed_until=until, nudge_again=None)
    outbox.withdraw_for_recipient(conn, workspace=workspace, kinds=NUDGE_KINDS, recipient=member)


def set_nudge_enabled(conn: Connection, *, workspace: str, member: str, is_enabled: bool) -> None:
    """Turn nudges off, or on again; turned on, they wait for no snooze to end."""
    values = {"nudged": True, "snoozed_until": None} if is_enabled else {"nudged": False, "nudge_again": None}
    people_members.update_member(conn, workspace=workspace, member=member, **values)
    if not is_enabled:
        outbox.withdraw_for_recipient(conn, workspace=workspace, kinds=NUDGE_KINDS, recipient=member)
