"""Whose nudge is due, each by their own clock, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.calendar import schedule
from bot.calendar.schedule import Slot
from bot.calendar.weeks import days_of, week_of
from bot.core.assignments import assignments
from bot.core.assignments.assignment import SOON
from bot.core.goals.goal import in_week
from bot.core.people import members
from bot.core.people.workspace import Workspace
from bot.core.plan import progress, state
from bot.core.time_off import absences
from bot.core.time_off.absence import Absence
from bot.db.engine import Connection
from bot.delivery.occurrence import Occasion
from bot.delivery.occurrences import Kind, Outcome
from bot.deps import Deps
from bot.features.nudge import rules, views
from bot.features.nudge.service import candidates as candidates_service
from bot.features.nudge.service.candidates import Candidate
from bot.slack.message import Message


@dataclass(frozen=True, slots=True)
class _Round:
    """People of one zone whose nudge fell due at one moment, and over how many all of that round is spread."""

    kind: Kind
    period: str
    due_at: datetime
    zone: ZoneInfo
    candidates: Sequence[Candidate]
    people: int


def due(deps: Deps, session: Connection, place: Workspace, now: datetime, limit: int | None = None) -> list[Occasion]:
    """The nudges that are due and not dealt with, those put off among them; at most `limit` of each time zone."""
    if not place.nudge_on:
        return []
    return [
        occasion
        for name in members.zones(session, workspace=place.id)
        for found in (_weekly, _put_off)
        if (each := found(session, place, name, zone=zone_of(deps, place, name), now=now, limit=limit))
        for occasion in _decided(deps, session, place, each, now)
    ]


def zone_of(deps: Deps, place: Workspace, name: str | None) -> ZoneInfo:
    """The zone that a member's name of one means: the workspace's where there is none."""
    return place.zone if name is None else members.zone(name, deps.settings.timezone)


def slots(deps: Deps, session: Connection, place: Workspace) -> list[tuple[Slot, ZoneInfo]]:
    """The weekly time of the nudges in each zone, and the days to which people put theirs off."""
    if not place.nudge_on:
        return []
    names = members.zones(session, workspace=place.id)
    days = candidates_service.days_put_off_to(session, workspace=place.id)
    put_off = [(Slot(day.weekday(), place.nudge.at), zone_of(deps, place, name)) for name, day in days]
    return [*((place.nudge, zone_of(deps, place, name)) for name in names), *put_off]


def _weekly(
    session: Connection, place: Workspace, name: str | None, *, zone: ZoneInfo, now: datetime, limit: int | None
) -> _Round | None:
    """This week's."""
    period, due_at = schedule.latest(place.nudge, zone, now)
    if now - due_at > rules.GRACE:
        return None
    found = candidates_service.unclaimed(session, workspace=place.id, zone=name, period=period, limit=limit)
    people = candidates_service.wanting(session, workspace=place.id, zone=name, period=period) if found else 0
    return _Round(Kind.NUDGE, period, due_at, zone, found, people) if found else None


def _put_off(
    session: Connection, place: Workspace, name: str | None, *, zone: ZoneInfo, now: datetime, limit: int | None
) -> _Round | None:
    """Those that were put off to today; what is not dealt with today lapses."""
    day = now.astimezone(zone).date()
    due_at = rules.on_day(place.nudge, day, zone)
    if not due_at <= now <= due_at + rules.GRACE:
        return None
    found = candidates_service.put_off_to(session, workspace=place.id, zone=name, day=day, limit=limit)
    return _Round(Kind.AGAIN, week_of(day), due_at, zone, found, len(found)) if found else None


def _decided(deps: Deps, session: Connection, place: Workspace, due: _Round, now: datetime) -> Iterator[Occasion]:
    first, last = days_of(due.period)
    away = absences.everyones(session, workspace=place.id, since=first, until=last)
    expires_at = rules.expiry(due.due_at, now, due.zone)
    for each in due.candidates:
        days = away.of(each.member)
        outcome = candidates_service.decide(each, period=due.period, zone=due.zone, now=now, absences=days)
        sending = outcome is Outcome.QUEUED
        leaves = rules.spread(each.member, people=due.people, due_at=due.due_at, now=now, expires_at=expires_at)
        yield Occasion(
            place.id,
            due.kind,
            due.period,
            outcome,
            leaves if sending else due.due_at,
            recipient=each.member,
            address=each.member,
            message=_message(deps, session, place, due, candidate=each, days=days, now=now) if sending else None,
            expires_at=expires_at if sending else None,
        )


def _message(
    deps: Deps,
    session: Connection,
    place: Workspace,
    due: _Round,
    *,
    candidate: Candidate,
    days: Sequence[Absence],
    now: datetime,
) -> Message:
    known = state.record(session, workspace=place.id, member=candidate.member)
    today = candidate.today(now, due.zone)
    return views.weekly(
        minutes=candidate.minutes,
        goal=in_week(candidate.goal, due.period, days),
        whole=candidate.goal,
        period=due.period,
        step=progress.next_step(deps.catalog.current(), known),
        today=today,
        prefix=deps.settings.command_prefix,
        again=due.kind is Kind.AGAIN,
        due=_due(deps, session, place.id, candidate.member, today=today),
    )


def _due(deps: Deps, session: Connection, workspace: str, member: str, *, today: date) -> list[tuple[str, date]]:
    """What they have to finish within a week, by name, with the day."""
    near = assignments.due_by(session, workspace=workspace, member=member, first=today, last=today + SOON)
    found = [(deps.catalog.current().find_assignment(each.assignment), each.due) for each in near]
    return [(task[1].name, day) for task, day in found if task and day]
