"""Estimates learn from the team: what those took who ticked every assignment of an area."""

from __future__ import annotations

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, or_, select

from bot.calendar.weeks import local_day
from bot.catalog.models import Area
from bot.core.plan import estimate
from bot.core.plan.estimate import Taken
from bot.db.tables import entries, members, ticks

MOST: Final = 200  # finishers, the latest ones


def taken(session: Connection, *, workspace: str, area: Area, zone: ZoneInfo) -> Taken | None:
    """What the finishers of an area took up to the day of their last tick, in the workspace's zone.

    Members who hide and such without hours in the area are left out; None where fewer than three are left.
    """
    finished = _finished(session, workspace, area, zone)
    if len(finished) < estimate.LEAST:
        return None
    until = [and_(entries.c.member == member, entries.c.day <= day) for member, day in finished.items()]
    rows = session.execute(
        select(func.sum(entries.c.minutes))
        .where(entries.c.workspace == workspace, entries.c.area == area.id, or_(*until))
        .group_by(entries.c.member)
    )
    return estimate.of([int(minutes) for (minutes,) in rows if minutes > 0])


def _finished(session: Connection, workspace: str, area: Area, zone: ZoneInfo) -> dict[str, date]:
    """Who ticked all assignments, and on which day the last one."""
    last = func.max(ticks.c.ticked_at)
    rows = session.execute(
        select(ticks.c.member, last)
        .join(members, and_(members.c.workspace == ticks.c.workspace, members.c.id == ticks.c.member))
        .where(
            ticks.c.workspace == workspace,
            ticks.c.assignment.in_([task.id for task in area.assignments]),
            ~members.c.hidden,
        )
        .group_by(ticks.c.member)
        .having(func.count() == len(area.assignments))
        .order_by(last.desc(), ticks.c.member)
        .limit(MOST)
    )
    return {member: local_day(moment, zone) for member, moment in rows}
