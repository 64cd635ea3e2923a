"""Whose summary of their own week is due, each by their own clock, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendar import quiet_hours
from bot.calendar.schedule import Slot
from bot.calendar.weeks import local_week
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.workspace import Workspace
from bot.core.plan import progress, state
from bot.db.engine import Connection
from bot.delivery.occurrence import Occasion
from bot.delivery.occurrences import Kind, Outcome
from bot.deps import Deps
from bot.features.nudge import rules as nudge_rules
from bot.features.nudge.jobs import zone_of
from bot.features.weekly_summary import rules, service, views
from bot.slack.message import Message


def due(deps: Deps, session: Connection, place: Workspace, now: datetime, limit: int | None = None) -> list[Occasion]:
    """The summaries that are due and not dealt with, at most `limit` of each time zone."""
    if not rules.can_be_due(now):
        return []
    return [
        occasion
        for name in service.zones(session, workspace=place.id)
        for occasion in _in_zone(deps, session, place, name, now=now, limit=limit)
    ]


def slots(deps: Deps, session: Connection, place: Workspace) -> list[tuple[Slot, ZoneInfo]]:
    """The weekly time of the summaries, in each zone in which somebody wants one."""
    names = service.zones(session, workspace=place.id)
    return [(rules.SLOT, zone_of(deps, place, name)) for name in names]


def _in_zone(
    deps: Deps, session: Connection, place: Workspace, name: str | None, *, now: datetime, limit: int | None
) -> Iterator[Occasion]:
    """Nothing in the evening and at night: what is still fresh in the morning comes then."""
    zone = zone_of(deps, place, name)
    period, due_at = rules.newest(zone, now)
    if not rules.is_fresh(due_at, now) or quiet_hours.is_quiet(now, zone):
        return
    found = service.unclaimed(session, workspace=place.id, zone=name, period=period, limit=limit)
    people = service.wanting(session, workspace=place.id, zone=name) if found else 0
    expires_at = nudge_rules.expiry(due_at, now, zone, rules.GRACE)
    for each in found:
        member = members.asking(session, workspace=place.id, member=each, settings=deps.settings)
        message = _message(deps, session, member, period, now)
        yield Occasion(
            place.id,
            Kind.SUMMARY,
            period,
            Outcome.QUEUED if message else Outcome.NOTHING,
            nudge_rules.spread(each, people=people, due_at=due_at, now=now, expires_at=expires_at),
            recipient=each,
            address=each,
            message=message,
            expires_at=expires_at if message else None,
        )


def _message(deps: Deps, session: Connection, member: Member, week: str, now: datetime) -> Message | None:
    """None for who was away all that week, or was not here yet."""
    if local_week(member.created_at, member.zone) > week:
        return None
    catalog = deps.catalog.current()
    record = state.record(session, workspace=member.workspace, member=member.id)
    found = service.read(session, member=member, week=week, catalog=catalog, record=record, now=now)
    if found.was_away:
        return None
    return views.week(
        found,
        step=progress.next_step(catalog, record),
        catalog=catalog,
        today=member.today(now),
        key=f"summary:{week}",
        prefix=deps.settings.command_prefix,
    )
