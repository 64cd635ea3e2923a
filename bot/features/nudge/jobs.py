"""Nudges that are due, each by the member's own clock, and their messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import week_bounds, week_of
from bot.core import time_off
from bot.core.assignments import assignments
from bot.core.assignments.workflow import DUE_SOON
from bot.core.goals.goals import reduce_goal
from bot.core.people import members
from bot.core.people.workspaces import NUDGE_GRACE, Workspace
from bot.core.plan import member_plan, progress
from bot.core.time_off import TimeOff
from bot.db.engine import Connection
from bot.delivery.decided_occurrence import DecidedOccurrence
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.features.nudge import rules, service, views
from bot.features.nudge.service import NudgeCandidate
from bot.slack.message import Message


@dataclass(frozen=True, slots=True)
class _NudgeRound:
    """Members of one zone whose nudge is due at one moment; the round is spread over `recipient_count` people."""

    kind: DeliveryKind
    period: str
    due_at: datetime
    zone: ZoneInfo
    candidates: Sequence[NudgeCandidate]
    recipient_count: int


def find_due(
    deps: Deps, conn: Connection, workspace: Workspace, now: datetime, limit: int | None = None
) -> list[DecidedOccurrence]:
    """List nudges that are due and not dealt with, those put off among them; at most `limit` of each time zone."""
    if not workspace.nudge_on:
        return []
    return [
        occurrence
        for name in members.list_zone_names(conn, workspace=workspace.id)
        for find in (_find_weekly_round, _find_snoozed_round)
        if (each := find(conn, workspace, name, zone=resolve_zone(deps, workspace, name), now=now, limit=limit))
        for occurrence in _decide_round(deps, conn, workspace, each, now)
    ]


def resolve_zone(deps: Deps, workspace: Workspace, zone_name: str | None) -> ZoneInfo:
    """Return the zone of that name, or the workspace's if a member has none."""
    return workspace.zone if zone_name is None else members.parse_zone(zone_name, deps.settings.timezone)


def list_slots(deps: Deps, conn: Connection, workspace: Workspace) -> list[tuple[WeeklySlot, ZoneInfo]]:
    """List the weekly time of the nudges in each zone, and the days to which people put theirs off."""
    if not workspace.nudge_on:
        return []
    names = members.list_zone_names(conn, workspace=workspace.id)
    days = service.list_snooze_days(conn, workspace=workspace.id)
    put_off = [
        (WeeklySlot(day.weekday(), workspace.nudge_slot.time_of_day), resolve_zone(deps, workspace, name))
        for name, day in days
    ]
    return [*((workspace.nudge_slot, resolve_zone(deps, workspace, name)) for name in names), *put_off]


def is_moot(_deps: Deps, conn: Connection, queued: OutboxMessage) -> bool:
    """Return whether a nudge says what is no longer so: its reader has logged hours since it was written."""
    return queued.created_at is not None and service.has_logged_since(
        conn,
        workspace=queued.workspace,
        member=queued.recipient,
        week=queued.period[: len("2026-W47")],
        since=queued.created_at,
    )


def _find_weekly_round(
    conn: Connection, workspace: Workspace, zone_name: str | None, *, zone: ZoneInfo, now: datetime, limit: int | None
) -> _NudgeRound | None:
    period, due_at = schedule.latest_occurrence(workspace.nudge_slot, zone, now)
    if now - due_at > NUDGE_GRACE:
        return None
    candidates = service.list_undecided(conn, workspace=workspace.id, zone=zone_name, period=period, limit=limit)
    if not candidates:
        return None
    count = service.count_recipients(conn, workspace=workspace.id, zone=zone_name, period=period)
    return _NudgeRound(DeliveryKind.NUDGE, period, due_at, zone, candidates, count)


def _find_snoozed_round(
    conn: Connection, workspace: Workspace, zone_name: str | None, *, zone: ZoneInfo, now: datetime, limit: int | None
) -> _NudgeRound | None:
    """Find the nudges that were put off to today; what is not dealt with today lapses."""
    day = now.astimezone(zone).date()
    due_at = rules.nudge_time_on(workspace.nudge_slot, day, zone)
    if not due_at <= now <= due_at + NUDGE_GRACE:
        return None
    candidates = service.list_snoozed_to(conn, workspace=workspace.id, zone=zone_name, day=day, limit=limit)
    if not candidates:
        return None
    return _NudgeRound(DeliveryKind.SNOOZED_NUDGE, week_of(day), due_at, zone, candidates, len(candidates))


def _decide_round(
    deps: Deps, conn: Connection, workspace: Workspace, nudge_round: _NudgeRound, now: datetime
) -> Iterator[DecidedOccurrence]:
    first, last = week_bounds(nudge_round.period)
    away = time_off.read_team_time_off(conn, workspace=workspace.id, since=first, until=last)
    expires_at = rules.message_expiry(nudge_round.due_at, now, nudge_round.zone)
    for each in nudge_round.candidates:
        days = away.for_member(each.member)
        outcome = service.decide_nudge(each, period=nudge_round.period, zone=nudge_round.zone, now=now, days_off=days)
        is_sent = outcome is OccurrenceOutcome.QUEUED
        send_at = rules.choose_send_time(
            each.member,
            recipient_count=nudge_round.recipient_count,
            due_at=nudge_round.due_at,
            now=now,
            expires_at=expires_at,
        )
        yield DecidedOccurrence(
            workspace.id,
            nudge_round.kind,
            nudge_round.period,
            outcome,
            send_at if is_sent else nudge_round.due_at,
            recipient=each.member,
            recipient_address=each.member,
            message=_render_message(deps, conn, workspace, nudge_round, candidate=each, days_off=days, now=now)
            if is_sent
            else None,
            expires_at=expires_at if is_sent else None,
        )


def _render_message(
    deps: Deps,
    conn: Connection,
    workspace: Workspace,
    nudge_round: _NudgeRound,
    *,
    candidate: NudgeCandidate,
    days_off: Sequence[TimeOff],
    now: datetime,
) -> Message:
    record = member_plan.read_learning_record(conn, workspace=workspace.id, member=candidate.member)
    today = candidate.today(now, nudge_round.zone)
    return views.render_nudge(
        minutes=candidate.minutes,
        goal=reduce_goal(candidate.goal, nudge_round.period, days_off),
        full_goal=candidate.goal,
        period=nudge_round.period,
        step=progress.choose_next_step(deps.catalog.current(), record),
        today=today,
        is_snoozed=nudge_round.kind is DeliveryKind.SNOOZED_NUDGE,
        due_assignments=_list_due_assignments(deps, conn, workspace.id, candidate.member, today=today),
    )


def _list_due_assignments(
    deps: Deps, conn: Connection, workspace: str, member: str, *, today: date
) -> list[tuple[str, date]]:
    """List what the member has to finish within a week, by name, with the day."""
    soon = assignments.list_due(conn, workspace=workspace, member=member, first_day=today, last_day=today + DUE_SOON)
    found = [(deps.catalog.current().find_assignment(each.assignment), each.due_day) for each in soon]
    return [(assignment[1].name, day) for assignment, day in found if assignment and day]
