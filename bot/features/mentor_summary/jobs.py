"""Mentors' Monday messages that are due, each by the mentor's own clock, and what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import WeeklySlot
from bot.calendar.weeks import shift_week
from bot.core import time_off
from bot.core.people import members
from bot.core.people.workspaces import Workspace
from bot.core.time_off import is_away
from bot.db.engine import Connection
from bot.delivery.decided_occurrence import DecidedOccurrence
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.deps import Deps
from bot.features.mentor_summary import rules, service, views
from bot.features.mentor_summary.rules import MentorSummary, TeamSnapshot
from bot.features.mentor_summary.service import MentorSummaryRecipient
from bot.features.nudge.jobs.due_times import resolve_zone
from bot.features.nudge.rules import send_times as nudge_rules
from bot.features.weekly_summary import rules as weekly_summary_rules
from bot.frozen import frozen

TeamSnapshotReader = Callable[[date, datetime], TeamSnapshot]


@frozen
class _DueSummary:
    """A recipient whose message for the week before is due."""

    member: str
    zone: ZoneInfo
    period: str
    due_at: datetime

    @property
    def monday(self) -> date:
        """Return the day for which it tells how everybody is doing, also if it comes on Tuesday."""
        return self.due_at.astimezone(self.zone).date()


def find_due(
    deps: Deps, conn: Connection, workspace: Workspace, now: datetime, limit: int | None = None
) -> list[DecidedOccurrence]:
    """List the messages that are due and not dealt with, at most `limit`."""
    if not schedule.may_have_come(rules.SLOT, now, weekly_summary_rules.SUMMARY_GRACE):
        return []
    recipients = list(_list_due_summaries(deps, conn, workspace, now))
    # read once for all whose Monday began at the same moment
    read_snapshot: TeamSnapshotReader = cache(partial(_read_snapshot, conn, workspace))
    return [
        _decide_occurrence(deps, conn, workspace, each, read_snapshot, recipient_count=len(recipients), now=now)
        for each in recipients[:limit]
    ]


def find_ready(deps: Deps, conn: Connection, found: Sequence[Workspace], now: datetime) -> frozenset[str]:
    """Return where messages are due and not dealt with; some of them may wait until their reader is back."""
    if not schedule.may_have_come(rules.SLOT, now, weekly_summary_rules.SUMMARY_GRACE):
        return frozenset()
    by_id = {each.id: each for each in found}
    fresh: defaultdict[str, set[str]] = defaultdict(set)
    for each in service.list_recipients(conn, workspaces=by_id):
        if due := _find_due_summary(deps, by_id[each.workspace], each, now):
            fresh[due.period].add(each.workspace)
    return frozenset(
        each.workspace
        for period, ids in fresh.items()
        for each in service.list_recipients(conn, workspaces=ids, undecided_in=period)
        if (due := _find_due_summary(deps, by_id[each.workspace], each, now)) and due.period == period
    )


def list_slots(deps: Deps, conn: Connection, found: Sequence[Workspace]) -> list[tuple[str, WeeklySlot, ZoneInfo]]:
    """List the weekly time of these messages, in each zone in which somebody is to get one."""
    by_id = {each.id: each for each in found}
    zones = {(each.workspace, each.zone) for each in service.list_recipients(conn, workspaces=by_id)}
    return [(name, rules.SLOT, resolve_zone(deps, by_id[name], zone)) for name, zone in zones]


def _read_snapshot(conn: Connection, workspace: Workspace, monday: date, at: datetime) -> TeamSnapshot:
    return service.read_team_snapshot(conn, workspace=workspace, monday=monday, at=at)


def _list_due_summaries(deps: Deps, conn: Connection, workspace: Workspace, now: datetime) -> Iterator[_DueSummary]:
    """List whose message is due: mentors who were away get it on Tuesday morning, and new ones wait a week."""
    recipients = service.list_recipients(conn, workspaces=[workspace.id])
    fresh = [due for each in recipients if (due := _find_due_summary(deps, workspace, each, now))]
    periods = {each.period for each in fresh}
    decided = service.list_decided(conn, workspace=workspace.id, periods=periods) if fresh else ()
    waiting = [each for each in fresh if (each.period, each.member) not in decided]
    if not waiting:
        return
    days = [now.astimezone(each.zone).date() for each in waiting]
    away = time_off.read_team_time_off(conn, workspace=workspace.id, since=min(days), until=max(days))
    yield from (each for each, day in zip(waiting, days, strict=True) if not is_away(day, away.for_member(each.member)))


def _find_due_summary(
    deps: Deps, workspace: Workspace, recipient: MentorSummaryRecipient, now: datetime
) -> _DueSummary | None:
    """Return the message that may be sent to a recipient now, unless they were no mentor yet when it fell due."""
    zone = resolve_zone(deps, workspace, recipient.zone)
    if not weekly_summary_rules.find_due_week(zone, now, rules.SLOT):
        return None
    period, due_at = weekly_summary_rules.latest_summary_week(zone, now, rules.SLOT)
    was_mentor = recipient.mentor_since is None or recipient.mentor_since <= due_at
    return _DueSummary(recipient.member, zone, period, due_at) if was_mentor else None


def _decide_occurrence(
    deps: Deps,
    conn: Connection,
    workspace: Workspace,
    recipient: _DueSummary,
    read_snapshot: TeamSnapshotReader,
    *,
    recipient_count: int,
    now: datetime,
) -> DecidedOccurrence:
    summary = _read_summary(deps, conn, workspace, recipient, read_snapshot)
    message = (
        views.render_mentor_summary(summary, catalog=deps.catalog.of(workspace.id), today=recipient.monday)
        if summary
        else None
    )
    expires_at = nudge_rules.message_expiry(recipient.due_at, now, recipient.zone, weekly_summary_rules.SUMMARY_GRACE)
    return DecidedOccurrence(
        workspace.id,
        DeliveryKind.MENTOR_SUMMARY,
        recipient.period,
        OccurrenceOutcome.QUEUED if message else OccurrenceOutcome.NOTHING,
        nudge_rules.choose_send_time(
            recipient.member, recipient_count=recipient_count, due_at=recipient.due_at, now=now, expires_at=expires_at
        ),
        recipient=recipient.member,
        recipient_address=recipient.member,
        message=message,
        expires_at=expires_at if message else None,
        about=_names_by_id(summary) if summary else None,
    )


def _read_summary(
    deps: Deps, conn: Connection, workspace: Workspace, recipient: _DueSummary, read_snapshot: TeamSnapshotReader
) -> MentorSummary | None:
    """Read what to say: None for nothing, and for a reader who may see nobody any more."""
    reader = members.read_requester(conn, workspace=workspace.id, member=recipient.member, settings=deps.settings)
    if not reader.may_see_anyone:
        return None
    periods = [shift_week(recipient.period, -back) for back in (1, 2)]
    sent = service.read_sent_messages(conn, workspace=workspace.id, member=recipient.member, periods=periods)
    named = [views.parse_named_members(sent.get(period, {})) for period in periods]
    snapshot = rules.visible_to(read_snapshot(recipient.monday, recipient.due_at), reader)
    return rules.build_summary(snapshot, reader=recipient.member, previously_named=named)


def _names_by_id(summary: MentorSummary) -> dict[str, str]:
    concerns = {each.member: each.name for each in summary.concerns}
    return concerns | {each.member: each.name for each in summary.praise}
