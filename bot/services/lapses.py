"""What becomes of pairs by themselves: one that is quiet is asked once to meet, one of whom somebody left ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select, update

from bot.db.tables import entries, members, pairs
from bot.domain.activity import Activity
from bot.domain.pairing import QUIET, Pair, is_quiet
from bot.services.pairs import holding

_COLUMNS: Final = tuple(pairs.c[name] for name in Pair.__slots__)


@dataclass(frozen=True, slots=True)
class Left:
    """A pair, and the one of the two who has left or is a guest now."""

    pair: Pair
    gone: str


def quiet(session: Connection, *, now: datetime) -> tuple[Pair, ...]:
    """Pairs of all workspaces that have not met for long, and were not asked to since: two statements."""
    since = now - QUIET
    asked = or_(pairs.c.reminded_at.is_(None), pairs.c.reminded_at <= since)
    old = (pairs.c.mentor_at <= since, pairs.c.mentee_at <= since, asked)
    rows = session.execute(select(*_COLUMNS).where(*holding(), *old).order_by(pairs.c.workspace, pairs.c.id))
    found = [Pair(**row._mapping) for row in rows]
    met = _met(session, found) if found else {}
    return tuple(each for each in found if is_quiet(each, met.get(_key(each)), now))


def any_holds(session: Connection) -> bool:
    """Whether anybody is paired at all, in any workspace."""
    return session.execute(select(pairs.c.id).where(*holding()).limit(1)).first() is not None


def remind(session: Connection, *, pair: Pair, now: datetime) -> bool:
    """Take the asking of a quiet pair, once whoever else is at it; False where somebody has it, or it is over."""
    same = pairs.c.reminded_at == pair.reminded_at if pair.reminded_at else pairs.c.reminded_at.is_(None)
    taken = session.execute(update(pairs).where(pairs.c.id == pair.id, *holding(), same).values(reminded_at=now))
    return taken.rowcount == 1


def left(session: Connection) -> tuple[Left, ...]:
    """Pairs of all workspaces, asked or holding, of which Slack has told us that one is no member any more."""
    side = or_(members.c.id == pairs.c.mentor, members.c.id == pairs.c.mentee)
    is_gone = or_(and_(~members.c.is_active, members.c.gone_at.is_not(None)), members.c.is_guest)
    rows = session.execute(
        select(*_COLUMNS, members.c.id.label("gone"))
        .join(members, and_(members.c.workspace == pairs.c.workspace, side))
        .where(pairs.c.ended_at.is_(None), is_gone)
        .order_by(pairs.c.workspace, pairs.c.id)
    )
    return tuple(Left(Pair(**{name: row._mapping[name] for name in Pair.__slots__}), row.gone) for row in rows)


def _key(pair: Pair) -> tuple[str, frozenset[str]]:
    return pair.workspace, frozenset((pair.mentor, pair.mentee))


def _met(session: Connection, found: Iterable[Pair]) -> dict[tuple[str, frozenset[str]], date]:
    """The last day on which either of two people booked hours of mentoring with the other."""
    sides = {(each.workspace, person) for each in found for person in (each.mentor, each.mentee)}
    undone = entries.alias("undone")
    taken_back = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    rows = session.execute(
        select(entries.c.workspace, entries.c.member, entries.c.people, func.max(entries.c.day).label("day"))
        .where(entries.c.workspace.in_({place for place, _ in sides}), entries.c.member.in_({who for _, who in sides}))
        .where(entries.c.activity == Activity.MENTORING.value, entries.c.minutes > 0, ~taken_back)
        .group_by(entries.c.workspace, entries.c.member, entries.c.people)
    )
    met: dict[tuple[str, frozenset[str]], date] = {}
    for row in rows:
        for other in row.people.split():
            key = (row.workspace, frozenset((row.member, other)))
            met[key] = max(met.get(key, row.day), row.day)
    return met
