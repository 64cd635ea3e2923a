"""The ledger of hours. Rows are only ever added; taking an entry back adds one that says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select

from bot.db.prepared import Prepared
from bot.db.tables import entries
from bot.db.upsert import insert, insert_for
from bot.domain.ledger import Booked, Booking, Entry, FullDay, Line, Repeated, Sums, TakenBack, doubt_of
from bot.domain.periods import ALL, EVERYTHING
from bot.domain.weeks import week_of
from bot.services import totals

_DAY: Final = Prepared(
    lambda _: (
        select(
            entries.c.id,
            entries.c.minutes,
            entries.c.area,
            func.coalesce(entries.c.topic, entries.c.roadmap, "").label("what"),
            entries.c.note,
            func.coalesce(entries.c.reverses, 0).label("reverses"),
            entries.c.created_at,
            entries.c.request,
        )
        .where(
            entries.c.workspace == bindparam("workspace"),
            entries.c.member == bindparam("member"),
            entries.c.day == bindparam("day"),
        )
        .order_by(entries.c.id)
    )
)
_FIELDS: Final = (
    "workspace",
    "member",
    "minutes",
    "area",
    "roadmap",
    "topic",
    "day",
    "note",
    "source",
    "request",
    "created_at",
)
_INSERT: Final = Prepared(
    lambda dialect: (
        insert_for(dialect, entries)
        .values({name: bindparam(name, type_=entries.c[name].type) for name in _FIELDS})
        .on_conflict_do_nothing(index_elements=["workspace", "member", "request"])
        .returning(entries.c.id)
    )
)


def book(
    session: Connection, *, workspace: str, member: str, booking: Booking, now: datetime, insist: bool = False
) -> Booked | Repeated | FullDay:
    """Add an entry, once per `booking.request`; `insist` books what was asked back about."""
    day = _DAY.run(session, {"workspace": workspace, "member": member, "day": booking.day})
    known = [_line(row) for row in day]
    doubt = None if any(row[7] == booking.request for row in day) else doubt_of(known, booking, now=now, insist=insist)
    if doubt:
        return doubt
    values = {name: getattr(booking, name, None) for name in _FIELDS}
    added = _INSERT.run(session, {**values, "workspace": workspace, "member": member, "created_at": now})
    if not added:
        return _known(session, workspace, member, booking.request)
    sums = _count(session, workspace, member, booking, booking.minutes)
    return Booked(added[0][0], sums)


def take_back(
    session: Connection, *, workspace: str, member: str, entry: int | None, request: str, now: datetime
) -> TakenBack | None:
    """Take back one of the member's own entries, or the last one booked; None where there is none.

    The same `request` takes back once, however often it comes.
    """
    before = _taken_by(session, workspace, member, f"undo:{request}")
    if before:
        return TakenBack(before, _sums(session, workspace, member, before), fresh=False)
    found = _newest(session, workspace, member) if entry is None else get(session, workspace=workspace, entry=entry)
    if found is None or found.member != member:
        return None
    row = {name: getattr(found, name) for name in ("workspace", "member", "area", "roadmap", "topic", "day", "note")}
    taken = session.execute(
        insert(session, entries)
        .values(
            **row, minutes=-found.minutes, reverses=found.id, source="undo", request=f"undo:{request}", created_at=now
        )
        .on_conflict_do_nothing()
        .returning(entries.c.id)
    ).first()
    if taken is None:
        return TakenBack(found, _sums(session, workspace, member, found), fresh=False)
    return TakenBack(found, _count(session, workspace, member, found, -found.minutes))


def get(session: Connection, *, workspace: str, entry: int) -> Entry | None:
    """One booking by its number, in force or not."""
    row = session.execute(
        select(*_ENTRY).where(entries.c.workspace == workspace, entries.c.id == entry, entries.c.reverses.is_(None))
    ).first()
    return Entry(**row._mapping) if row else None


def stands(session: Connection, *, workspace: str, entry: int) -> bool:
    """Whether a booking counts: it is there and was not taken back."""
    row = session.execute(_IN_FORCE.where(entries.c.workspace == workspace, entries.c.id == entry)).first()
    return row is not None


def recent(session: Connection, *, workspace: str, member: str, offset: int, limit: int) -> tuple[Entry, ...]:
    """A member's entries in force, newest day first."""
    rows = session.execute(
        _IN_FORCE.where(entries.c.workspace == workspace, entries.c.member == member)
        .order_by(entries.c.day.desc(), entries.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(Entry(**row._mapping) for row in rows)


def in_force(session: Connection, *, member: str | None = None, since: date | None = None) -> Iterator[Entry]:
    """All entries in force, oldest first, one at a time."""
    query = _IN_FORCE.order_by(entries.c.id)
    query = query.where(entries.c.member == member) if member else query
    query = query.where(entries.c.day >= since) if since else query
    for row in session.execute(query.execution_options(yield_per=1000)):
        yield Entry(**row._mapping)


_ENTRY: Final = tuple(entries.c[name] for name in Entry.__slots__)
_REVERSAL: Final = entries.alias("reversal")
_IN_FORCE: Final = select(*_ENTRY).where(
    entries.c.minutes > 0,  # a booking; `reverses IS NULL` means the same, but lures SQLite to that column's index
    ~select(_REVERSAL.c.id).where(_REVERSAL.c.reverses == entries.c.id).exists(),
)


def _newest(session: Connection, workspace: str, member: str) -> Entry | None:
    row = session.execute(
        _IN_FORCE.where(entries.c.workspace == workspace, entries.c.member == member)
        .order_by(entries.c.id.desc())
        .limit(1)
    ).first()
    return Entry(**row._mapping) if row else None


def _taken_by(session: Connection, workspace: str, member: str, request: str) -> Entry | None:
    """The booking that this request has taken back already."""
    row = session.execute(
        select(entries.c.reverses).where(
            entries.c.workspace == workspace, entries.c.member == member, entries.c.request == request
        )
    ).first()
    return get(session, workspace=workspace, entry=row[0]) if row and row[0] else None


def _known(session: Connection, workspace: str, member: str, request: str) -> Booked:
    row = session.execute(
        select(*_ENTRY).where(
            entries.c.workspace == workspace, entries.c.member == member, entries.c.request == request
        )
    ).one()
    entry = Entry(**row._mapping)
    return Booked(entry.id, _sums(session, workspace, member, entry), fresh=False)


def _count(session: Connection, workspace: str, member: str, of: Booking | Entry, minutes: int) -> Sums:
    counted = totals.add(
        session, workspace=workspace, member=member, day=of.day, area=of.area, topic=of.topic, minutes=minutes
    )
    return Sums(counted[ALL, of.area], counted[week_of(of.day), EVERYTHING])


def _sums(session: Connection, workspace: str, member: str, of: Entry) -> Sums:
    ever = totals.of_member(session, workspace=workspace, member=member)
    week = totals.of_member(session, workspace=workspace, member=member, period=week_of(of.day))
    return Sums(ever.get(of.area, 0), week.get(EVERYTHING, 0))


def _line(row: Any) -> Line:
    number, minutes, area, what, note, reverses, created_at, _ = row
    return Line(number, minutes, area, what, note, reverses or None, _moment(created_at))


def _moment(value: Any) -> datetime:
    """A moment as the driver gives it: text on SQLite, a datetime on PostgreSQL."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
