"""Pairs that have not met for a while, and pairs of which one has left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, and_, func, literal, or_, select, update

from bot.core.ledger.activity import Activity
from bot.core.people.pairs import INACTIVE_AFTER, Pair
from bot.db.tables import PAIR_IS_ACTIVE, entries, members, pairs
from bot.frozen import frozen

BATCH_SIZE: Final = 2000
_COLUMNS: Final = tuple(pairs.c[name] for name in Pair.__match_args__)


@frozen
class PairDeparture:
    """A pair, and the one of the two who has left or is a guest now."""

    pair: Pair
    leaver: str


def list_inactive_pairs(conn: Connection, *, now: datetime, after_id: int = 0) -> tuple[Pair, ...]:
    """Return pairs of all workspaces that have not met for 28 days, and were not reminded since they last did.

    At most BATCH_SIZE, ordered by id, with ids above `after_id`.
    """
    since = now - INACTIVE_AFTER
    is_old = (pairs.c.id > after_id, pairs.c.mentor_at <= since, pairs.c.mentee_at <= since)
    reminded_on = func.date(_in_utc(conn, pairs.c.reminded_at))
    is_due = or_(
        pairs.c.reminded_at.is_(None),
        and_(pairs.c.reminded_at <= since, or_(*_booked_mentoring(entries.c.day >= reminded_on))),
    )
    have_not_met = [~each for each in _booked_mentoring(entries.c.day > since.astimezone(UTC).date())]
    query = select(*_COLUMNS).where(*PAIR_IS_ACTIVE, *is_old, *have_not_met, is_due)
    rows = conn.execute(query.order_by(pairs.c.id).limit(BATCH_SIZE))
    return tuple(Pair(**row._mapping) for row in rows)


def has_active_pairs(conn: Connection) -> bool:
    """Return whether there is an active pair in any workspace."""
    return conn.execute(select(pairs.c.id).where(*PAIR_IS_ACTIVE).limit(1)).first() is not None


def claim_reminder(conn: Connection, *, pair: Pair, now: datetime) -> bool:
    """Claim the reminder of an inactive pair, once; False where another process has it, or the pair has ended."""
    is_unchanged = pairs.c.reminded_at == pair.reminded_at if pair.reminded_at else pairs.c.reminded_at.is_(None)
    taken = conn.execute(
        update(pairs).where(pairs.c.id == pair.id, *PAIR_IS_ACTIVE, is_unchanged).values(reminded_at=now)
    )
    return taken.rowcount == 1


def list_departures(conn: Connection) -> tuple[PairDeparture, ...]:
    """Return open pairs of all workspaces of which one is no member any more, as Slack has told us."""
    is_one_of_pair = or_(members.c.id == pairs.c.mentor, members.c.id == pairs.c.mentee)
    is_gone = or_(and_(~members.c.is_active, members.c.gone_at.is_not(None)), members.c.is_guest)
    rows = conn.execute(
        select(*_COLUMNS, members.c.id.label("leaver"))
        .join(members, and_(members.c.workspace == pairs.c.workspace, is_one_of_pair))
        .where(pairs.c.ended_at.is_(None), is_gone)
        .order_by(pairs.c.workspace, pairs.c.id)
    )
    return tuple(
        PairDeparture(Pair(**{name: row._mapping[name] for name in Pair.__match_args__}), row.leaver) for row in rows
    )


def _booked_mentoring(condition: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Return two conditions: the mentor, and the mentee, booked mentoring with the other one on such a day."""
    undone = entries.alias("undone")
    taken_back = select(undone.c.id).where(undone.c.reverses == entries.c.id).exists()
    mentoring = (entries.c.activity == Activity.MENTORING.value, entries.c.minutes > 0, ~taken_back)
    sides = ((pairs.c.mentor, pairs.c.mentee), (pairs.c.mentee, pairs.c.mentor))
    return [
        select(entries.c.id)
        .where(
            entries.c.workspace == pairs.c.workspace,
            entries.c.member == one,
            condition,
            *mentoring,
            _names_companion(other),
        )
        .correlate(pairs)
        .exists()
        for one, other in sides
    ]


def _names_companion(person: Column[Any]) -> ColumnElement[bool]:
    return (literal(" ") + entries.c.people + " ").contains(literal(" ") + person + " ")


def _in_utc(conn: Connection, moment: Column[Any]) -> ColumnElement[Any]:
    """Return the moment in UTC, whatever zone the PostgreSQL connection has; SQLite knows no other."""
    return moment if conn.dialect.name == "sqlite" else func.timezone("UTC", moment)
