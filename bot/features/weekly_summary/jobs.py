"""Weekly summaries that are due, each by the member's own clock, and their messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import local_week
from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection
from bot.delivery.decided_occurrence import DecidedOccurrence
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.deps import Deps
from bot.features.nudge.jobs.due_times import resolve_zone
from bot.features.nudge.rules import send_times as nudge_rules
from bot.features.weekly_summary import rules, service, views
from bot.slack.message import Message


def find_due(
    deps: Deps, conn: Connection, workspace: Workspace, now: datetime, limit: int | None = None
) -> list[DecidedOccurrence]:
    """List the summaries that are due and not dealt with, at most `limit` of each time zone."""
    if not schedule.may_have_come(rules.SUMMARY_SLOT, now, rules.SUMMARY_GRACE):
        return []
    return [
        occurrence
        for _, name in service.list_zones(conn, workspaces=[workspace.id])
        for occurrence in _decide_zone(deps, conn, workspace, name, now=now, limit=limit)
    ]


def find_ready(deps: Deps, conn: Connection, found: Sequence[Workspace], now: datetime) -> frozenset[str]:
    """Return where summaries are due and not dealt with: one statement for each week that they are about."""
    if not schedule.may_have_come(rules.SUMMARY_SLOT, now, rules.SUMMARY_GRACE):
        return frozenset()
    by_id = {each.id: each for each in found}
    due: defaultdict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for workspace, name in service.list_zones(conn, workspaces=by_id):
        if period := rules.find_due_week(resolve_zone(deps, by_id[workspace], name), now):
            due[period].add((workspace, name))
    return frozenset(
        workspace
        for period, zones in due.items()
        for workspace, _ in zones
        & service.list_undecided_zones(conn, workspaces={each for each, _ in zones}, period=period)
    )


def list_slots(deps: Deps, conn: Connection, found: Sequence[Workspace]) -> list[tuple[str, WeeklySlot, ZoneInfo]]:
    """List the weekly time of the summaries, in each zone in which somebody wants one."""
    by_id = {each.id: each for each in found}
    zones = service.list_zones(conn, workspaces=by_id)
    return [(name, rules.SUMMARY_SLOT, resolve_zone(deps, by_id[name], zone)) for name, zone in zones]


def _decide_zone(
    deps: Deps, conn: Connection, workspace: Workspace, zone_name: str | None, *, now: datetime, limit: int | None
) -> Iterator[DecidedOccurrence]:
    """Decide on the summaries of a zone, not in the quiet hours: what is still fresh in the morning comes then."""
    zone = resolve_zone(deps, workspace, zone_name)
    if not rules.find_due_week(zone, now):
        return
    period, due_at = rules.latest_summary_week(zone, now)
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
