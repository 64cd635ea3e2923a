"""The digest that is due in a workspace, and its message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from bot.calendar import schedule, weeks
from bot.calendar.weeks import local_day, shift_week
from bot.core.people import members
from bot.core.people.names import name_spellings
from bot.core.people.workspaces import DIGEST_GRACE, Workspace
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.decided_occurrence import DecidedOccurrence
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.deps import Deps
from bot.features.digest.rules import Digest, DigestSuggestion
from bot.features.digest.service import collect
from bot.features.digest.views import message as message_views
from bot.features.digest.views import thread as thread_views
from bot.features.ideas import service as ideas
from bot.features.leaderboard.rules import LeaderboardOrder
from bot.features.sessions.rules.session import wall_time_to_utc
from bot.features.sessions.service import sessions
from bot.features.sessions.views import notifications as sessions_notifications
from bot.slack.message import Message

SEND_GRACE: Final = DIGEST_GRACE


def is_wanted(workspace: Workspace) -> bool:
    """Return whether a workspace wants digests, and has a channel for them."""
    return workspace.digest_on and bool(workspace.learning_channel)


def find_ready(_deps: Deps, conn: Connection, found: Sequence[Workspace], now: datetime) -> frozenset[str]:
    """Return the workspaces whose newest digest is not dealt with: one statement for each week that this is about."""

    by_period: defaultdict[str, set[str]] = defaultdict(set)
    for each in filter(is_wanted, found):
        week, _ = schedule.latest_occurrence(each.digest_slot, each.zone, now)
        by_period[shift_week(week, -1)].add(each.id)
    return frozenset().union(
        *(
            ids - occurrences.find_claimed_workspaces(conn, workspaces=ids, kind=DeliveryKind.DIGEST, period=period)
            for period, ids in by_period.items()
        )
    )


def find_due(deps: Deps, conn: Connection, workspace: Workspace, now: datetime) -> DecidedOccurrence | None:
    """Return the newest digest that is due and not dealt with; older ones that were missed stay unsent."""
    if not is_wanted(workspace):
        return None
    week, due_at = schedule.latest_occurrence(workspace.digest_slot, workspace.zone, now)
    period = shift_week(week, -1)
    if occurrences.is_claimed(conn, workspace=workspace.id, kind=DeliveryKind.DIGEST, period=period):
        return None
    expired = DecidedOccurrence(workspace.id, DeliveryKind.DIGEST, period, OccurrenceOutcome.EXPIRED, due_at)
    return expired if now - due_at > SEND_GRACE else _decide_occurrence(deps, conn, workspace, expired, now)


def build_digest(
    deps: Deps, conn: Connection, workspace: Workspace, week: str, now: datetime
) -> tuple[Message, tuple[Message, ...]] | None:
    """Build the digest of a week at the moment `now`: the message, and the messages of its thread.

    None if there is nothing to say.
    """
    digest = _collect_digest(deps, conn, workspace, week)
    return _render(deps, conn, workspace, digest, now) if digest else None


def _collect_digest(deps: Deps, conn: Connection, workspace: Workspace, week: str) -> Digest | None:
    return collect.collect_digest(
        conn,
        workspace=workspace.id,
        week=week,
        zone=workspace.zone,
        catalog=deps.catalog.of(workspace.id),
        is_leaderboard_on=workspace.leaderboard_on,
        order=LeaderboardOrder(workspace.leaderboard_order),
        parts=workspace.digest_parts,
    )


def _render(
    deps: Deps, conn: Connection, workspace: Workspace, digest: Digest, now: datetime
) -> tuple[Message, tuple[Message, ...]]:
    catalog, today = deps.catalog.of(workspace.id), local_day(now, workspace.zone)
    upcoming = _upcoming_sessions_text(conn, workspace, shift_week(digest.week, 1), now)
    message = message_views.render_digest(digest, catalog=catalog, today=today, upcoming_sessions=upcoming)
    return message, thread_views.render_thread(digest, catalog=catalog, today=today)


def _record_idea(suggested: DigestSuggestion, occurrence: DecidedOccurrence, now: datetime, conn: Connection) -> None:
    """Remember what the digest suggests, so that it does not come again soon, and that people can join it."""
    ideas.record_idea(conn, workspace=occurrence.workspace, week=occurrence.period, suggested=suggested, now=now)


def _upcoming_sessions_text(conn: Connection, workspace: Workspace, week: str, now: datetime) -> str:
    """Return the sessions of the learning channel in a week that have not begun, in words."""
    if not workspace.learning_channel:
        return ""
    monday, sunday = weeks.week_bounds(week)
    since, until = (wall_time_to_utc(day, time(), workspace.zone) for day in (monday, sunday + timedelta(days=1)))
    upcoming = sessions.list_sessions_between(
        conn,
        workspace=workspace.id,
        channel=workspace.learning_channel,
        since=max(since, now),
        until=until,
        limit=sessions_notifications.MAX_IN_DIGEST + 1,
    )
    return sessions_notifications.week_sessions_text(
        upcoming, week, zone=workspace.zone, today=local_day(now, workspace.zone)
    )


def _names_in_messages(conn: Connection, workspace: Workspace, messages: tuple[Message, ...]) -> dict[str, str]:
    """Return the members whose first name is in the messages, so that erasure finds it also after a change of name."""
    text = "\n".join(f"{each.text}{each.blocks}" for each in messages)
    return {
        each.id: each.name
        for each in members.list_active_members(conn, workspace=workspace.id, default_zone=workspace.zone)
        if any(spelling.split(" ")[0] in text for spelling in name_spellings(each.name))
    }


def _decide_occurrence(
    deps: Deps, conn: Connection, workspace: Workspace, occurrence: DecidedOccurrence, now: datetime
) -> DecidedOccurrence:
    digest = _collect_digest(deps, conn, workspace, occurrence.period)
    if digest is None:
        return replace(occurrence, outcome=OccurrenceOutcome.NOTHING)
    message, thread = _render(deps, conn, workspace, digest, now)
    return replace(
        occurrence,
        outcome=OccurrenceOutcome.QUEUED,
        recipient_address=workspace.learning_channel or "",
        message=message,
        thread=thread,
        names=_names_in_messages(conn, workspace, (message, *thread)),
        expires_at=occurrence.due_at + SEND_GRACE,
        record=partial(_record_idea, digest.suggestion, occurrence, now) if digest.suggestion else None,
    )
