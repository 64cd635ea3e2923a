"""Booking a table of hours: each of its rows once, however often it comes, and all of them as one act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select

from bot.calendar import format as calendar_format
from bot.core.ledger import postings, queries
from bot.core.ledger.postings import Step
from bot.core.ledger.rules import REFUSE_ABOVE, Booking
from bot.db.tables import entries
from bot.features.import_export.rules.csv_format import Bad, Plan
from bot.features.import_export.rules.csv_subjects import Meant
from bot.timeexpr.durations import parse

BATCH: Final = 500  # values in one statement


def plan(session: Connection, *, workspace: str, member: str, rows: Sequence[Meant | Bad], today: date) -> Plan:
    """What booking these rows would do for a member whose day is `today`."""
    meant = [row for row in rows if isinstance(row, Meant)]
    bad = [row for row in rows if isinstance(row, Bad)]
    before = _before(session, workspace, member, meant)
    days = {row.booking.day for row in meant}
    held = queries.held(session, workspace=workspace, member=member, days=days)
    bookings: list[Booking] = []
    for row in (row for row in meant if row.line not in before):
        booking = row.booking
        if why := _against(booking, held[booking.day], today):
            bad.append(Bad(row.line, why))
            continue
        held[booking.day] += booking.minutes
        bookings.append(booking)
    gone = sum(not stands for stands in before.values())
    return Plan(tuple(bookings), len(before), gone, tuple(sorted(bad, key=lambda each: each.line)))


def book(
    session: Connection, *, workspace: str, member: str, rows: Sequence[Meant | Bad], today: date, now: datetime
) -> Plan:
    """Book what `plan` says at this moment, and return that, with the number of the act."""
    postings.alone(session, workspace, member)
    planned = plan(session, workspace=workspace, member=member, rows=rows, today=today)
    if not planned.bookings:
        return planned
    done = postings.write(
        session,
        workspace=workspace,
        member=member,
        steps=[Step(None, None, booking) for booking in planned.bookings],
        keys=[booking.request for booking in planned.bookings],
        now=now,
    )
    return Plan(planned.bookings, planned.known, planned.gone, planned.bad, done.act)


def _before(session: Connection, workspace: str, member: str, rows: Sequence[Meant]) -> dict[int, bool]:
    """The lines of rows that were booked before, by an import or as the entry they were exported from.

    Each with whether it still counts.
    """
    keys = {row.booking.request: row.line for row in rows}
    booked = dict(_under(session, workspace, member, keys))
    own = _exported(session, workspace, member, rows)
    standing = queries.versions(session, workspace=workspace, roots=[*booked.values(), *own.values()])
    found = [*own.items(), *((keys[key], root) for key, root in booked.items())]
    counted = {line for line, root in found if root in standing}
    return {line: line in counted for line, _ in found}


def _under(session: Connection, workspace: str, member: str, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The entry that was booked under each key."""
    waiting = iter(keys)
    while some := list(islice(waiting, BATCH)):
        rows = session.execute(
            select(entries.c.request, entries.c.id).where(
                entries.c.workspace == workspace, entries.c.member == member, entries.c.request.in_(some)
            )
        )
        yield from ((row.request, row.id) for row in rows)


def _exported(session: Connection, workspace: str, member: str, rows: Sequence[Meant]) -> dict[int, int]:
    """The entry that a row is an export of, by line; the same number made at another moment is another entry."""
    numbered = {row.line: row for row in rows if row.id is not None}
    found = queries.by_number(session, workspace=workspace, numbers=[row.id for row in numbered.values() if row.id])
    own = {number: entry for number, entry in found.items() if entry.member == member}
    return {
        line: own[row.id].root
        for line, row in numbered.items()
        if row.id in own and row.created_at in ("", own[row.id].created_at.isoformat())
    }


def _against(booking: Booking, held: int, today: date) -> str:
    """What speaks against a row, beyond what the row itself says; empty for nothing."""
    if booking.day > today:
        return f"{calendar_format.spell(booking.day, today)} has not come yet"
    total = held + booking.minutes
    if total > REFUSE_ABOVE:
        return f"{calendar_format.spell(booking.day, today)} would hold {parse.spell(total)}, more than a day has"
    return ""
