"""What the ledger of hours says: entries in their present version, and the rows that led there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from bot.core.ledger.rules import Entry, EntryPage, Posting, PostingPage
from bot.db.tables import entries

BATCH_SIZE: Final = 500  # numbers in one statement
_ROOT: Final = func.coalesce(entries.c.root, entries.c.id)
ENTRY_COLUMNS: Final[tuple[ColumnElement[Any], ...]] = tuple(
    _ROOT.label(name) if name == "root" else entries.c[name] for name in Entry.__slots__
)
_POSTING_COLUMNS: Final[tuple[ColumnElement[Any], ...]] = tuple(
    _ROOT.label(name) if name == "root" else entries.c[name] for name in Posting.__slots__
)
_REVERSAL: Final = entries.alias("reversal")
_IS_BOOKING: Final = entries.c.minutes > 0  # `reverses IS NULL` says so too, but lures SQLite to that column's index
_IN_FORCE: Final = select(*ENTRY_COLUMNS).where(
    _IS_BOOKING, ~select(_REVERSAL.c.id).where(_REVERSAL.c.reverses == entries.c.id).exists()
)


def parse_entry_row(row: Any) -> Entry:
    """An entry out of a row that holds `ENTRY`."""
    return Entry(**row._mapping)


def read_entry_version(conn: Connection, *, workspace: str, entry_id: int) -> Entry | None:
    """One booking by its number, in force or not."""
    row = conn.execute(
        select(*ENTRY_COLUMNS).where(entries.c.workspace == workspace, entries.c.id == entry_id, _IS_BOOKING)
    ).first()
    return parse_entry_row(row) if row else None


def is_in_force(conn: Connection, *, workspace: str, entry_id: int) -> bool:
    """Whether this very version counts: it is there and was not taken back."""
    return conn.execute(_IN_FORCE.where(entries.c.workspace == workspace, entries.c.id == entry_id)).first() is not None


def find_current_entry(conn: Connection, *, workspace: str, entry_id: int) -> Entry | None:
    """The version in force of an entry that any of its versions names; None where it was taken back."""
    row = conn.execute(
        select(_ROOT).where(entries.c.workspace == workspace, entries.c.id == entry_id, _IS_BOOKING)
    ).first()
    return read_current_entries(conn, workspace=workspace, roots=[row[0]]).get(row[0]) if row else None


def read_current_entries(conn: Connection, *, workspace: str, roots: Iterable[int]) -> dict[int, Entry]:
    """The versions in force of entries, by root; those taken back are left out."""
    known = sorted(set(roots))
    found: dict[int, Entry] = {}
    for start in range(0, len(known), BATCH_SIZE):
        some = known[start : start + BATCH_SIZE]
        query = _IN_FORCE.where(entries.c.workspace == workspace, or_(entries.c.id.in_(some), entries.c.root.in_(some)))
        found |= {entry.root: entry for entry in map(parse_entry_row, conn.execute(query))}
    return found


def list_later_acts(conn: Connection, *, workspace: str, roots: Iterable[int], after: int) -> set[int]:
    """The acts later than this one that changed any of these entries."""
    known = sorted(set(roots))
    act = func.coalesce(entries.c.act, entries.c.id)
    found: set[int] = set()
    for start in range(0, len(known), BATCH_SIZE):
        changed = entries.c.root.in_(known[start : start + BATCH_SIZE])
        query = select(act).where(entries.c.workspace == workspace, changed, act > after).distinct()
        found |= set(conn.execute(query).scalars())
    return found


def read_entry_versions(conn: Connection, *, workspace: str, entry_ids: Iterable[int]) -> dict[int, Entry]:
    """Bookings by their numbers, in force or not."""
    known = sorted(set(entry_ids))
    found: dict[int, Entry] = {}
    for start in range(0, len(known), BATCH_SIZE):
        some = known[start : start + BATCH_SIZE]
        query = select(*ENTRY_COLUMNS).where(entries.c.workspace == workspace, entries.c.id.in_(some), _IS_BOOKING)
        found |= {entry.id: entry for entry in map(parse_entry_row, conn.execute(query))}
    return found


def read_minutes_by_day(conn: Connection, *, workspace: str, member: str, days: Collection[date]) -> Counter[date]:
    """The minutes that a member has on days, asked for at once from the first of them to the last."""
    if not days:
        return Counter()
    rows = conn.execute(
        select(entries.c.day, func.sum(entries.c.minutes))
        .where(entries.c.workspace == workspace, entries.c.member == member)
        .where(entries.c.day.between(min(days), max(days)))
        .group_by(entries.c.day)
    )
    return Counter({day: int(minutes) for day, minutes in rows})


def list_first_requests(conn: Connection, *, workspace: str, roots: Collection[int]) -> set[str]:
    """The requests that first booked these entries."""
    known = sorted(roots)
    found: set[str] = set()
    for start in range(0, len(known), BATCH_SIZE):
        some = entries.c.id.in_(known[start : start + BATCH_SIZE])
        found |= set(conn.execute(select(entries.c.request).where(entries.c.workspace == workspace, some)).scalars())
    return found


def list_roots_of_request(conn: Connection, *, workspace: str, member: str, request: str) -> tuple[int, ...]:
    """The entries that a request, or a later revision of it, has booked first."""
    rows = conn.execute(
        select(entries.c.id)
        .where(
            entries.c.workspace == workspace,
            entries.c.member == member,
            or_(
                entries.c.request == request,
                entries.c.request.startswith(f"{request}#", autoescape=True),
                entries.c.request.startswith(f"{request}@", autoescape=True),
            ),
            entries.c.root.is_(None),
            _IS_BOOKING,
        )
        .order_by(entries.c.id)
    )
    return tuple(row[0] for row in rows)


def list_entries_of_request(conn: Connection, *, workspace: str, member: str, request: str) -> tuple[Entry, ...]:
    """What a request has booked, as it stands now, in its order."""
    roots = list_roots_of_request(conn, workspace=workspace, member=member, request=request)
    standing = read_current_entries(conn, workspace=workspace, roots=roots)
    return tuple(standing[root] for root in roots if root in standing)


def list_entries(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    since: date | None = None,
    until: date | None = None,
    area: str | None = None,
    offset: int = 0,
    limit: int,
) -> EntryPage:
    """A member's entries in force, newest day first; `until` is the last day that counts."""
    chosen = _filtered(_IN_FORCE, workspace, member, since=since, until=until, area=area)
    count, minutes = _count_and_sum(conn, chosen)
    rows = conn.execute(chosen.order_by(entries.c.day.desc(), entries.c.id.desc()).offset(offset).limit(limit))
    return EntryPage(tuple(map(parse_entry_row, rows)), count, minutes)


def list_postings(
    conn: Connection,
    *,
    workspace: str,
    member: str,
    since: date | None = None,
    until: date | None = None,
    area: str | None = None,
    offset: int = 0,
    limit: int,
) -> PostingPage:
    """Rows of a member's ledger as they were written; `offset` counts back from the newest."""
    chosen = _filtered(select(*_POSTING_COLUMNS), workspace, member, since=since, until=until, area=area)
    count, total = _count_and_sum(conn, chosen)
    newest = chosen.order_by(entries.c.id.desc())
    skipped = _count_and_sum(conn, newest.limit(offset))[1] if offset else 0
    rows = [Posting(**row._mapping) for row in conn.execute(newest.offset(offset).limit(limit))]
    before = total - skipped - sum(row.minutes for row in rows)
    return PostingPage(tuple(reversed(rows)), before, count, total)


def iterate_entries(
    conn: Connection, *, workspace: str | None = None, member: str | None = None, since: date | None = None
) -> Iterator[Entry]:
    """All entries in force, oldest first, one at a time."""
    query = _IN_FORCE.order_by(entries.c.id)
    query = query.where(entries.c.workspace == workspace) if workspace else query
    query = query.where(entries.c.member == member) if member else query
    query = query.where(entries.c.day >= since) if since else query
    for row in conn.execute(query.execution_options(yield_per=1000)):
        yield parse_entry_row(row)


def _count_and_sum(conn: Connection, query: Select[Any]) -> tuple[int, int]:
    """How many rows these are, and their minutes."""
    rows = query.subquery()
    count, minutes = conn.execute(
        select(func.count(), func.coalesce(func.sum(rows.c.minutes), 0)).select_from(rows)
    ).one()
    return count, int(minutes)


def _filtered(
    query: Select[Any], workspace: str, member: str, *, since: date | None, until: date | None, area: str | None
) -> Select[Any]:
    query = query.where(entries.c.workspace == workspace, entries.c.member == member)
    query = query.where(entries.c.day >= since) if since else query
    query = query.where(entries.c.day <= until) if until else query
    return query.where(entries.c.area == area) if area else query
