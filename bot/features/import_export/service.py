"""Book a table of hours: each row once, however often it comes, and all of them as one act."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from bot.calendar import date_text
from bot.catalog.catalog import Catalog
from bot.core import reached_by_hours
from bot.core.ledger import postings, queries
from bot.core.ledger.postings import PostingStep
from bot.core.ledger.rules import REFUSE_ABOVE, Booking
from bot.core.reached_by_hours import Learner
from bot.db.tables import entries, import_names
from bot.features.import_export.rules.csv_format import ImportPlan, RejectedRow
from bot.features.import_export.rules.csv_subjects import IMPORT_SOURCE, BookableRow, RowMeaning, row_meaning
from bot.timeexpr.durations import parse

KEYS_PER_QUERY: Final = 500  # values in one statement

SubjectIds = tuple[str, str | None, str | None]
_SUBJECT_COLUMNS: Final = (entries.c.area, entries.c.roadmap, entries.c.topic)


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
    for number, row in enumerate(bookable):
        if number in booked_before:
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
    conn: Connection, learner: Learner, *, rows: Sequence[BookableRow | RejectedRow], catalog: Catalog, now: datetime
) -> ImportPlan:
    """Book what `plan_import` says at this moment, with what it reaches; return that plan with the id of the act."""
    postings.lock_member_entries(conn, learner.workspace, learner.member)
    plan = plan_import(conn, **learner.key, rows=rows, today=learner.today)
    if not plan.bookings:
        return plan
    done = postings.write_act(
        conn,
        workspace=learner.workspace,
        member=learner.member,
        steps=[PostingStep(None, None, booking) for booking in plan.bookings],
        keys=[booking.request for booking in plan.bookings],
        now=now,
    )
    reached_by_hours.settle_changes(conn, learner, changes=done.changes, catalog=catalog)
    return replace(plan, act=done.act_id)


def read_names(conn: Connection, *, workspace: str, member: str) -> dict[str, SubjectIds | None]:
    """Return what a member has said that names of other programs are; None for those to leave out."""
    own = (import_names.c.workspace == workspace, import_names.c.member == member)
    rows = conn.execute(select(import_names).where(*own))
    return {row.name: (row.area, row.roadmap, row.topic) if row.area else None for row in rows}


def remember_name(
    conn: Connection, *, workspace: str, member: str, name: str, subject: SubjectIds | None, now: datetime
) -> None:
    """Remember what a name of another program is for a member, in place of what they said before."""
    forget_names(conn, workspace=workspace, member=member, names=[name])
    area, roadmap, topic = subject or (None, None, None)
    values = {"area": area, "roadmap": roadmap, "topic": topic, "at": now}
    conn.execute(insert(import_names).values(workspace=workspace, member=member, name=name, **values))


def forget_names(conn: Connection, *, workspace: str, member: str, names: Collection[str]) -> None:
    """Forget what a member has said that these names are."""
    own = (import_names.c.workspace == workspace, import_names.c.member == member)
    conn.execute(delete(import_names).where(*own, import_names.c.name.in_(names)))


def _booked_before(conn: Connection, workspace: str, member: str, rows: Sequence[BookableRow]) -> dict[int, bool]:
    """Return the numbers of rows that were booked before, each with whether it still counts.

    They were booked by an import, or as the entry they were exported from.
    """
    found = _exported_entries(conn, workspace, member, rows)
    moments = {row.booking.request: number for number, row in enumerate(rows) if row.is_keyed}
    found |= {moments[key]: root for key, root in _entries_by_key(conn, workspace, member, moments)}
    imports = _imports_by_meaning(conn, workspace, member, {row.booking.day for row in rows}, set(found.values()))
    for number, row in enumerate(rows):
        equal = next((imports[each] for each in row.meanings if imports.get(each)), None)
        if equal and number not in found:
            found[number] = equal.popleft()
    current = queries.read_current_entries(conn, workspace=workspace, roots=found.values())
    return {number: root in current for number, root in found.items()}


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


def _imports_by_meaning(
    conn: Connection, workspace: str, member: str, days: Collection[date], known: Collection[int]
) -> dict[RowMeaning, deque[int]]:
    """Return what imports have booked in this time, as they booked it: ids by meaning, without those `known`."""
    found: dict[RowMeaning, deque[int]] = {}
    if not days:
        return found
    columns = (entries.c.id, entries.c.day, entries.c.minutes, *_SUBJECT_COLUMNS, entries.c.note)
    imported = select(*columns).where(
        entries.c.workspace == workspace,
        entries.c.member == member,
        entries.c.day.between(min(days), max(days)),
        entries.c.source == IMPORT_SOURCE,
        entries.c.root.is_(None),
        entries.c.reverses.is_(None),
    )
    for each in conn.execute(imported.order_by(entries.c.id)):
        if each.id not in known:
            meaning = row_meaning(each.day, each.minutes, (each.area, each.roadmap, each.topic), each.note)
            found.setdefault(meaning, deque()).append(each.id)
    return found


def _exported_entries(conn: Connection, workspace: str, member: str, rows: Sequence[BookableRow]) -> dict[int, int]:
    """Return the root of the entry that each row is an export of; id and moment of creation must match."""
    with_id = {number: row for number, row in enumerate(rows) if row.id is not None}
    ids = [row.id for row in with_id.values() if row.id]
    versions = queries.read_entry_versions(conn, workspace=workspace, entry_ids=ids)
    own = {entry_id: entry for entry_id, entry in versions.items() if entry.member == member}
    return {
        number: own[row.id].root
        for number, row in with_id.items()
        if row.id in own and row.created_at in ("", own[row.id].created_at.isoformat())
    }


def _rejection_reason(booking: Booking, booked_minutes: int, today: date) -> str:
    """Return why a row that is right in itself cannot be booked; empty if it can."""
    if booking.day > today:
        return f"{date_text.day_text(booking.day, today)} is in the future"
    total = booked_minutes + booking.minutes
    if total > REFUSE_ABOVE:
        return f"{date_text.day_text(booking.day, today)} would hold {parse.spell(total)}, more than a day has"
    return ""
