"""Change the ledger of hours. Rows are only ever added: what is taken back gets a row that reverses it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, text

from bot.calendar.weeks import week_of
from bot.core.ledger import postings, queries, rollups, undo
from bot.core.ledger.postings import PostingStep
from bot.core.ledger.rollups import ALL_SUBJECTS, ALL_TIME, rollup_keys
from bot.core.ledger.rules import (
    BookedEntry,
    Booking,
    DayPosting,
    DoubtfulBooking,
    Entry,
    EntrySums,
    FullDay,
    LedgerAct,
    RepeatedBooking,
    check_booking,
    match_bookings,
)
from bot.db.statements import PreparedStatement, Step, dialect_insert_for
from bot.db.tables import entries

_ROWS_OF_DAY: Final = PreparedStatement(
    lambda _: (
        select(
            entries.c.id,
            entries.c.minutes,
            entries.c.area,
            func.coalesce(entries.c.topic, entries.c.roadmap, "").label("subject"),
            entries.c.note,
            func.coalesce(entries.c.reverses, 0).label("reverses"),
            entries.c.created_at,
            entries.c.request,
            entries.c.evidence,
            entries.c.activity,
            entries.c.people,
        )
        .where(
            entries.c.workspace == bindparam("workspace"),
            entries.c.member == bindparam("member"),
            entries.c.day == bindparam("day"),
        )
        .order_by(entries.c.id)
    )
)
_INSERTED_FIELDS: Final = (
    *("workspace", "member", "minutes", "area", "roadmap", "topic", "day", "note", "source", "request", "created_at"),
    *("evidence", "activity", "people"),
)
_INSERT: Final = PreparedStatement(
    lambda dialect: (
        dialect_insert_for(dialect, entries)
        .values({name: bindparam(name, type_=entries.c[name].type) for name in _INSERTED_FIELDS})
        .on_conflict_do_nothing(index_elements=["workspace", "member", "request"])
        .returning(entries.c.id)
    )
)
_MARK: Final = PreparedStatement(lambda _: text("SAVEPOINT before_booking"))
_BACK_TO_MARK: Final = PreparedStatement(lambda _: text("ROLLBACK TO SAVEPOINT before_booking"))


def book_entry(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    booking: Booking,
    now: datetime,
    is_confirmed: bool = False,
    then: Sequence[Step] = (),
) -> BookedEntry | RepeatedBooking | FullDay:
    """Add an entry, once per `booking.request`; `is_confirmed` books what was asked back about.

    It's added in the round trip that reads what could speak against it, and taken back where something does. `then`
    are statements that run in the same one, after it.
    """
    key = {"workspace": workspace, "member": member}
    minutes = dict.fromkeys(rollup_keys(booking.day, booking.area, booking.topic), booking.minutes)
    rows_of_day = Step(_ROWS_OF_DAY, {**key, "day": booking.day})
    values = {name: getattr(booking, name, None) for name in _INSERTED_FIELDS}
    insertion = Step(_INSERT, {**values, **key, "created_at": now})
    adding = rollups.adding_steps(**key, minutes=minutes)
    postings.run_locked(conn, workspace, member, rows_of_day, Step(_MARK, {}), insertion, *adding, *then)
    doubt = None
    if all(row[7] != booking.request for row in rows_of_day.rows):
        day_postings = [_parse_day_posting(row) for row in rows_of_day.rows]
        doubt = check_booking(day_postings, booking, now=now, is_confirmed=is_confirmed)
    if doubt or not insertion.rows:
        _BACK_TO_MARK.run(conn, {})
        return doubt or _read_booked_entry(conn, workspace, member, booking.request)
    sums = rollups.parse_sums(conn, workspace, member, adding)
    week_minutes = sums[week_of(booking.day), ALL_SUBJECTS]
    return BookedEntry(insertion.rows[0][0], EntrySums(sums[ALL_TIME, booking.area], week_minutes))


def book_entries(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    bookings: Sequence[Booking],
    request: str,
    now: datetime,
    is_confirmed: bool = False,
) -> LedgerAct | DoubtfulBooking:
    """Add several entries as one act, all of them or none; their own `request`s are ignored."""
    postings.lock_member_entries(conn, workspace, member)
    if done := undo.find_act_of_request(conn, workspace=workspace, member=member, request=request):
        return done
    days: dict[date, list[DayPosting]] = {}
    planned: dict[date, int] = {}
    for index, booking in enumerate(bookings):
        if booking.day not in days:
            days[booking.day] = _rows_of_day(conn, workspace, member, booking.day)
        before = planned.get(booking.day, 0)
        doubt = check_booking(days[booking.day], booking, now=now, is_confirmed=is_confirmed, planned_minutes=before)
        if doubt:
            return DoubtfulBooking(index, doubt)
        planned[booking.day] = before + booking.minutes
    steps = [PostingStep(None, None, booking) for booking in bookings]
    return postings.write_act(conn, workspace=workspace, member=member, steps=steps, keys=[request], now=now)


def correct_entry(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    entry_id: int,
    booking: Booking,
    now: datetime,
    is_confirmed: bool = False,
) -> LedgerAct | FullDay | None:
    """Change an entry of the member's to this booking; None where they have no such entry in force."""
    postings.lock_member_entries(conn, workspace, member)
    if before := undo.find_act_of_request(conn, workspace=workspace, member=member, request=booking.request):
        return before
    entry = queries.find_current_entry(conn, workspace=workspace, entry_id=entry_id)
    if entry is None or entry.member != member:
        return None
    if entry.has_same_content(booking):
        return LedgerAct(entry.id, (), postings.read_entry_sums(conn, entry))
    if full := _first_full_day(conn, workspace, member, [entry], [booking], is_confirmed=is_confirmed):
        return full
    step = PostingStep(entry.root, entry, booking)
    return postings.write_act(conn, workspace=workspace, member=member, steps=[step], keys=[booking.request], now=now)


def delete_entry(
    conn: Connection, *, workspace: str, member: str, entry_id: int, request: str, now: datetime
) -> LedgerAct | None:
    """Take back an entry of the member's in its current version; None where they have no such entry in force."""
    postings.lock_member_entries(conn, workspace, member)
    if before := undo.find_act_of_request(conn, workspace=workspace, member=member, request=request):
        return before
    entry = queries.find_current_entry(conn, workspace=workspace, entry_id=entry_id)
    if entry is None or entry.member != member:
        return None
    step = PostingStep(entry.root, entry, None, "delete")
    return postings.write_act(conn, workspace=workspace, member=member, steps=[step], keys=[request], now=now)


def revise_request(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    original_request: str,
    bookings: Sequence[Booking],
    request: str,
    now: datetime,
) -> LedgerAct | FullDay | None:
    """Replace what the request `original_request` has booked; None where nothing of it is in force.

    `request` names this revision; it starts with `original_request` and an @, so that what it adds is found under that.
    """
    postings.lock_member_entries(conn, workspace, member)
    if before := undo.find_act_of_request(conn, workspace=workspace, member=member, request=request):
        return before
    booked = queries.list_entries_of_request(conn, workspace=workspace, member=member, request=original_request)
    if not booked:
        return None
    if full := _first_full_day(conn, workspace, member, booked, bookings, is_confirmed=True):
        return full
    pairs = match_bookings(booked, bookings)
    steps = [PostingStep(old.root, old, new) for old, new in pairs if old and not (new and old.has_same_content(new))]
    steps += [PostingStep(None, None, new) for old, new in pairs if old is None]
    if not steps:
        return LedgerAct(booked[0].id, (), postings.read_entry_sums(conn, booked[0]))
    return postings.write_act(conn, workspace=workspace, member=member, steps=steps, keys=[request], now=now)


def _first_full_day(
    conn: Connection,
    workspace: str,
    member: str,
    old_entries: Sequence[Entry],
    new_bookings: Sequence[Booking],
    *,
    is_confirmed: bool,
) -> FullDay | None:
    """Return the first day that would hold too much if the old entries gave way to the new ones."""
    for day in sorted({booking.day for booking in new_bookings}):
        already = sum(posting.minutes for posting in _rows_of_day(conn, workspace, member, day))
        already -= sum(entry.minutes for entry in old_entries if entry.day == day)
        for booking in (each for each in new_bookings if each.day == day):
            doubt = check_booking(
                (), booking, now=datetime.min.replace(tzinfo=UTC), is_confirmed=is_confirmed, planned_minutes=already
            )
            if isinstance(doubt, FullDay):
                return doubt
            already += booking.minutes
    return None


def _rows_of_day(conn: Connection, workspace: str, member: str, day: date) -> list[DayPosting]:
    return [
        _parse_day_posting(row)
        for row in _ROWS_OF_DAY.run(conn, {"workspace": workspace, "member": member, "day": day})
    ]


def _read_booked_entry(conn: Connection, workspace: str, member: str, request: str) -> BookedEntry:
    row = conn.execute(
        select(*queries.ENTRY_COLUMNS).where(
            entries.c.workspace == workspace, entries.c.member == member, entries.c.request == request
        )
    ).one()
    entry = queries.parse_entry_row(row)
    return BookedEntry(entry.id, postings.read_entry_sums(conn, entry), is_new=False)


def _parse_day_posting(row: Any) -> DayPosting:
    entry_id, minutes, area, subject, note, reverses, created_at, _, *rest = row
    return DayPosting(entry_id, minutes, area, subject, note, reverses or None, _parse_moment(created_at), *rest)


def _parse_moment(value: Any) -> datetime:
    """Return a moment as the driver gives it: text on SQLite, a datetime on PostgreSQL."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
