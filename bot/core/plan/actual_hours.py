"""Actual hours of an area, from the members who ticked all its assignments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import median, quantiles
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, or_, select

from bot.calendar.weeks import local_day
from bot.catalog.models import Area
from bot.db.tables import entries, members, ticks
from bot.frozen import frozen

MAX_FINISHERS: Final = 200  # the latest ones
MIN_FINISHERS: Final = 5  # fewer would tell too much of each


@frozen
class ActualHours:
    """The minutes that finishers needed: the median and the quartiles around it."""

    finishers: int
    median_minutes: int
    lower_quartile: int
    upper_quartile: int


def read_actual_hours(conn: Connection, *, workspace: str, area: Area, zone: ZoneInfo) -> ActualHours | None:
    """Return what finishers needed up to the day of their last tick, in the workspace's zone.

    Hidden members and such without hours in the area are left out; None where too few finishers are left.
    """
    finished = _finish_days(conn, workspace, area, zone)
    if len(finished) < MIN_FINISHERS:
        return None
    until = [and_(entries.c.member == member, entries.c.day <= day) for member, day in finished.items()]
    rows = conn.execute(
        select(func.sum(entries.c.minutes))
        .where(entries.c.workspace == workspace, entries.c.area == area.id, or_(*until))
        .group_by(entries.c.member)
    )
    return summarize_finishers([int(minutes) for (minutes,) in rows if minutes > 0])


def _finish_days(conn: Connection, workspace: str, area: Area, zone: ZoneInfo) -> dict[str, date]:
    """Return the members who ticked all assignments, each with the day of the last tick."""
    last = func.max(ticks.c.ticked_at)
    rows = conn.execute(
        select(ticks.c.member, last)
        .join(members, and_(members.c.workspace == ticks.c.workspace, members.c.id == ticks.c.member))
        .where(
            ticks.c.workspace == workspace,
            ticks.c.assignment.in_([assignment.id for assignment in area.assignments]),
            ~members.c.hidden,
        )
        .group_by(ticks.c.member)
        .having(func.count() == len(area.assignments))
        .order_by(last.desc(), ticks.c.member)
        .limit(MAX_FINISHERS)
    )
    return {member: local_day(moment, zone) for member, moment in rows}


def summarize_finishers(minutes: Sequence[int]) -> ActualHours | None:
    """Return what these finishers needed; None where they are too few."""
    if len(minutes) < MIN_FINISHERS:
        return None
    low, _, high = quantiles(minutes, n=4, method="inclusive")
    return ActualHours(len(minutes), round(median(minutes)), round(low), round(high))
