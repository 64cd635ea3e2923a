"""Booking a table of hours: each of its rows once, however often it comes, and all of them as one act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select

from bot.calendar import date_text
from bot.core.ledger import postings, queries
from bot.core.ledger.postings import PostingStep
from bot.core.ledger.rules import REFUSE_ABOVE, Booking
from bot.db.tables import entries
from bot.features.import_export.rules.csv_format import ImportPlan, RejectedRow
from bot.features.import_export.rules.csv_subjects import BookableRow
from bot.timeexpr.durations import parse

KEYS_PER_QUERY: Final = 500  # values in one statement


def plan_import(
    conn: Connection, *, workspace: str, member: str, rows: Sequence[BookableRow | RejectedRow], today: date
) -> ImportPlan:
    """What booking these rows would do for a member whose day is `today`."""
    meant = [row for row in rows if isinstance(row, BookableRow)]
    bad = [row for row in rows if isinstance(row, RejectedRow)]
    before = _booked_before(conn, workspace, member, meant)
    days = {row.booking.day for row in meant}
    held = queries.read_minutes_by_day(conn, workspace=workspace, member=member, days=days)
    bookings: list[Booking] = []
    for row in (row for row in meant if row.line not in before):
        booking = row.booking
        if why := _rejection_reason(booking, held[booking.day], today):
            bad.append(RejectedRow(row.line, why))
            continue
        held[booking.day] += booking.minutes
        bookings.append(booking)
    gone = sum(not stands for stands in before.values())
    return ImportPlan(tuple(bookings), len(before), gone, tuple(sorted(bad, key=lambda each: each.line)))


def book_import(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    rows: Sequence[BookableRow | RejectedRow],
    today: date,
    now: datetime,
) -> ImportPlan:
    """Book what `plan` says at this moment, and return that, with the number of the act."""
    postings.lock_member_entries(conn, workspace, member)
    planned = plan_import(conn, workspace=workspace, member=member, rows=rows, today=today)
    if not planned.bookings:
        return planned
    done = postings.write_act(
        conn,
        workspace=workspace,
        member=member,
        steps=[PostingStep(None, None, booking) for booking in planned.bookings],
        keys=[booking.request for booking in planned.bookings],
        now=now,
    )
    return ImportPlan(planned.bookings, planned.already_booked, planned.taken_back, planned.rejected, done.act_id)


def _booked_before(conn: Connection, workspace: str, member: str, rows: Sequence[BookableRow]) -> dict[int, bool]:
    """The lines of rows that were booked before, by an import or as the entry they were exported from.

    Each with whether it still counts.
    """
    keys = {row.booking.request: row.line for row in rows}
    booked = dict(_entries_by_key(conn, workspace, member, keys))
    own = _exported_entries(conn, workspace, member, rows)
    standing = queries.read_current_entries(conn, workspace=workspace, roots=[*booked.values(), *own.values()])
    found = [*own.items(), *((keys[key], root) for key, root in booked.items())]
    counted = {line for line, root in found if root in standing}
    return {line: line in counted for line, _ in found}


def _entries_by_key(conn: Connection, workspace: str, member: str, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The entry that was booked under each key."""
    waiting = iter(keys)
    while some := list(islice(waiting, KEYS_PER_QUERY)):
        rows = conn.execute(
            select(entries.c.request, entries.c.id).where(
                entries.c.workspace == workspace, entries.c.member == member, entries.c.request.in_(some)
            )
        )
        yield from ((row.request, row.id) for row in rows)


def _exported_entries(conn: Connection, workspace: str, member: str, rows: Sequence[BookableRow]) -> dict[int, int]:
    """The entry that a row is an export of, by line; the same number made at another moment is another entry."""
    numbered = {row.line: row for row in rows if row.id is not None}
    found = queries.read_entry_versions(
        conn, workspace=workspace, entry_ids=[row.id for row in numbered.values() if row.id]
    )
    own = {number: entry for number, entry in found.items() if entry.member == member}
    return {
        line: own[row.id].root
        for line, row in numbered.items()
        if row.id in own and row.created_at in ("", own[row.id].created_at.isoformat())
    }


def _rejection_reason(booking: Booking, minutes_held: int, today: date) -> str:
    """What speaks against a row, beyond what the row itself says; empty for nothing."""
    if booking.day > today:
        return f"{date_text.day_text(booking.day, today)} has not come yet"
    total = minutes_held + booking.minutes
    if total > REFUSE_ABOVE:
        return f"{date_text.day_text(booking.day, today)} would hold {parse.spell(total)}, more than a day has"
    return ""
