"""Pairs of mentors and mentees: who may see and review whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, or_, select

from bot.core.people import members
from bot.core.people.member import Member
from bot.core.people.pair import Pair
from bot.db.tables import HOLDS, pairs
from bot.db.tables import members as people
from bot.settings import Settings

_COLUMNS: Final = tuple(pairs.c[name] for name in Pair.__slots__)


def mentors_of(session: Connection, *, workspace: str, mentee: str) -> tuple[str, ...]:
    """The ids of a member's mentors: both have said yes, neither has ended it, and no mentor has left or is a guest."""
    rows = session.execute(
        select(pairs.c.mentor)
        .where(pairs.c.workspace == workspace, pairs.c.mentee == mentee, *HOLDS, _no_one_left(pairs.c.mentor))
        .order_by(pairs.c.id)
    )
    return tuple(row.mentor for row in rows)


def guides_of(session: Connection, *, workspace: str, member: str, settings: Settings) -> tuple[Member, ...]:
    """Who is told of what a member hands in or is stuck with: their mentors, else lead mentors, else admins."""
    everyone = members.everyone(session, workspace=workspace, default=settings.timezone)
    return guides_among(session, everyone, workspace=workspace, people=[member], settings=settings)[member]


def guides_among(
    session: Connection, everyone: Iterable[Member], *, workspace: str, people: Iterable[str], settings: Settings
) -> dict[str, tuple[Member, ...]]:
    """The guides of each of these people, among everyone active in the workspace: one statement for any number."""
    able = [each for each in everyone if not each.is_guest]
    leads = [each for each in able if each.is_lead]
    admins = [each for each in able if each.is_admin or each.id in settings.admins]
    own: defaultdict[str, set[str]] = defaultdict(set)
    held = select(pairs.c.mentee, pairs.c.mentor).where(pairs.c.workspace == workspace, *HOLDS)
    for row in session.execute(held.where(pairs.c.mentee.in_(wanted := list(people)))):
        own[row.mentee].add(row.mentor)
    found = {}
    for member in wanted:
        mentors = [each for each in able if each.id in own[member]] if own[member] else []
        others = ([each for each in group if each.id != member] for group in (mentors, leads, admins))
        found[member] = tuple(next(filter(None, others), []))
    return found


def of_member(session: Connection, *, workspace: str, member: str) -> tuple[Pair, ...]:
    """All that a member is part of or asked to be, oldest first; nothing of which one has left, or is a guest now."""
    theirs = or_(pairs.c.mentor == member, pairs.c.mentee == member)
    return _open(session, workspace, theirs, _no_one_left(pairs.c.mentor, pairs.c.mentee))


def _open(session: Connection, workspace: str, *which: ColumnElement[bool]) -> tuple[Pair, ...]:
    rows = session.execute(
        select(*_COLUMNS).where(pairs.c.workspace == workspace, pairs.c.ended_at.is_(None), *which).order_by(pairs.c.id)
    )
    return tuple(Pair(**row._mapping) for row in rows)


def _no_one_left(*sides: Column[Any]) -> ColumnElement[bool]:
    """None of these has left or is a guest now; the hourly look ends such pairs later."""
    theirs = (people.c.workspace == pairs.c.workspace, people.c.id.in_(sides))
    return ~select(people.c.id).where(*theirs, or_(~people.c.is_active, people.c.is_guest)).exists()
