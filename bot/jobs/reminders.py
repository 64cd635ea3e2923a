"""Whose nudge is due, each by their own clock, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.catalog import progress
from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain import nudge, schedule
from bot.domain.absence import Absence
from bot.domain.goal import in_week
from bot.domain.weeks import days_of
from bot.domain.workspace import Workspace
from bot.jobs.occasion import Occasion
from bot.services import absences, members, nudges, plan
from bot.services.nudges import Candidate
from bot.services.occurrences import Kind, Outcome
from bot.views import nudge as views
from bot.views.message import Message


def due(deps: Deps, session: Session, place: Workspace, now: datetime, limit: int | None = None) -> list[Occasion]:
    """The nudges that are due and not dealt with, at most `limit` of each time zone."""
    if not place.nudge_on:
        return []
    return [
        occasion
        for name in nudges.zones(session, workspace=place.id)
        for occasion in _in_zone(deps, session, place, name, now=now, limit=limit)
    ]


def zone_of(deps: Deps, place: Workspace, name: str | None) -> ZoneInfo:
    """The zone that a member's name of one means: the workspace's where there is none."""
    return place.zone if name is None else members.zone(name, deps.settings.timezone)


def _in_zone(
    deps: Deps, session: Session, place: Workspace, name: str | None, *, now: datetime, limit: int | None
) -> Iterator[Occasion]:
    zone = zone_of(deps, place, name)
    period, due_at = schedule.latest(place.nudge, zone, now)
    if now - due_at > nudge.GRACE:
        return
    candidates = nudges.unclaimed(session, workspace=place.id, zone=name, period=period, limit=limit)
    if not candidates:
        return
    first, last = days_of(period)
    away = absences.everyones(session, workspace=place.id, since=first, until=last)
    for candidate in candidates:
        days = away.of(candidate.member)
        outcome = nudges.decide(candidate, period=period, zone=zone, now=now, absences=days)
        sending = outcome is Outcome.QUEUED
        yield Occasion(
            place.id,
            Kind.NUDGE,
            period,
            outcome,
            due_at,
            recipient=candidate.member,
            address=candidate.member,
            message=_message(deps, session, place, candidate, days, period=period, zone=zone, now=now)
            if sending
            else None,
            expires_at=nudge.expiry(due_at, now, zone) if sending else None,
        )


def _message(
    deps: Deps,
    session: Session,
    place: Workspace,
    candidate: Candidate,
    days: Sequence[Absence],
    *,
    period: str,
    zone: ZoneInfo,
    now: datetime,
) -> Message:
    known = plan.record(session, workspace=place.id, member=candidate.member)
    return views.weekly(
        minutes=candidate.minutes,
        goal=in_week(candidate.goal, period, days),
        whole=candidate.goal,
        period=period,
        step=progress.next_step(deps.catalog.current(), known),
        today=candidate.today(now, zone),
        prefix=deps.settings.command_prefix,
    )
