"""Whose nudge may be due, over many workspaces at once: people's zones and own times, and who is undecided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from bot.calendar.weeks import week_of
from bot.db.tables import members, occurrences, workspaces
from bot.delivery.occurrences import DeliveryKind
from bot.frozen import frozen


@frozen
class SnoozedMember:
    """Somebody who put their nudge off; `slot` is their own time of that week, empty for the workspace's."""

    workspace: str
    zone: str | None
    day: date
    slot: str


def list_own_times(conn: Connection, *, workspaces: Collection[str]) -> frozenset[tuple[str, str | None, str]]:
    """List the times of their own at which people want nudges, with their workspaces and the names of their zones."""
    columns = (members.c.workspace, members.c.timezone, members.c.nudge_slot, members.c.nudge_slot_before)
    own = members.c.nudge_slot_from.is_not(None)
    rows = conn.execute(select(*columns).where(members.c.workspace.in_(workspaces), own).distinct())
    return frozenset((workspace, zone, slot) for workspace, zone, *slots in rows for slot in slots if slot)


def list_snooze_days(
    conn: Connection, *, workspaces: Collection[str]
) -> frozenset[tuple[str, str | None, date, str | None]]:
    """List the days to which people have put nudges off, with their workspaces, zones and own times."""
    columns = (members.c.workspace, members.c.timezone, members.c.nudge_again)
    own = (members.c.nudge_slot, members.c.nudge_slot_before)
    put_off = (members.c.workspace.in_(workspaces), members.c.nudge_again.is_not(None))
    rows = conn.execute(select(*columns, *own).where(*put_off).distinct())
    return frozenset(
        (workspace, zone, day, slot) for workspace, zone, day, *slots in rows for slot in (None, *filter(None, slots))
    )


def find_undecided_workspaces(
    conn: Connection, *, workspaces_in: Collection[str], zones: Collection[str | None], period: str, slot: str
) -> frozenset[str]:
    """Return those of the workspaces in which the nudge of a week is undecided for somebody in one of the zones.

    `slot` is a time of people's own that holds for them in this week; empty for those who keep the workspace's. Looks
    at a workspace only until it finds somebody.
    """
    theirs = (members.c.workspace == workspaces.c.id, members.c.is_active, is_in_zones(zones))
    somebody = select(members.c.id).where(*theirs, own_slot_in(period) == slot, ~is_decided(DeliveryKind.NUDGE, period))
    found = select(workspaces.c.id).where(workspaces.c.id.in_(workspaces_in), somebody.exists())
    return frozenset(conn.execute(found).scalars())


def list_snoozed(conn: Connection, *, workspaces: Collection[str], day: date) -> tuple[SnoozedMember, ...]:
    """List active members who put their nudge off to that day, if nothing was decided about it since."""
    period = week_of(day)
    columns = (members.c.workspace, members.c.timezone, members.c.nudge_again, own_slot_in(period))
    wanted = (members.c.workspace.in_(workspaces), members.c.nudge_again == day, members.c.is_active)
    undecided = ~is_decided(DeliveryKind.SNOOZED_NUDGE, period)
    rows = conn.execute(select(*columns).where(*wanted, undecided).distinct())
    return tuple(SnoozedMember(*row) for row in rows)


def is_in_zones(zones: Collection[str | None]) -> ColumnElement[bool]:
    """Return whether a member's zone is one of these, all of which have names, or one is None for members without."""
    return members.c.timezone.is_(None) if None in zones else members.c.timezone.in_(sorted(filter(None, zones)))


def own_slot_in(period: Any) -> ColumnElement[str]:
    """Return a member's own time that holds in a week; empty for the workspace's."""
    own = case((members.c.nudge_slot_from <= period, members.c.nudge_slot), else_=members.c.nudge_slot_before)
    return func.coalesce(own, "")


def decision_query(kind: str, period: Any) -> Select[Any]:
    """Select the decision about a member."""
    return select(occurrences.c.period).where(
        occurrences.c.workspace == members.c.workspace,
        occurrences.c.kind == kind,
        occurrences.c.period == period,
        occurrences.c.recipient == members.c.id,
    )


def is_decided(kind: DeliveryKind, period: Any) -> ColumnElement[bool]:
    """Return whether something has been decided about a member."""
    return decision_query(kind.value, period).exists()
