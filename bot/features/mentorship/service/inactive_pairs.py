"""What becomes of pairs by themselves: one that is quiet is asked once to meet, one of whom somebody left ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, and_, func, literal, or_, select, update

from bot.core.ledger.activity import Activity
from bot.core.people.pair import QUIET, Pair
from bot.db.tables import HOLDS, entries, members, pairs

BATCH: Final = 2000  # pairs
_COLUMNS: Final = tuple(pairs.c[name] for name in Pair.__slots__)


@dataclass(frozen=True, slots=True)
class Left:
    """A pair, and the one of the two who has left or is a guest now."""

    pair: Pair
    gone: str


def quiet(session: Connection, *, now: datetime, after: int = 0) -> tuple[Pair, ...]:
    """Pairs of all workspaces that have not met for 28 days, and were not asked to since they did.

    As many as a batch holds, by their numbers, from those `after` one on.
    """
    since = now - QUIET
    old = (pairs.c.id > after, pairs.c.mentor_at <= since, pairs.c.mentee_at <= since)
    asked = func.date(_utc(session, pairs.c.reminded_at))
    fresh = or_(
        pairs.c.reminded_at.is_(None),
        and_(pairs.c.reminded_at <= since, or_(*_met(entries.c.day >= asked))),
    )
    apart = [~each for each in _met(entries.c.day > since.astimezone(UTC).date())]
    rows = session.execute(select(*_COLUMNS).where(*HOLDS, *old, *apart, fresh).order_by(pairs.c.id).limit(BATCH))
    return tuple(Pair(**row._mapping) for row in rows)


def any_holds(session: Connection) -> bool:
    """Whether anybody is paired at all, in any workspace."""
    return session.execute(select(pairs.c.id).where(*HOLDS).limit(1)).first() is not None


def remind(session: Connection, *, pair: Pair, now: datetime) -> bool:
    """Take the asking of a quiet pair, once whoever else is at it; False where somebody has it, or it is over."""
    same = pairs.c.reminded_at == pair.reminded_at if pair.reminded_at else pairs.c.reminded_at.is_(None)
    taken = session.execute(update(pairs).where(pairs.c.id == pair.id, *HOLDS, same).values(reminded_at=now))
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


def _met(when: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Whether the mentor, and whether the mentee, booked hours of mentoring with the other one then."""
    undone = entries.alias("undone")
    taken_back = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    mentoring = (entries.c.activity == Activity.MENTORING.value, entries.c.minutes > 0, ~taken_back)
    sides = ((pairs.c.mentor, pairs.c.mentee), (pairs.c.mentee, pairs.c.mentor))
    return [
        select(entries.c.id)
        .where(entries.c.workspace == pairs.c.workspace, entries.c.member == one, when, *mentoring, _with(other))
        .correlate(pairs)
        .exists()
        for one, other in sides
    ]


def _with(other: Column[Any]) -> ColumnElement[bool]:
    return (literal(" ") + entries.c.people + " ").contains(literal(" ") + other + " ")


def _utc(session: Connection, moment: Column[Any]) -> ColumnElement[Any]:
    """Its day does not follow the zone in which PostgreSQL would say it; SQLite knows no other."""
    return moment if session.dialect.name == "sqlite" else func.timezone("UTC", moment)
