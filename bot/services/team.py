"""The team as its mentors and admins see it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, select

from bot.catalog import progress
from bot.catalog.catalog import Catalog
from bot.catalog.progress import Record
from bot.db.tables import entries, members, ticks
from bot.db.tables import totals as sums
from bot.domain.absence import run
from bot.domain.periods import ALL
from bot.domain.team import Line
from bot.domain.weeks import shift, week_of
from bot.domain.workspace import Workspace
from bot.services import absences, totals
from bot.services import members as people

_AHEAD: Final = timedelta(days=731)  # in which days away may follow one another


def overview(session: Connection, *, workspace: Workspace, catalog: Catalog, today: date) -> tuple[Line, ...]:
    """Every active member by name, in seven statements however many there are; `today` is the workspace's day."""
    week = week_of(today)
    month = [shift(week, back) for back in (0, -1, -2, -3)]
    now = totals.by_member(session, workspace=workspace.id, periods=[week])
    lately = totals.by_member(session, workspace=workspace.id, periods=month)
    days = _last_days(session, workspace.id)
    away = absences.everyones(session, workspace=workspace.id, since=today, until=today + _AHEAD)
    records = _records(session, workspace.id, catalog)
    active = people.everyone(session, workspace=workspace.id, default=workspace.zone)
    lines = []
    for member in sorted(active, key=lambda each: (each.name.casefold(), each.id)):
        areas = progress.by_area(catalog, records.get(member.id, Record({}, frozenset())))
        done = progress.summary(areas)
        lines.append(
            Line(
                member,
                week=now.get(member.id, 0),
                four_weeks=lately.get(member.id, 0),
                share=done.share,
                ticked=done.ticked,
                last=days.get(member.id),
                away=run(today, away.of(member.id)),
            )
        )
    return tuple(lines)


def _records(session: Connection, workspace: str, catalog: Catalog) -> dict[str, Record]:
    """What the plan asks about, of every member."""
    minutes: dict[str, dict[str, int]] = {}
    ids = [area.id for area in catalog.areas]
    counted = select(sums.c.member, sums.c.subject, sums.c.minutes).where(
        sums.c.workspace == workspace, sums.c.period == ALL, sums.c.subject.in_(ids)
    )
    for member, subject, total in session.execute(counted):
        minutes.setdefault(member, {})[subject] = total
    done: dict[str, set[str]] = {}
    for member, task in session.execute(
        select(ticks.c.member, ticks.c.assignment).where(ticks.c.workspace == workspace)
    ):
        done.setdefault(member, set()).add(task)
    return {member: Record(minutes.get(member, {}), frozenset(done.get(member, ()))) for member in {*minutes, *done}}


def _last_days(session: Connection, workspace: str) -> dict[str, date]:
    """The last day with an entry in force: one look into the index for each member, in one statement."""
    undone = entries.alias("undone")
    taken_back = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    last = (
        select(entries.c.day)
        .where(
            entries.c.workspace == members.c.workspace,
            entries.c.member == members.c.id,
            entries.c.minutes > 0,  # a booking; `reverses IS NULL` says so too, but lures SQLite to the wrong index
            ~taken_back,
        )
        .order_by(entries.c.day.desc())
        .limit(1)
        .correlate(members)
        .scalar_subquery()
    )
    rows = session.execute(select(members.c.id, last).where(members.c.workspace == workspace, members.c.is_active))
    return {member: day for member, day in rows if day is not None}
