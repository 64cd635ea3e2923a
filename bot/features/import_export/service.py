"""Book a table of hours: each row once, however often it comes, and all of them as one act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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
    """Return what booking these rows would do for a member whose day is `today`."""
    bookable = [row for row in rows if isinstance(row, BookableRow)]
    rejected = [row for row in rows if isinstance(row, RejectedRow)]
    booked_before = _booked_before(conn, workspace, member, bookable)
    days = {row.booking.day for row in bookable}
    minutes = queries.read_minutes_by_day(conn, workspace=workspace, member=member, days=days)
    bookings: list[Booking] = []
    for row in bookable:
        if row.line in booked_before:
            continue
        booking = row.booking
        if reason := _rejection_reason(booking, minutes[booking.day], today):
            rejected.append(RejectedRow(row.line, reason))
            continue
        minutes[booking.day] += booking.minutes
        bookings.append(booking)
    taken_back = sum(not is_counted for is_counted in booked_before.values())
    rejected.sort(key=lambda row: row.line)
    return ImportPlan(tuple(bookings), len(booked_before), taken_back, tuple(rejected))


def book_import(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    rows: Sequence[BookableRow | RejectedRow],
    today: date,
    now: datetime,
) -> ImportPlan:
    """Book what `plan_import` says at this moment, and return that plan with the id of the act."""
    postings.lock_member_entries(conn, workspace, member)
    plan = plan_import(conn, workspace=workspace, member=member, rows=rows, today=today)
    if not plan.bookings:
        return plan
    done = postings.write_act(
        conn,
        workspace=workspace,
        member=member,
        steps=[PostingStep(None, None, booking) for booking in plan.bookings],
        keys=[booking.request for booking in plan.bookings],
        now=now,
    )
    return replace(plan, act=done.act_id)


def _booked_before(conn: Connection, workspace: str, member: str, rows: Sequence[BookableRow]) -> dict[int, bool]:
    """Return the lines of rows that were booked before, each with whether it still counts.

    They were booked by an import, or as the entry they were exported from.
    """
    lines = {row.booking.request: row.line for row in rows}
    imported = dict(_entries_by_key(conn, workspace, member, lines))
    exported = _exported_entries(conn, workspace, member, rows)
    current = queries.read_current_entries(conn, workspace=workspace, roots=[*imported.values(), *exported.values()])
    roots = [*exported.items(), *((lines[key], root) for key, root in imported.items())]
    counted = {line for line, root in roots if root in current}
    return {line: line in counted for line, _ in roots}


def _entries_by_key(conn: Connection, workspace: str, member: str, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each key that was booked under, with the id of its entry."""
    remaining = iter(keys)
    while batch := list(islice(remaining, KEYS_PER_QUERY)):
        rows = conn.execute(
            select(entries.c.request, entries.c.id).where(
                entries.c.workspace == workspace, entries.c.member == member, entries.c.request.in_(batch)
            )
        )
        yield from ((row.request, row.id) for row in rows)


def _exported_entries(conn: Connection, workspace: str, member: str, rows: Sequence[BookableRow]) -> dict[int, int]:
    """Return the root of the entry that each row is an export of, by line; id and moment of creation must match."""
    with_id = {row.line: row for row in rows if row.id is not None}
    ids = [row.id for row in with_id.values() if row.id]
    versions = queries.read_entry_versions(conn, workspace=workspace, entry_ids=ids)
    own = {entry_id: entry for entry_id, entry in versions.items() if entry.member == member}
    return {
        line: own[row.id].root
        for line, row in with_id.items()
        if row.id in own and row.created_at in ("", own[row.id].created_at.isoformat())
    }


def _rejection_reason(booking: Booking, booked_minutes: int, today: date) -> str:
    """Return why a row that is right in itself cannot be booked; empty if it can."""
    if booking.day > today:
        return f"{date_text.day_text(booking.day, today)} has not come yet"
    total = booked_minutes + booking.minutes
    if total > REFUSE_ABOVE:
        return f"{date_text.day_text(booking.day, today)} would hold {parse.spell(total)}, more than a day has"
    return ""
