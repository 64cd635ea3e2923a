"""The nudge of a week as the head of another letter, so that one letter does for both."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.calendar.schedule import slot_moment
from bot.calendar.weeks import local_week, week_bounds
from bot.core import time_off
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.deps import Deps
from bot.features.nudge.jobs import due, letters
from bot.features.nudge.jobs.letters import Letter
from bot.features.nudge.service import candidates


def write_riding_nudge(
    deps: Deps, conn: Connection, workspace: Workspace, member: Member, *, zone_name: str | None, now: datetime
) -> Letter | None:
    """Write the nudge that this week would bring later; None where none would come, or it has been decided on."""
    zone: ZoneInfo = member.zone
    period = local_week(now, zone)
    if not workspace.nudge_on or slot_moment(member.nudge_slot_in(period, workspace.nudge_slot), period, zone) <= now:
        return None
    candidate = candidates.find_undecided(conn, workspace=workspace.id, zone=zone_name, member=member.id, period=period)
    if candidate is None:
        return None
    addressed = candidates.read_addressed(conn, workspace=workspace.id)
    first, last = week_bounds(period)
    days_off = time_off.list_time_off(conn, workspace=workspace.id, member=member.id, since=first, until=last)
    outcome = candidates.decide_nudge(
        candidate, goal=addressed.goal(candidate), period=period, zone=zone, now=now, days_off=days_off
    )
    if outcome is not OccurrenceOutcome.QUEUED:
        return None
    return letters.write_letter(
        deps,
        conn,
        workspace,
        candidate,
        period=period,
        zone=zone,
        has_goal=addressed.has_goal(candidate),
        is_snoozed=False,
        days_off=days_off,
        now=now,
        is_riding=True,
    )


def record_riding_nudge(
    conn: Connection, *, deps: Deps, workspace: str, week: str, letter: Letter, now: datetime
) -> None:
    """Claim the nudge of the week, which has come in another letter, and remember what it says."""
    occurrences.claim_occurrence(
        conn,
        workspace=workspace,
        kind=DeliveryKind.NUDGE,
        period=week,
        recipient=letter.reader,
        now=now,
        outcome=OccurrenceOutcome.NOTHING,
    )
    due.remember(conn, deps=deps, workspace=workspace, week=week, letter=letter)
