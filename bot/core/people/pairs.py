"""Pairs of mentors and mentees, and who reviews whose work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, or_, select

from bot.core.people import members
from bot.core.people.installation import operator_ids
from bot.core.people.member import Member
from bot.db.tables import PAIR_IS_ACTIVE, pairs
from bot.db.tables import members as people
from bot.frozen import frozen
from bot.settings import Settings


@frozen
class Pair:
    """A mentor and a mentee who are paired or proposed to be; `area` is empty for everything."""

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
        """Return whether it is proposed or active: nobody has ended it."""
        return self.ended_at is None

    @property
    def active_since(self) -> datetime | None:
        """Return since when both have said yes; None before that."""
        return max(self.mentor_at, self.mentee_at) if self.mentor_at and self.mentee_at else None

    @property
    def is_active(self) -> bool:
        """Return whether they are paired now."""
        return self.is_open and self.active_since is not None

    def is_waiting_for(self, member: str) -> bool:
        """Return whether it is that member's turn to say yes or no."""
        accepted_at = self.mentor_at if member == self.mentor else self.mentee_at
        return self.is_open and member in (self.mentor, self.mentee) and accepted_at is None

    def state_for(self, member: str) -> str:
        """Return what a button of that person's is drawn in: `asked` while it is their turn to answer."""
        if not self.is_open:
            return "over"
        if self.is_active:
            return "active"
        return "asked" if self.is_waiting_for(member) else "proposed"

    def other_member(self, member: str) -> str:
        """Return the other one of the two; the mentee for anybody but the mentee."""
        return self.mentor if member == self.mentee else self.mentee


_COLUMNS: Final = tuple(pairs.c[name] for name in Pair.__match_args__)
# After a no, before anybody but an admin proposes the same pair again.
REPROPOSAL_PAUSE: Final = timedelta(days=28)
INACTIVE_AFTER: Final = timedelta(days=28)  # without a meeting; then a pair is asked once to meet


def list_mentors(conn: Connection, *, workspace: str, mentee: str) -> tuple[str, ...]:
    """Return the ids of a member's mentors in active pairs; mentors who have left or are guests now are left out."""
    query = select(pairs.c.mentor).where(pairs.c.workspace == workspace, pairs.c.mentee == mentee, *PAIR_IS_ACTIVE)
    rows = conn.execute(query.where(_are_all_members(pairs.c.mentor)).order_by(pairs.c.id))
    return tuple(row.mentor for row in rows)


def list_reviewers(conn: Connection, *, workspace: str, member: str, settings: Settings) -> tuple[Member, ...]:
    """Return who is told of a member's hand-ins and help requests: their mentors, else lead mentors, else admins."""
    everyone = members.list_active_members(conn, workspace=workspace, default_zone=settings.timezone)
    return list_reviewers_by_member(conn, everyone, workspace=workspace, people=[member], settings=settings)[member]


def list_reviewers_by_member(
    conn: Connection, everyone: Iterable[Member], *, workspace: str, people: Iterable[str], settings: Settings
) -> dict[str, tuple[Member, ...]]:
    """Return the reviewers of each of these people among `everyone` active, in one statement."""
    groups = _list_reviewer_groups(conn, everyone, workspace=workspace, people=people, settings=settings)
    return {member: tuple(next(filter(None, theirs), [])) for member, theirs in groups.items()}


def list_all_who_may_review(
    conn: Connection, everyone: Iterable[Member], *, workspace: str, people: Iterable[str], settings: Settings
) -> dict[str, tuple[Member, ...]]:
    """Return for each of these people all among `everyone` who may mentor them: mentors first, then leads, admins."""
    groups = _list_reviewer_groups(conn, everyone, workspace=workspace, people=people, settings=settings)
    return {
        member: tuple({each.id: each for group in theirs for each in group}.values())
        for member, theirs in groups.items()
    }


def _list_reviewer_groups(
    conn: Connection, everyone: Iterable[Member], *, workspace: str, people: Iterable[str], settings: Settings
) -> dict[str, tuple[list[Member], ...]]:
    """Return the mentors, the lead mentors and the admins of each of these people, never the person."""
    eligible = [each for each in everyone if not each.is_guest]
    leads = [each for each in eligible if each.is_lead]
    operators = operator_ids(conn, workspace=workspace, settings=settings)
    admins = [each for each in eligible if each.is_admin or each.id in operators]
    mentor_ids: defaultdict[str, set[str]] = defaultdict(set)
    active = select(pairs.c.mentee, pairs.c.mentor).where(pairs.c.workspace == workspace, *PAIR_IS_ACTIVE)
    for row in conn.execute(active.where(pairs.c.mentee.in_(people := list(people)))):
        mentor_ids[row.mentee].add(row.mentor)
    found = {}
    for member in people:
        mentors = [each for each in eligible if each.id in mentor_ids[member]] if mentor_ids[member] else []
        found[member] = tuple([each for each in group if each.id != member] for group in (mentors, leads, admins))
    return found


def list_pairs(conn: Connection, *, workspace: str, member: str) -> tuple[Pair, ...]:
    """Return a member's open pairs, oldest first; pairs with somebody who has left or is a guest now are left out."""
    is_part = or_(pairs.c.mentor == member, pairs.c.mentee == member)
    return _list_open_pairs(conn, workspace, is_part, _are_all_members(pairs.c.mentor, pairs.c.mentee))


def list_proposals(conn: Connection, *, workspace: str) -> tuple[Pair, ...]:
    """Return the pairs that wait for a yes, oldest first, of people who are all members now."""
    is_proposed = or_(pairs.c.mentor_at.is_(None), pairs.c.mentee_at.is_(None))
    return _list_open_pairs(conn, workspace, is_proposed, _are_all_members(pairs.c.mentor, pairs.c.mentee))


def _list_open_pairs(conn: Connection, workspace: str, *conditions: ColumnElement[bool]) -> tuple[Pair, ...]:
    query = select(*_COLUMNS).where(pairs.c.workspace == workspace, pairs.c.ended_at.is_(None), *conditions)
    return tuple(Pair(**row._mapping) for row in conn.execute(query.order_by(pairs.c.id)))


def _are_all_members(*sides: Column[Any]) -> ColumnElement[bool]:
    """Match pairs on whose sides nobody has left or is a guest now; the hourly job ends the others later."""
    theirs = (people.c.workspace == pairs.c.workspace, people.c.id.in_(sides))
    return ~select(people.c.id).where(*theirs, or_(~people.c.is_active, people.c.is_guest)).exists()
