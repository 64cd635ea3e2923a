"""The weekly times at which nudges are due, in each zone of many workspaces, and where somebody is undecided then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import WeeklySlot, parse_slot
from bot.core.people import members
from bot.core.people.workspaces import NUDGE_GRACE, Workspace
from bot.db.engine import Connection
from bot.deps import Deps
from bot.features.nudge.rules import send_times
from bot.features.nudge.service import due_members
from bot.frozen import frozen

_DAY: Final = timedelta(days=1)


@frozen
class DueTime:
    """A weekly time in a zone; `own` is how members have written it who chose it, empty for the workspace's."""

    workspace: str
    zone_name: str | None
    zone: ZoneInfo
    slot: WeeklySlot
    own: str = ""


def resolve_zone(deps: Deps, workspace: Workspace, zone_name: str | None) -> ZoneInfo:
    """Return the zone of that name, or the workspace's if a member has none."""
    return workspace.zone if zone_name is None else members.parse_zone(zone_name, deps.settings.timezone)


def list_times(deps: Deps, conn: Connection, found: Sequence[Workspace], now: datetime | None = None) -> list[DueTime]:
    """List the times at which nudges are due: those of the workspaces in each zone, then people's own.

    With `now` those are left out that are due nowhere on earth at that moment.
    """
    by_id = {each.id: each for each in found}
    slots = {each.nudge_slot for each in found}
    come = {each for each in slots if now is None or schedule.may_have_come(each, now, NUDGE_GRACE)}
    zones = members.list_zones(conn, workspaces=[each.id for each in found if each.nudge_slot in come])
    shared = [
        DueTime(name, zone, resolve_zone(deps, by_id[name], zone), by_id[name].nudge_slot) for name, zone in zones
    ]
    own = due_members.list_own_times(conn, workspaces=by_id)
    ordered = sorted(own, key=lambda each: (each[0], each[1] or "", each[2]))
    return shared + [
        DueTime(name, zone, resolve_zone(deps, by_id[name], zone), parse_slot(slot), slot)
        for name, zone, slot in ordered
    ]


def list_slots(deps: Deps, conn: Connection, found: Sequence[Workspace]) -> list[tuple[str, WeeklySlot, ZoneInfo]]:
    """List the weekly times of the nudges in each zone, and the days to which people put theirs off."""
    by_id = {each.id: each for each in found if each.nudge_on}
    put_off = [
        (
            workspace,
            WeeklySlot(day.weekday(), (parse_slot(own) if own else by_id[workspace].nudge_slot).time_of_day),
            resolve_zone(deps, by_id[workspace], zone),
        )
        for workspace, zone, day, own in due_members.list_snooze_days(conn, workspaces=by_id)
    ]
    times = list_times(deps, conn, list(by_id.values()))
    return [*((each.workspace, each.slot, each.zone) for each in times), *put_off]


def find_ready(deps: Deps, conn: Connection, found: Sequence[Workspace], now: datetime) -> frozenset[str]:
    """Return where nudges are due and not dealt with, those put off among them."""
    wanted = [each for each in found if each.nudge_on]
    if not wanted:
        return frozenset()
    return _find_weekly(conn, list_times(deps, conn, wanted, now), now) | frozenset(
        _find_put_off(deps, conn, wanted, now)
    )


def _find_weekly(conn: Connection, times: Sequence[DueTime], now: datetime) -> frozenset[str]:
    """Ask once for each time and week that are due somewhere, and once more for people without a zone."""

    due: defaultdict[tuple[str, str, WeeklySlot, bool], list[DueTime]] = defaultdict(list)
    for each in times:
        period, due_at = schedule.latest_occurrence(each.slot, each.zone, now)
        if now - due_at <= NUDGE_GRACE:
            due[period, each.own, each.slot, each.zone_name is None].append(each)
    return frozenset().union(
        *(
            due_members.find_undecided_workspaces(
                conn,
                workspaces_in={each.workspace for each in theirs},
                zones={each.zone_name for each in theirs},
                period=period,
                slot=own,
            )
            for (period, own, *_), theirs in due.items()
        )
    )


def _find_put_off(deps: Deps, conn: Connection, found: Sequence[Workspace], now: datetime) -> Iterator[str]:
    by_id = {each.id: each for each in found}
    for day in (now.date() + days * _DAY for days in (-1, 0, 1)):  # it is one of these wherever somebody lives
        for each in due_members.list_snoozed(conn, workspaces=by_id, day=day):
            workspace = by_id[each.workspace]
            slot = parse_slot(each.slot) if each.slot else workspace.nudge_slot
            if put_off_until(slot, resolve_zone(deps, workspace, each.zone), now) == day:
                yield each.workspace


def put_off_until(slot: WeeklySlot, zone: ZoneInfo, now: datetime) -> date | None:
    """Return today where the nudges that were put off to today are due; what is not dealt with today lapses."""
    day = now.astimezone(zone).date()
    due_at = send_times.nudge_time_on(slot, day, zone)
    return day if due_at <= now <= due_at + NUDGE_GRACE else None
