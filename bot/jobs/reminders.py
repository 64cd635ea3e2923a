"""Whose nudge is due, each by their own clock, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.catalog import progress
from bot.db.sessions import Session
from bot.deps import Deps
from bot.domain import nudge, schedule
from bot.domain.weeks import local_day
from bot.domain.workspace import Workspace
from bot.jobs.occasion import Occasion
from bot.services import members, nudges, plan
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
    for candidate in nudges.unclaimed(session, workspace=place.id, zone=name, period=period, limit=limit):
        outcome = nudges.decide(candidate, period=period, zone=zone, now=now)
        sending = outcome is Outcome.QUEUED
        yield Occasion(
            place.id,
            Kind.NUDGE,
            period,
            outcome,
            due_at,
            recipient=candidate.member,
            address=candidate.member,
            message=_message(deps, session, place, candidate, period=period, today=local_day(now, zone))
            if sending
            else None,
            expires_at=nudge.expiry(due_at, now, zone) if sending else None,
        )


def _message(
    deps: Deps, session: Session, place: Workspace, candidate: Candidate, *, period: str, today: date
) -> Message:
    known = plan.record(session, workspace=place.id, member=candidate.member)
    return views.weekly(
        minutes=candidate.minutes,
        goal=candidate.goal,
        period=period,
        step=progress.next_step(deps.catalog.current(), known),
        today=today,
        prefix=deps.settings.command_prefix,
    )
