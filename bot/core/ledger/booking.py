"""Changing the ledger of hours. Rows are only ever added: what is taken back gets a row that says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select

from bot.calendar.weeks import week_of
from bot.core.ledger import postings, queries, rollups, undo
from bot.core.ledger.periods import ALL, EVERYTHING, cells
from bot.core.ledger.postings import Step
from bot.core.ledger.rules import (
    Booked,
    Booking,
    Done,
    Doubtful,
    Entry,
    FullDay,
    Line,
    Repeated,
    Sums,
    doubt_of,
    paired,
)
from bot.db.statements import Prepared
from bot.db.tables import entries
from bot.db.upsert import insert_for

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
    *("workspace", "member", "minutes", "area", "roadmap", "topic", "day", "note", "source", "request", "created_at"),
    *("evidence", "activity", "people"),
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
    postings.alone(session, workspace, member)
    day = _DAY.run(session, {"workspace": workspace, "member": member, "day": booking.day})
    known = [_line(row) for row in day]
    doubt = None if any(row[7] == booking.request for row in day) else doubt_of(known, booking, now=now, insist=insist)
    if doubt:
        return doubt
    values = {name: getattr(booking, name, None) for name in _FIELDS}
    added = _INSERT.run(session, {**values, "workspace": workspace, "member": member, "created_at": now})
    if not added:
        return _known(session, workspace, member, booking.request)
    pairs = dict.fromkeys(cells(booking.day, booking.area, booking.topic), booking.minutes)
    sums = rollups.add(session, workspace=workspace, member=member, minutes=pairs)
    return Booked(added[0][0], Sums(sums[ALL, booking.area], sums[week_of(booking.day), EVERYTHING]))


def book_all(
    session: Connection,
    *,
    workspace: str,
    member: str,
    bookings: Sequence[Booking],
    request: str,
    now: datetime,
    insist: bool = False,
) -> Done | Doubtful:
    """Add several entries as one act, all of them or none; their own `request`s are not looked at."""
    postings.alone(session, workspace, member)
    if before := undo.done_under(session, workspace=workspace, member=member, request=request):
        return before
    days: dict[date, list[Line]] = {}
    planned: dict[date, int] = {}
    for index, booking in enumerate(bookings):
        if booking.day not in days:
            days[booking.day] = _lines(session, workspace, member, booking.day)
        soon = planned.get(booking.day, 0)
        if doubt := doubt_of(days[booking.day], booking, now=now, insist=insist, planned=soon):
            return Doubtful(index, doubt)
        planned[booking.day] = soon + booking.minutes
    steps = [Step(None, None, booking) for booking in bookings]
    return postings.write(session, workspace=workspace, member=member, steps=steps, keys=[request], now=now)


def correct(
    session: Connection,
    *,
    workspace: str,
    member: str,
    entry: int,
    booking: Booking,
    now: datetime,
    insist: bool = False,
) -> Done | FullDay | None:
    """Make an entry of the member's say this; None where it is no entry of theirs, or no longer there."""
    postings.alone(session, workspace, member)
    if before := undo.done_under(session, workspace=workspace, member=member, request=booking.request):
        return before
    found = queries.current(session, workspace=workspace, entry=entry)
    if found is None or found.member != member:
        return None
    if found.says(booking):
        return Done(found.id, (), postings.sums_of(session, found))
    if full := _full(session, workspace, member, [found], [booking], insist=insist):
        return full
    step = Step(found.root, found, booking)
    return postings.write(session, workspace=workspace, member=member, steps=[step], keys=[booking.request], now=now)


def delete(session: Connection, *, workspace: str, member: str, entry: int, request: str, now: datetime) -> Done | None:
    """Take back one entry of the member's, as it stands now; None where there is no such entry of theirs."""
    postings.alone(session, workspace, member)
    if before := undo.done_under(session, workspace=workspace, member=member, request=request):
        return before
    found = queries.current(session, workspace=workspace, entry=entry)
    if found is None or found.member != member:
        return None
    step = Step(found.root, found, None, "delete")
    return postings.write(session, workspace=workspace, member=member, steps=[step], keys=[request], now=now)


def revise(
    session: Connection,
    *,
    workspace: str,
    member: str,
    key: str,
    bookings: Sequence[Booking],
    request: str,
    now: datetime,
) -> Done | FullDay | None:
    """Make what the request `key` has booked say this instead; None where nothing of it is in force.

    `request` names this revision; it starts with `key` and an @, so that what it adds is found under `key` too.
    """
    postings.alone(session, workspace, member)
    if before := undo.done_under(session, workspace=workspace, member=member, request=request):
        return before
    standing = queries.booked_under(session, workspace=workspace, member=member, request=key)
    if not standing:
        return None
    if full := _full(session, workspace, member, standing, bookings, insist=True):
        return full
    pairs = paired(standing, bookings)
    steps = [Step(old.root, old, new) for old, new in pairs if old and not (new and old.says(new))]
    steps += [Step(None, None, new) for old, new in pairs if old is None]
    if not steps:
        return Done(standing[0].id, (), postings.sums_of(session, standing[0]))
    return postings.write(session, workspace=workspace, member=member, steps=steps, keys=[request], now=now)


def _full(
    session: Connection,
    workspace: str,
    member: str,
    old: Sequence[Entry],
    new: Sequence[Booking],
    *,
    insist: bool,
) -> FullDay | None:
    """The first day that would hold too much if the old entries gave way to the new ones."""
    for day in sorted({booking.day for booking in new}):
        already = sum(line.minutes for line in _lines(session, workspace, member, day))
        already -= sum(entry.minutes for entry in old if entry.day == day)
        for booking in (each for each in new if each.day == day):
            doubt = doubt_of((), booking, now=datetime.min.replace(tzinfo=UTC), insist=insist, planned=already)
            if isinstance(doubt, FullDay):
                return doubt
            already += booking.minutes
    return None


def _lines(session: Connection, workspace: str, member: str, day: date) -> list[Line]:
    return [_line(row) for row in _DAY.run(session, {"workspace": workspace, "member": member, "day": day})]


def _known(session: Connection, workspace: str, member: str, request: str) -> Booked:
    row = session.execute(
        select(*queries.ENTRY).where(
            entries.c.workspace == workspace, entries.c.member == member, entries.c.request == request
        )
    ).one()
    entry = queries.read(row)
    return Booked(entry.id, postings.sums_of(session, entry), fresh=False)


def _line(row: Any) -> Line:
    number, minutes, area, what, note, reverses, created_at, _ = row
    return Line(number, minutes, area, what, note, reverses or None, _moment(created_at))


def _moment(value: Any) -> datetime:
    """A moment as the driver gives it: text on SQLite, a datetime on PostgreSQL."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
