"""Pairs of mentors and mentees: who may see and review whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, or_, select

from bot.core.people import members
from bot.core.people.member import Member
from bot.db.tables import PAIR_IS_ACTIVE, pairs
from bot.db.tables import members as people
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentor and a mentee who are paired or asked to be; `area` is empty for everything."""

    id: int
    workspace: str
    mentor: str
    mentee: str
    area: str
    asked_by: str
    mentor_at: datetime | None  # when they said yes
    mentee_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    reminded_at: datetime | None
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it is asked or holds, and nobody has ended it."""
        return self.ended_at is None

    @property
    def active_since(self) -> datetime | None:
        """Since when both had said yes; None before that."""
        return max(self.mentor_at, self.mentee_at) if self.mentor_at and self.mentee_at else None

    @property
    def is_active(self) -> bool:
        """Whether they are paired now."""
        return self.is_open and self.active_since is not None

    def is_waiting_for(self, member: str) -> bool:
        """Whether it is that member's turn to say yes or no."""
        said = self.mentor_at if member == self.mentor else self.mentee_at
        return self.is_open and member in (self.mentor, self.mentee) and said is None

    def other_member(self, member: str) -> str:
        """The other one of the two; the mentor's mentee for anybody else."""
        return self.mentor if member == self.mentee else self.mentee


_COLUMNS: Final = tuple(pairs.c[name] for name in Pair.__slots__)


def list_mentors(conn: Connection, *, workspace: str, mentee: str) -> tuple[str, ...]:
    """The ids of a member's mentors: both have said yes, neither has ended it, and no mentor has left or is a guest."""
    rows = conn.execute(
        select(pairs.c.mentor)
        .where(
            pairs.c.workspace == workspace, pairs.c.mentee == mentee, *PAIR_IS_ACTIVE, _are_all_members(pairs.c.mentor)
        )
        .order_by(pairs.c.id)
    )
    return tuple(row.mentor for row in rows)


def list_reviewers(conn: Connection, *, workspace: str, member: str, settings: Settings) -> tuple[Member, ...]:
    """Who is told of what a member hands in or is stuck with: their mentors, else lead mentors, else admins."""
    everyone = members.list_active_members(conn, workspace=workspace, default_zone=settings.timezone)
    return list_reviewers_by_member(conn, everyone, workspace=workspace, people=[member], settings=settings)[member]


def list_reviewers_by_member(
    conn: Connection, everyone: Iterable[Member], *, workspace: str, people: Iterable[str], settings: Settings
) -> dict[str, tuple[Member, ...]]:
    """The guides of each of these people, among everyone active in the workspace: one statement for any number."""
    able = [each for each in everyone if not each.is_guest]
    leads = [each for each in able if each.is_lead]
    admins = [each for each in able if each.is_admin or each.id in settings.admins]
    own: defaultdict[str, set[str]] = defaultdict(set)
    held = select(pairs.c.mentee, pairs.c.mentor).where(pairs.c.workspace == workspace, *PAIR_IS_ACTIVE)
    for row in conn.execute(held.where(pairs.c.mentee.in_(wanted := list(people)))):
        own[row.mentee].add(row.mentor)
    found = {}
    for member in wanted:
        mentors = [each for each in able if each.id in own[member]] if own[member] else []
        others = ([each for each in group if each.id != member] for group in (mentors, leads, admins))
        found[member] = tuple(next(filter(None, others), []))
    return found


def list_pairs(conn: Connection, *, workspace: str, member: str) -> tuple[Pair, ...]:
    """All that a member is part of or asked to be, oldest first; nothing of which one has left, or is a guest now."""
    theirs = or_(pairs.c.mentor == member, pairs.c.mentee == member)
    return _list_open_pairs(conn, workspace, theirs, _are_all_members(pairs.c.mentor, pairs.c.mentee))


def _list_open_pairs(conn: Connection, workspace: str, *which: ColumnElement[bool]) -> tuple[Pair, ...]:
    rows = conn.execute(
        select(*_COLUMNS).where(pairs.c.workspace == workspace, pairs.c.ended_at.is_(None), *which).order_by(pairs.c.id)
    )
    return tuple(Pair(**row._mapping) for row in rows)


def _are_all_members(*sides: Column[Any]) -> ColumnElement[bool]:
    """None of these has left or is a guest now; the hourly look ends such pairs later."""
    theirs = (people.c.workspace == pairs.c.workspace, people.c.id.in_(sides))
    return ~select(people.c.id).where(*theirs, or_(~people.c.is_active, people.c.is_guest)).exists()


REPROPOSAL_PAUSE: Final = timedelta(
    days=28
)  # after a no, before the same person is asked the same by somebody who is no admin


INACTIVE_AFTER: Final = timedelta(days=28)  # without a meeting, after which a pair is asked once to meet
