"""The numbers of a member's own week, and who wants them sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select

from bot.calendar.weeks import week_bounds
from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core.forecast import forecast
from bot.core.goals import goals, streaks
from bot.core.ledger import rollups
from bot.core.ledger.rollups import ALL_SUBJECTS
from bot.core.people import members as people_members
from bot.core.people.member import Member
from bot.core.plan import member_plan, next_moves, progress
from bot.core.plan.progress import AreaProgress, LearningRecord
from bot.db.tables import members, occurrences, ticks
from bot.delivery import occurrences as delivery_occurrences
from bot.delivery import outbox
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.features.weekly_summary import rules
from bot.features.weekly_summary.rules import WeeklySummary


def count_recipients(conn: Connection, *, workspace: str, zone: str | None) -> int:
    """Count the people of a zone who want the summary."""
    return conn.execute(select(func.count()).where(_wants_summary(workspace, zone))).scalar_one()


def list_zones(conn: Connection, *, workspaces: Collection[str]) -> tuple[tuple[str, str | None], ...]:
    """List the workspaces and names of zones in which somebody wants the summary; None for members without a zone."""
    wanted = (members.c.workspace.in_(workspaces), members.c.summary_on, members.c.is_active)
    rows = conn.execute(select(members.c.workspace, members.c.timezone).where(*wanted).distinct())
    return tuple(sorted(map(tuple, rows), key=lambda pair: (pair[0], pair[1] or "")))


def list_undecided_zones(
    conn: Connection, *, workspaces: Collection[str], period: str
) -> frozenset[tuple[str, str | None]]:
    """List the workspaces and zones in which somebody wants the summary and has not been dealt with for that week."""
    wanted = (members.c.workspace.in_(workspaces), members.c.summary_on, members.c.is_active)
    undecided = select(members.c.workspace, members.c.timezone).where(*wanted, ~_is_decided(period))
    return frozenset(map(tuple, conn.execute(undecided.distinct())))


def list_undecided(
    conn: Connection, *, workspace: str, zone: str | None, period: str, limit: int | None = None
) -> tuple[str, ...]:
    """List who of a zone wants the summary and has not been dealt with for that week."""
    undecided = select(members.c.id).where(_wants_summary(workspace, zone), ~_is_decided(period))
    return tuple(row.id for row in conn.execute(undecided.order_by(members.c.id).limit(limit)))


def set_summary_enabled(conn: Connection, *, member: Member, is_enabled: bool, now: datetime) -> None:
    """Have the summary sent from the next Monday on, or no more; a Monday that has come brings none."""
    if is_enabled == member.summary_on:
        return
    people_members.update_member(conn, workspace=member.workspace, member=member.id, summary_on=is_enabled)
    period, due_at = rules.latest_summary_week(member.zone, now)
    if is_enabled and rules.is_worth_sending(due_at, now):
        delivery_occurrences.claim_occurrence(
            conn,
            workspace=member.workspace,
            kind=DeliveryKind.WEEKLY_SUMMARY,
            period=period,
            recipient=member.id,
            now=now,
            outcome=OccurrenceOutcome.NOTHING,
        )
    if not is_enabled:
        outbox.withdraw_for_recipient(
            conn, workspace=member.workspace, kinds=(DeliveryKind.WEEKLY_SUMMARY,), recipient=member.id
        )


def read_weekly_summary(
    conn: Connection, *, member: Member, week: str, catalog: Catalog, now: datetime
) -> WeeklySummary:
    """Read a week of a member, in a number of statements that does not grow with the entries."""
    key = {"workspace": member.workspace, "member": member.id}
    record = member_plan.read_learning_record(conn, **key, now=now)
    minutes = rollups.read_minutes_by_subject(conn, **key, period=week)
    areas = [(area, amount) for area, amount in minutes.items() if area != ALL_SUBJECTS and amount > 0]
    minutes_by_area = tuple(sorted(areas, key=lambda pair: (-pair[1], pair[0])))
    ticked = _read_ticked_assignments(conn, member, week)
    current = _area_in_progress(catalog, record, minutes_by_area)
    today = member.today(now)
    return WeeklySummary(
        goal_progress=goals.read_goal_progress(conn, **key, today=week_bounds(week)[1]),
        minutes_by_area=minutes_by_area,
        ticked_assignments=ticked,
        finished_areas=tuple(
            each.area.id
            for each in progress.list_area_progress(catalog, record)
            if each.is_done and not each.ticked_assignments.isdisjoint(ticked)
        ),
        streak=streaks.read_streak(conn, **key, today=today, zone=member.zone),
        forecast=forecast.read_area_forecast(conn, **key, area=current.area, minutes=current.minutes, today=today)
        if current
        else None,
        next_step=next_moves.choose_next_step(catalog, record),
    )


def _wants_summary(workspace: str, zone: str | None) -> ColumnElement[bool]:
    return and_(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active, members.c.summary_on)


def _is_decided(period: str) -> ColumnElement[bool]:
    decision = select(occurrences.c.period).where(
        occurrences.c.workspace == members.c.workspace,
        occurrences.c.kind == DeliveryKind.WEEKLY_SUMMARY.value,
        occurrences.c.period == period,
        occurrences.c.recipient == members.c.id,
    )
    return decision.exists()


def _read_ticked_assignments(conn: Connection, member: Member, week: str) -> tuple[str, ...]:
    """Read the assignments ticked on the member's own days of a week, in that order."""
    first, last = week_bounds(week)
    rows = conn.execute(
        select(ticks.c.assignment)
        .where(ticks.c.workspace == member.workspace, ticks.c.member == member.id)
        .where(ticks.c.ticked_at >= _day_start(member, first))
        .where(ticks.c.ticked_at < _day_start(member, last + timedelta(days=1)))
        .order_by(ticks.c.ticked_at, ticks.c.assignment)
    )
    return tuple(row.assignment for row in rows)


def _day_start(member: Member, day: date) -> datetime:
    return datetime.combine(day, member.day_starts, tzinfo=member.zone).astimezone(UTC)


def _area_in_progress(
    catalog: Catalog, record: LearningRecord, minutes_by_area: tuple[tuple[str, int], ...]
) -> AreaProgress | None:
    """Return the unfinished area with most of the week's hours, or else the first of the plan that was begun."""
    known: list[Area | None] = [catalog.find_area(area) for area, _ in minutes_by_area]
    states = [progress.measure_area(area, record) for area in (*known, *catalog.areas) if area]
    return next((each for each in states if each.minutes and not each.is_done), None)
