"""The mentors' Monday message: who gets it, what they were told before, and what it is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, select, union

from bot.calendar.weeks import shift, week_of
from bot.core.ledger import rollups
from bot.core.people import members as people_members
from bot.core.people.digest_scope import Scope
from bot.core.people.member import Member
from bot.core.people.workspace import Workspace
from bot.db.tables import members, occurrences, outbox
from bot.delivery import occurrences as delivery_occurrences
from bot.delivery import outbox as delivery_outbox
from bot.delivery.occurrences import ASKED, Kind, Outcome
from bot.delivery.outbox import State
from bot.features.digest.service import activity as digest_activity
from bot.features.digest.service import streaks as digest_streaks
from bot.features.mentor_summary import rules
from bot.features.mentor_summary.rules import Praise, Team
from bot.features.team.rules import status as team_status
from bot.features.team.service.statuses import of_team
from bot.features.weekly_summary import rules as weekly_summary_rules

_NOT_READ: Final = (State.FAILED.value, State.EXPIRED.value)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is to get it: their zone by name, and the moment since which they are a mentor."""

    member: str
    zone: str | None
    since: datetime | None


def recipients(session: Connection, *, workspace: str) -> tuple[Recipient, ...]:
    """Mentors who have not turned it off and who else has asked for it, whatever their roles are by now."""
    columns = (members.c.id, members.c.timezone, members.c.mentor_since)
    wanted = (members.c.workspace == workspace, members.c.is_active, members.c.mentor_summary_on)
    asked = members.join(
        occurrences,
        (occurrences.c.workspace == members.c.workspace) & (occurrences.c.recipient == members.c.id),
    )
    rows = session.execute(
        union(
            select(*columns).where(*wanted, members.c.is_mentor),
            select(*columns)
            .select_from(asked)
            .where(*wanted, occurrences.c.kind == Kind.MENTOR.value, occurrences.c.period == ASKED),
        )
    )
    return tuple(sorted((Recipient(*row) for row in rows), key=lambda each: each.member))


def dealt_with(session: Connection, *, workspace: str, periods: Collection[str]) -> frozenset[tuple[str, str]]:
    """Periods and recipients that have been decided on."""
    rows = session.execute(
        select(occurrences.c.period, occurrences.c.recipient).where(
            occurrences.c.workspace == workspace,
            occurrences.c.kind == Kind.MENTOR.value,
            occurrences.c.period.in_(list(periods)),
        )
    )
    return frozenset((row.period, row.recipient) for row in rows)


def is_on(session: Connection, *, member: Member) -> bool:
    """Whether it is sent to this mentor or admin."""
    return any(each.member == member.id for each in recipients(session, workspace=member.workspace))


def switch(session: Connection, *, member: Member, on: bool, now: datetime) -> None:
    """Have it sent from the next Monday on, or not at all any more; a Monday that has come brings none."""
    if on == is_on(session, member=member):
        return
    people_members.change(session, workspace=member.workspace, member=member.id, mentor_summary_on=on)
    period, due_at = weekly_summary_rules.newest(member.zone, now, rules.SLOT)
    if on:
        for each in (ASKED, period) if weekly_summary_rules.is_fresh(due_at, now) else (ASKED,):
            _claim(session, member, each, now)
        return
    session.execute(
        delete(occurrences).where(
            occurrences.c.workspace == member.workspace,
            occurrences.c.kind == Kind.MENTOR.value,
            occurrences.c.period == ASKED,
            occurrences.c.recipient == member.id,
        )
    )
    delivery_outbox.withdraw(session, workspace=member.workspace, kinds=(Kind.MENTOR,), recipient=member.id)


def earlier(
    session: Connection, *, workspace: str, member: str, periods: Collection[str]
) -> dict[str, Mapping[str, Any]]:
    """What the member was sent in these periods and may have read."""
    rows = session.execute(
        select(outbox.c.period, outbox.c.message).where(
            outbox.c.workspace == workspace,
            outbox.c.kind == Kind.MENTOR.value,
            outbox.c.recipient == member,
            outbox.c.period.in_(list(periods)),
            outbox.c.state.not_in(_NOT_READ),
        )
    )
    return {row.period: row.message for row in rows}


def team(session: Connection, *, workspace: Workspace, monday: date, at: datetime) -> Team:
    """The team at that moment of a Monday and a week before, in a number of statements that does not grow with it."""
    now = of_team(session, workspace=workspace, at=at)
    before = of_team(session, workspace=workspace, at=at - team_status.QUIET / 2)
    names = {member.id: member.name for member, _ in now}
    return Team(now, before, _praise(session, workspace, shift(week_of(monday), -1), names))


def _praise(session: Connection, workspace: Workspace, week: str, names: Mapping[str, str]) -> tuple[Praise, ...]:
    """The longest runs first. It is told to mentors, so whoever hides from the boards is praised too."""
    scope = Scope(workspace.id, week, workspace.zone, {member: member for member in names})
    minutes = rollups.by_member(session, workspace=workspace.id, periods=[week])
    known = {member: booked for member, booked in minutes.items() if member in names}
    runs = {each.name: each.weeks for each in digest_streaks.reached(session, scope=scope, people=known)}
    finished: dict[str, tuple[str, ...]] = {}
    for each in digest_activity.done(session, scope=scope):
        for member in each.names:
            finished[member] = (*finished.get(member, ()), each.assignment)
    found = (Praise(who, names[who], runs.get(who, 0), finished.get(who, ())) for who in {*runs, *finished})
    return tuple(sorted(found, key=lambda each: (-each.weeks, each.name.casefold(), each.member)))


def _claim(session: Connection, member: Member, period: str, now: datetime) -> None:
    delivery_occurrences.claim(
        session,
        workspace=member.workspace,
        kind=Kind.MENTOR,
        period=period,
        recipient=member.id,
        now=now,
        outcome=Outcome.NOTHING,
    )
