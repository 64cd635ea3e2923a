"""Query the ledger of hours: entries in their current version, and the rows that led there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, union_all

from bot.core.ledger.rules import Entry, EntryPage, Posting, PostingPage
from bot.core.people.installation import is_installed
from bot.db.renamed_ids import AS_BOOKED
from bot.db.tables import entries

BATCH_SIZE: Final = 500  # ids in one statement
_ROOT: Final = func.coalesce(entries.c.root, entries.c.id)
ENTRY_COLUMNS: Final[tuple[ColumnElement[Any], ...]] = tuple(
    _ROOT.label(name) if name == "root" else entries.c[name] for name in Entry.__match_args__
)
_POSTING_COLUMNS: Final[tuple[ColumnElement[Any], ...]] = tuple(
    _ROOT.label(name) if name == "root" else entries.c[name] for name in Posting.__match_args__
)
_REVERSAL: Final = entries.alias("reversal")
_IS_BOOKING: Final = entries.c.minutes > 0  # `reverses IS NULL` says so too, but lures SQLite to that column's index
_IN_FORCE: Final = select(*ENTRY_COLUMNS).where(
    _IS_BOOKING, ~select(_REVERSAL.c.id).where(_REVERSAL.c.reverses == entries.c.id).exists()
)


def parse_entry_row(row: Any) -> Entry:
    """Return the entry in a row of `ENTRY_COLUMNS`."""
    return Entry(**row._mapping)


def read_entry_version(conn: Connection, *, workspace: str, entry_id: int) -> Entry | None:
    """Return one booking by its id, in force or not."""
    row = conn.execute(
        select(*ENTRY_COLUMNS).where(entries.c.workspace == workspace, entries.c.id == entry_id, _IS_BOOKING)
    ).first()
    return parse_entry_row(row) if row else None


def is_in_force(conn: Connection, *, workspace: str, entry_id: int) -> bool:
    """Return whether this very version counts: it exists and was not reversed."""
    return conn.execute(_IN_FORCE.where(entries.c.workspace == workspace, entries.c.id == entry_id)).first() is not None


def find_current_entry(conn: Connection, *, workspace: str, entry_id: int) -> Entry | None:
    """Return the version in force of the entry that any of its versions names; None where it was taken back."""
    row = conn.execute(
        select(_ROOT).where(entries.c.workspace == workspace, entries.c.id == entry_id, _IS_BOOKING)
    ).first()
    return read_current_entries(conn, workspace=workspace, roots=[row[0]]).get(row[0]) if row else None


def read_current_entries(conn: Connection, *, workspace: str, roots: Iterable[int]) -> dict[int, Entry]:
    """Return the versions in force of entries, by root; those taken back are left out."""
    current: dict[int, Entry] = {}
    for batch in _batches(roots):
        # Two look-ups by their indexes: joined by OR, SQLite reads the whole workspace under the write lock.
        found = (_IN_FORCE.where(column.in_(batch)) for column in (entries.c.id, entries.c.root))
        ours = (row for row in conn.execute(union_all(*found)) if row.workspace == workspace)
        current |= {entry.root: entry for entry in map(parse_entry_row, ours)}
    return current


def list_rows_of_act(conn: Connection, *, workspace: str, act_id: int) -> list[Any]:
    """Return the rows of an act in its order, each with `ENTRY_COLUMNS` and the row that it reverses."""
    columns = (*ENTRY_COLUMNS, entries.c.reverses)
    rows = conn.execute(union_all(*(select(*columns).where(it == act_id) for it in (entries.c.id, entries.c.act))))
    return sorted((row for row in rows if row.workspace == workspace), key=lambda row: row.id)


def list_later_acts(conn: Connection, *, workspace: str, roots: Iterable[int], after: int) -> set[int]:
    """Return the acts after this one that changed any of these entries."""
    act = func.coalesce(entries.c.act, entries.c.id)
    acts: set[int] = set()
    for batch in _batches(roots):
        query = select(act).where(entries.c.workspace == workspace, entries.c.root.in_(batch), act > after).distinct()
        acts |= set(conn.execute(query).scalars())
    return acts


def read_entry_versions(conn: Connection, *, workspace: str, entry_ids: Iterable[int]) -> dict[int, Entry]:
    """Return bookings by their ids, in force or not."""
    versions: dict[int, Entry] = {}
    for batch in _batches(entry_ids):
        query = select(*ENTRY_COLUMNS).where(entries.c.workspace == workspace, entries.c.id.in_(batch), _IS_BOOKING)
        versions |= {entry.id: entry for entry in map(parse_entry_row, conn.execute(query))}
    return versions


def read_minutes_by_day(conn: Connection, *, workspace: str, member: str, days: Collection[date]) -> Counter[date]:
    """Return a member's minutes on days, in one statement from the first of them to the last."""
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
    """Return the requests that first booked these entries."""
    requests: set[str] = set()
    for batch in _batches(roots):
        query = select(entries.c.request).where(entries.c.workspace == workspace, entries.c.id.in_(batch))
        requests |= set(conn.execute(query).scalars())
    return requests


def list_roots_of_request(conn: Connection, *, workspace: str, member: str, request: str) -> tuple[int, ...]:
    """Return the entries that a request, or a later revision of it, has booked first."""
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
    """Return what a request has booked, in its order and in the current versions."""
    roots = list_roots_of_request(conn, workspace=workspace, member=member, request=request)
    current = read_current_entries(conn, workspace=workspace, roots=roots)
    return tuple(current[root] for root in roots if root in current)


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
    """Return a member's entries in force, newest day first; `until` is included."""
    query = _filtered(_IN_FORCE, workspace, member, since=since, until=until, area=area)
    count, minutes = _count_and_sum(conn, query)
    rows = conn.execute(query.order_by(entries.c.day.desc(), entries.c.id.desc()).offset(offset).limit(limit))
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
    """Return rows of a member's ledger as they were written; `offset` counts back from the newest."""
    query = _filtered(select(*_POSTING_COLUMNS), workspace, member, since=since, until=until, area=area)
    count, total = _count_and_sum(conn, query)
    newest = query.order_by(entries.c.id.desc())
    skipped = _count_and_sum(conn, newest.limit(offset))[1] if offset else 0
    rows = [Posting(**row._mapping) for row in conn.execute(newest.offset(offset).limit(limit))]
    before = total - skipped - sum(row.minutes for row in rows)
    return PostingPage(tuple(reversed(rows)), before, count, total)


def has_version_in_force(conn: Connection, *, workspace: str, root: int) -> bool:
    """Return whether an entry counts, in whatever version; `root` is the id of its first one."""
    mine = _IN_FORCE.where(entries.c.workspace == workspace)
    versions = (mine.where(column == root).limit(1) for column in (entries.c.id, entries.c.root))
    return any(conn.execute(each).first() is not None for each in versions)


def iterate_entries(
    conn: Connection,
    *,
    workspace: str | None = None,
    member: str | None = None,
    since: date | None = None,
) -> Iterator[Entry]:
    """Yield the entries in force with the ids as they were logged, oldest first, without holding them all in memory.

    Those of one workspace, or of all in which Roadmate is installed.
    """
    query = _IN_FORCE.order_by(entries.c.id)
    query = query.where(entries.c.workspace == workspace if workspace else is_installed(entries.c.workspace))
    query = query.where(entries.c.member == member) if member else query
    query = query.where(entries.c.day >= since) if since else query
    for row in conn.execute(query.execution_options(yield_per=1000, **AS_BOOKED)):
        yield parse_entry_row(row)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    known = sorted(set(ids))
    for start in range(0, len(known), BATCH_SIZE):
        yield known[start : start + BATCH_SIZE]


def _count_and_sum(conn: Connection, query: Select[Any]) -> tuple[int, int]:
    """Return how many rows these are, and their minutes."""
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
