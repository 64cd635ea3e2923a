"""How everybody in a team is doing, read from the ledger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, func, select, union

from bot.db.tables import advice, entries, members, pairs, targets, works
from bot.domain import states
from bot.domain.member import Member
from bot.domain.states import Facts, State, Trouble
from bot.domain.weeks import local_day, week_of
from bot.domain.workspace import Workspace
from bot.services import absences, goals, stucks
from bot.services import members as people

_AHEAD: Final = timedelta(days=731)  # in which days away may follow one another
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """A member with what their state follows from; the goals are those of the running week too."""

    member: Member
    facts: Facts


def of_team(
    session: Connection, *, workspace: Workspace, today: date, only: Collection[str] | None = None
) -> tuple[tuple[Member, State], ...]:
    """Every active member by name, or `only` those, with their state on that day: eight statements for any number.

    A day that has passed is looked at with the entries as they were corrected since, and with what is assigned now.
    """
    found = known(session, workspace=workspace, today=today, until=today, only=only)
    return tuple((each.member, states.of(each.facts, today)) for each in found)


def of_member(session: Connection, *, workspace: Workspace, member: str, today: date) -> State | None:
    """The state of one active member on the running day; None for anybody else."""
    found = known(session, workspace=workspace, today=today, until=today + _DAY, only={member})
    return states.of(found[0].facts, today) if found else None


def known(
    session: Connection, *, workspace: Workspace, today: date, until: date, only: Collection[str] | None = None
) -> tuple[Known, ...]:
    """What the states of all active members, or `only` of those, follow from, by name.

    Entries count up to the day `until`: the workspace's running day is over already where some of its people live.
    """
    everyone = people.everyone(session, workspace=workspace.id, default=workspace.zone)
    active = [member for member in everyone if only is None or member.id in only]
    away = absences.everyones(session, workspace=workspace.id, since=today - states.SPAN, until=today + _AHEAD)
    ids, weeks = {member.id for member in active}, {*states.weeks(today), week_of(today)}
    wanted = goals.of_people(session, workspace=workspace.id, people=ids, weeks=weeks)
    booked = _booked(session, workspace.id, today, until, only)
    assigned = _assigned(session, workspace.id)
    stuck = _stuck(session, workspace, today)
    found = []
    for member in sorted(active, key=lambda each: (each.name.casefold(), each.id)):
        last, minutes = booked[member.id]
        facts = Facts(
            first=local_day(member.created_at, member.zone, member.day_starts),
            last=last,
            minutes=minutes,
            goals=wanted[member.id],
            away=away.of(member.id),
            assigned=member.has_own_goal or member.id in assigned,
            stuck=stuck.get(member.id, ()),
        )
        found.append(Known(member, facts))
    return tuple(found)


def _stuck(session: Connection, workspace: Workspace, today: date) -> dict[str, tuple[Trouble, ...]]:
    """Where people were stuck by that day and still are, the latest first."""
    found: dict[str, tuple[Trouble, ...]] = {}
    for each in stucks.open_ones(session, workspace=workspace.id):
        since = local_day(each.at, workspace.zone)
        if since <= today:
            found[each.member] = (*found.get(each.member, ()), Trouble(since, each.subject or each.words))
    return found


def _assigned(session: Connection, workspace: str) -> frozenset[str]:
    """Who has a target day, has begun an assignment, or has a mentor or a mentor's next step."""
    both = pairs.c.mentor_at.is_not(None), pairs.c.mentee_at.is_not(None), pairs.c.ended_at.is_(None)
    rows = session.execute(
        union(
            *(select(table.c.member).where(table.c.workspace == workspace) for table in (targets, works, advice)),
            select(pairs.c.mentee).where(pairs.c.workspace == workspace, *both),
        )
    )
    return frozenset(member for (member,) in rows)


def _booked(
    session: Connection, workspace: str, today: date, until: date, only: Collection[str] | None
) -> dict[str, tuple[date | None, int]]:
    """The last day with an entry in force and the minutes of the span: two looks into the index for each member."""
    undone = entries.alias("undone")
    taken_back = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    theirs = (entries.c.workspace == members.c.workspace, entries.c.member == members.c.id)
    last = (
        select(entries.c.day)
        # A booking; `reverses IS NULL` says so too, but lures SQLite to the wrong index.
        .where(*theirs, entries.c.day <= until, entries.c.minutes > 0, ~taken_back)
        .order_by(entries.c.day.desc())
        .limit(1)
        .correlate(members)
        .scalar_subquery()
    )
    minutes = (
        select(func.coalesce(func.sum(entries.c.minutes), 0))
        .where(*theirs, entries.c.day.between(today - states.SPAN, until))
        .correlate(members)
        .scalar_subquery()
    )
    wanted = select(members.c.id, last, minutes).where(members.c.workspace == workspace, members.c.is_active)
    if only is not None:
        wanted = wanted.where(members.c.id.in_(sorted(only)))
    return {member: (day, int(total)) for member, day, total in session.execute(wanted)}
