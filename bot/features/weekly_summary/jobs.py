"""Weekly summaries that are due, each by the member's own clock, and their messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendar import quiet_hours
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import local_week
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection
from bot.delivery.decided_occurrence import DecidedOccurrence
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.deps import Deps
from bot.features.nudge.jobs.due import resolve_zone
from bot.features.nudge.rules import send_times as nudge_rules
from bot.features.weekly_summary import rules, service, views
from bot.slack.message import Message


def find_due(
    deps: Deps, conn: Connection, workspace: Workspace, now: datetime, limit: int | None = None
) -> list[DecidedOccurrence]:
    """List the summaries that are due and not dealt with, at most `limit` of each time zone."""
    if not rules.may_be_summary_day(now):
        return []
    return [
        occurrence
        for name in service.list_zones(conn, workspace=workspace.id)
        for occurrence in _decide_zone(deps, conn, workspace, name, now=now, limit=limit)
    ]


def list_slots(deps: Deps, conn: Connection, workspace: Workspace) -> list[tuple[WeeklySlot, ZoneInfo]]:
    """List the weekly time of the summaries, in each zone in which somebody wants one."""
    names = service.list_zones(conn, workspace=workspace.id)
    return [(rules.SUMMARY_SLOT, resolve_zone(deps, workspace, name)) for name in names]


def _decide_zone(
    deps: Deps, conn: Connection, workspace: Workspace, zone_name: str | None, *, now: datetime, limit: int | None
) -> Iterator[DecidedOccurrence]:
    """Decide on the summaries of a zone, not in the quiet hours: what is still fresh in the morning comes then."""
    zone = resolve_zone(deps, workspace, zone_name)
    period, due_at = rules.latest_summary_week(zone, now)
    if not rules.is_worth_sending(due_at, now) or quiet_hours.is_quiet(now, zone):
        return
    undecided = service.list_undecided(conn, workspace=workspace.id, zone=zone_name, period=period, limit=limit)
    count = service.count_recipients(conn, workspace=workspace.id, zone=zone_name) if undecided else 0
    expires_at = nudge_rules.message_expiry(due_at, now, zone, rules.SUMMARY_GRACE)
    for each in undecided:
        member = members.read_requester(conn, workspace=workspace.id, member=each, settings=deps.settings)
        message = _render_message(deps, conn, member, period, now)
        yield DecidedOccurrence(
            workspace.id,
            DeliveryKind.WEEKLY_SUMMARY,
            period,
            OccurrenceOutcome.QUEUED if message else OccurrenceOutcome.NOTHING,
            nudge_rules.choose_send_time(each, recipient_count=count, due_at=due_at, now=now, expires_at=expires_at),
            recipient=each,
            recipient_address=each,
            message=message,
            expires_at=expires_at if message else None,
        )


def _render_message(deps: Deps, conn: Connection, member: Member, week: str, now: datetime) -> Message | None:
    """Render the summary; None if the member was away all that week, or was not here yet."""
    if local_week(member.created_at, member.zone) > week:
        return None
    catalog = deps.catalog.of(member.workspace)
    summary = service.read_weekly_summary(conn, member=member, week=week, catalog=catalog, now=now)
    if summary.was_away:
        return None
    return views.render_weekly_summary(summary, catalog=catalog, today=member.today(now), key=f"summary:{week}")
