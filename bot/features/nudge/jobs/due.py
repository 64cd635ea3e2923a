"""Nudges that are due, each by the member's own clock, and who of those members gets one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.weeks import week_bounds, week_of
from bot.core import time_off
from bot.core.people.workspaces import NUDGE_GRACE, Workspace
from bot.core.plan import offered_steps
from bot.core.time_off import TimeOff
from bot.db.engine import Connection
from bot.delivery import departures
from bot.delivery.decided_occurrence import DecidedOccurrence
from bot.delivery.occurrences import DeliveryKind, OccurrenceOutcome
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.features.nudge.jobs import letters
from bot.features.nudge.jobs.due_times import DueTime, list_times, put_off_until
from bot.features.nudge.jobs.letters import Letter
from bot.features.nudge.rules import send_times
from bot.features.nudge.service import candidates
from bot.features.nudge.service.candidates import Addressed, NudgeCandidate
from bot.features.nudge.service.choices import record_said
from bot.frozen import frozen


@frozen
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
    """List nudges that are due and not dealt with, those put off among them; at most `limit` of each time."""
    if not workspace.nudge_on:
        return []
    rounds = [
        found
        for due_time, find in product(list_times(deps, conn, [workspace]), (_find_weekly_round, _find_snoozed_round))
        if (found := find(conn, workspace, due_time, now=now, limit=limit))
    ]
    addressed = candidates.read_addressed(conn, workspace=workspace.id) if rounds else None
    return [
        decided
        for each in rounds
        if addressed
        for decided in _decide_round(deps, conn, workspace, each, addressed=addressed, now=now)
    ]


def is_moot(_deps: Deps, conn: Connection, queued: OutboxMessage) -> bool:
    """Return whether a nudge says what is no longer so: its reader has logged hours since it was written."""
    return queued.created_at is not None and candidates.has_logged_since(
        conn,
        workspace=queued.workspace,
        member=queued.recipient,
        week=queued.period[: len("2026-W47")],
        since=queued.created_at,
    )


def _find_weekly_round(
    conn: Connection, workspace: Workspace, due_time: DueTime, *, now: datetime, limit: int | None
) -> _NudgeRound | None:
    period, due_at = schedule.latest_occurrence(due_time.slot, due_time.zone, now)
    if now - due_at > NUDGE_GRACE:
        return None
    theirs: dict[str, Any] = {"workspace": workspace.id, "zone": due_time.zone_name, "slot": due_time.own}
    found = candidates.list_undecided(conn, **theirs, period=period, limit=limit)
    if not found:
        return None
    count = candidates.count_recipients(conn, **theirs, period=period)
    return _NudgeRound(DeliveryKind.NUDGE, period, due_at, due_time.zone, found, count)


def _find_snoozed_round(
    conn: Connection, workspace: Workspace, due_time: DueTime, *, now: datetime, limit: int | None
) -> _NudgeRound | None:
    """Find the nudges that were put off to today; what is not dealt with today lapses."""
    if (day := put_off_until(due_time.slot, due_time.zone, now)) is None:
        return None
    due_at = send_times.nudge_time_on(due_time.slot, day, due_time.zone)
    found = candidates.list_snoozed_to(
        conn, workspace=workspace.id, zone=due_time.zone_name, day=day, limit=limit, slot=due_time.own
    )
    if not found:
        return None
    return _NudgeRound(DeliveryKind.SNOOZED_NUDGE, week_of(day), due_at, due_time.zone, found, len(found))


def _decide_round(
    deps: Deps, conn: Connection, workspace: Workspace, nudge_round: _NudgeRound, *, addressed: Addressed, now: datetime
) -> Iterator[DecidedOccurrence]:
    first, last = week_bounds(nudge_round.period)
    away = time_off.read_team_time_off(conn, workspace=workspace.id, since=first, until=last)
    expires_at = send_times.message_expiry(nudge_round.due_at, now, nudge_round.zone)
    for each in nudge_round.candidates:
        days = away.for_member(each.member)
        outcome, letter = _decide_one(
            deps, conn, workspace, nudge_round, each, addressed=addressed, days_off=days, now=now
        )
        send_at = send_times.choose_send_time(
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
            send_at if letter else nudge_round.due_at,
            recipient=each.member,
            recipient_address=each.member,
            message=letter.message if letter else None,
            expires_at=expires_at if letter else None,
            record=partial(remember, deps=deps, workspace=workspace.id, week=nudge_round.period, letter=letter)
            if letter
            else None,
        )


def _decide_one(
    deps: Deps,
    conn: Connection,
    workspace: Workspace,
    nudge_round: _NudgeRound,
    candidate: NudgeCandidate,
    *,
    addressed: Addressed,
    days_off: Sequence[TimeOff],
    now: datetime,
) -> tuple[OccurrenceOutcome, Letter | None]:
    """Decide what one member gets: nothing too where there is nothing new to say, or they have had enough letters."""
    outcome = candidates.decide_nudge(
        candidate,
        goal=addressed.goal(candidate),
        period=nudge_round.period,
        zone=nudge_round.zone,
        now=now,
        days_off=days_off,
    )
    if outcome is not OccurrenceOutcome.QUEUED:
        return outcome, None
    is_snoozed = nudge_round.kind is DeliveryKind.SNOOZED_NUDGE
    is_full = not is_snoozed and departures.has_had_enough(
        conn, workspace=workspace.id, member=candidate.member, zone=nudge_round.zone, at=now
    )
    letter = (
        None
        if is_full
        else letters.write_letter(
            deps,
            conn,
            workspace,
            candidate,
            period=nudge_round.period,
            zone=nudge_round.zone,
            has_goal=addressed.has_goal(candidate),
            is_snoozed=is_snoozed,
            days_off=days_off,
            now=now,
        )
    )
    return (OccurrenceOutcome.QUEUED, letter) if letter else (OccurrenceOutcome.NOTHING, None)


def remember(conn: Connection, *, deps: Deps, workspace: str, week: str, letter: Letter) -> None:
    """Remember what a letter says; whatever its reader does next answers it."""
    said = {"workspace": workspace, "member": letter.reader, "week": week}
    record_said(conn, **said, wording=letter.wording, now=deps.clock.now())
    if letter.step:
        offered_steps.remember_offer(conn, workspace=workspace, member=letter.reader, subject=letter.step, week=week)
    deps.directory.invalidate(workspace, letter.reader)
