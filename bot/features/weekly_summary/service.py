"""One's own week in numbers, and who wants it sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, select

from bot.calendar.weeks import days_of
from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core.forecast import forecast
from bot.core.goals import goals, streaks
from bot.core.ledger import rollups
from bot.core.ledger.periods import EVERYTHING
from bot.core.people import members as people_members
from bot.core.people.member import Member
from bot.core.plan import progress
from bot.core.plan.progress import Progress, Record
from bot.db.statements import Prepared
from bot.db.tables import members, occurrences, ticks
from bot.delivery import occurrences as delivery_occurrences
from bot.delivery import outbox
from bot.delivery.occurrences import Kind, Outcome
from bot.features.weekly_summary import rules
from bot.features.weekly_summary.rules import Summary

_ZONES: Final = Prepared(
    lambda _: (
        select(members.c.timezone)
        .where(members.c.workspace == bindparam("workspace"), members.c.summary_on, members.c.is_active)
        .distinct()
    )
)


def wanting(session: Connection, *, workspace: str, zone: str | None) -> int:
    """How many people of a zone want it."""
    return session.execute(select(func.count()).where(_wanting(workspace, zone))).scalar_one()


def zones(session: Connection, *, workspace: str) -> tuple[str | None, ...]:
    """The time zones in which somebody wants it; None for those who have told none."""
    return tuple(row[0] for row in _ZONES.run(session, {"workspace": workspace}))


def unclaimed(
    session: Connection, *, workspace: str, zone: str | None, period: str, limit: int | None = None
) -> tuple[str, ...]:
    """Who of a zone wants it and has not been dealt with for that week."""
    decided = select(occurrences.c.period).where(
        occurrences.c.workspace == members.c.workspace,
        occurrences.c.kind == Kind.SUMMARY.value,
        occurrences.c.period == period,
        occurrences.c.recipient == members.c.id,
    )
    wanted = select(members.c.id).where(_wanting(workspace, zone), ~decided.exists())
    return tuple(row.id for row in session.execute(wanted.order_by(members.c.id).limit(limit)))


def switch(session: Connection, *, member: Member, on: bool, now: datetime) -> None:
    """Have it sent from the next Monday on, or not at all any more; a Monday that has come brings none."""
    if on == member.summary_on:
        return
    people_members.change(session, workspace=member.workspace, member=member.id, summary_on=on)
    period, due_at = rules.newest(member.zone, now)
    if on and rules.is_fresh(due_at, now):
        delivery_occurrences.claim(
            session,
            workspace=member.workspace,
            kind=Kind.SUMMARY,
            period=period,
            recipient=member.id,
            now=now,
            outcome=Outcome.NOTHING,
        )
    if not on:
        outbox.withdraw(session, workspace=member.workspace, kinds=(Kind.SUMMARY,), recipient=member.id)


def read(session: Connection, *, member: Member, week: str, catalog: Catalog, record: Record, now: datetime) -> Summary:
    """A week of a member, in a number of statements that does not grow with the entries."""
    whose = {"workspace": member.workspace, "member": member.id}
    minutes = rollups.of_member(session, **whose, period=week)
    done = [(area, amount) for area, amount in minutes.items() if area != EVERYTHING and amount > 0]
    areas = tuple(sorted(done, key=lambda pair: (-pair[1], pair[0])))
    ticked = _ticked(session, member, week)
    going_on = _in_progress(catalog, record, areas)
    today = member.today(now)
    return Summary(
        week=goals.standing(session, **whose, today=days_of(week)[1]),
        areas=areas,
        ticked=ticked,
        finished=tuple(
            each.area.id
            for each in progress.by_area(catalog, record)
            if each.is_done and not each.ticked.isdisjoint(ticked)
        ),
        streak=streaks.read(session, **whose, today=today),
        outlook=forecast.of_area(session, **whose, area=going_on.area, minutes=going_on.minutes, today=today)
        if going_on
        else None,
    )


def _wanting(workspace: str, zone: str | None) -> ColumnElement[bool]:
    return and_(members.c.workspace == workspace, members.c.timezone == zone, members.c.is_active, members.c.summary_on)


def _ticked(session: Connection, member: Member, week: str) -> tuple[str, ...]:
    """Assignments ticked on the member's own days of a week, in that order."""
    first, last = days_of(week)
    rows = session.execute(
        select(ticks.c.assignment)
        .where(ticks.c.workspace == member.workspace, ticks.c.member == member.id)
        .where(ticks.c.ticked_at >= _begins(member, first))
        .where(ticks.c.ticked_at < _begins(member, last + timedelta(days=1)))
        .order_by(ticks.c.ticked_at, ticks.c.assignment)
    )
    return tuple(row.assignment for row in rows)


def _begins(member: Member, day: date) -> datetime:
    return datetime.combine(day, member.day_starts, tzinfo=member.zone).astimezone(UTC)


def _in_progress(catalog: Catalog, record: Record, areas: tuple[tuple[str, int], ...]) -> Progress | None:
    """The area with most of the week's hours that is not done; without one the first of the plan that was begun."""
    known: list[Area | None] = [catalog.find_area(area) for area, _ in areas]
    states = [progress.in_area(area, record) for area in (*known, *catalog.areas) if area]
    return next((each for each in states if each.minutes and not each.is_done), None)
