"""What the ledger of hours says: entries in their present version, and the rows that led there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from bot.core.ledger.rules import Entry, Page, Posting, Postings
from bot.db.tables import entries

BATCH: Final = 500  # numbers in one statement
_ROOT: Final = func.coalesce(entries.c.root, entries.c.id)
ENTRY: Final[tuple[ColumnElement[Any], ...]] = tuple(
    _ROOT.label(name) if name == "root" else entries.c[name] for name in Entry.__slots__
)
_POSTING: Final[tuple[ColumnElement[Any], ...]] = tuple(
    _ROOT.label(name) if name == "root" else entries.c[name] for name in Posting.__slots__
)
_REVERSAL: Final = entries.alias("reversal")
_IS_BOOKING: Final = entries.c.minutes > 0  # `reverses IS NULL` says so too, but lures SQLite to that column's index
_IN_FORCE: Final = select(*ENTRY).where(
    _IS_BOOKING, ~select(_REVERSAL.c.id).where(_REVERSAL.c.reverses == entries.c.id).exists()
)


def read(row: Any) -> Entry:
    """An entry out of a row that holds `ENTRY`."""
    return Entry(**row._mapping)


def get(session: Connection, *, workspace: str, entry: int) -> Entry | None:
    """One booking by its number, in force or not."""
    row = session.execute(
        select(*ENTRY).where(entries.c.workspace == workspace, entries.c.id == entry, _IS_BOOKING)
    ).first()
    return read(row) if row else None


def stands(session: Connection, *, workspace: str, entry: int) -> bool:
    """Whether this very version counts: it is there and was not taken back."""
    return session.execute(_IN_FORCE.where(entries.c.workspace == workspace, entries.c.id == entry)).first() is not None


def current(session: Connection, *, workspace: str, entry: int) -> Entry | None:
    """The version in force of an entry that any of its versions names; None where it was taken back."""
    row = session.execute(
        select(_ROOT).where(entries.c.workspace == workspace, entries.c.id == entry, _IS_BOOKING)
    ).first()
    return versions(session, workspace=workspace, roots=[row[0]]).get(row[0]) if row else None


def versions(session: Connection, *, workspace: str, roots: Iterable[int]) -> dict[int, Entry]:
    """The versions in force of entries, by root; those taken back are left out."""
    known = sorted(set(roots))
    found: dict[int, Entry] = {}
    for start in range(0, len(known), BATCH):
        some = known[start : start + BATCH]
        query = _IN_FORCE.where(entries.c.workspace == workspace, or_(entries.c.id.in_(some), entries.c.root.in_(some)))
        found |= {entry.root: entry for entry in map(read, session.execute(query))}
    return found


def acts_on(session: Connection, *, workspace: str, roots: Iterable[int], after: int) -> set[int]:
    """The acts later than this one that changed any of these entries."""
    known = sorted(set(roots))
    act = func.coalesce(entries.c.act, entries.c.id)
    found: set[int] = set()
    for start in range(0, len(known), BATCH):
        changed = entries.c.root.in_(known[start : start + BATCH])
        query = select(act).where(entries.c.workspace == workspace, changed, act > after).distinct()
        found |= set(session.execute(query).scalars())
    return found


def by_number(session: Connection, *, workspace: str, numbers: Iterable[int]) -> dict[int, Entry]:
    """Bookings by their numbers, in force or not."""
    known = sorted(set(numbers))
    found: dict[int, Entry] = {}
    for start in range(0, len(known), BATCH):
        some = known[start : start + BATCH]
        query = select(*ENTRY).where(entries.c.workspace == workspace, entries.c.id.in_(some), _IS_BOOKING)
        found |= {entry.id: entry for entry in map(read, session.execute(query))}
    return found


def held(session: Connection, *, workspace: str, member: str, days: Collection[date]) -> Counter[date]:
    """The minutes that a member has on days, asked for at once from the first of them to the last."""
    if not days:
        return Counter()
    rows = session.execute(
        select(entries.c.day, func.sum(entries.c.minutes))
        .where(entries.c.workspace == workspace, entries.c.member == member)
        .where(entries.c.day.between(min(days), max(days)))
        .group_by(entries.c.day)
    )
    return Counter({day: int(minutes) for day, minutes in rows})


def requests(session: Connection, *, workspace: str, roots: Collection[int]) -> set[str]:
    """The requests that first booked these entries."""
    known = sorted(roots)
    found: set[str] = set()
    for start in range(0, len(known), BATCH):
        some = entries.c.id.in_(known[start : start + BATCH])
        found |= set(session.execute(select(entries.c.request).where(entries.c.workspace == workspace, some)).scalars())
    return found


def roots_under(session: Connection, *, workspace: str, member: str, request: str) -> tuple[int, ...]:
    """The entries that a request, or a later revision of it, has booked first."""
    rows = session.execute(
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


def booked_under(session: Connection, *, workspace: str, member: str, request: str) -> tuple[Entry, ...]:
    """What a request has booked, as it stands now, in its order."""
    roots = roots_under(session, workspace=workspace, member=member, request=request)
    standing = versions(session, workspace=workspace, roots=roots)
    return tuple(standing[root] for root in roots if root in standing)


def page(
    session: Connection,
    *,
    workspace: str,
    member: str,
    since: date | None = None,
    until: date | None = None,
    area: str | None = None,
    offset: int = 0,
    limit: int,
) -> Page:
    """A member's entries in force, newest day first; `until` is the last day that counts."""
    chosen = _asked(_IN_FORCE, workspace, member, since=since, until=until, area=area)
    count, minutes = _sum(session, chosen)
    rows = session.execute(chosen.order_by(entries.c.day.desc(), entries.c.id.desc()).offset(offset).limit(limit))
    return Page(tuple(map(read, rows)), count, minutes)


def postings(
    session: Connection,
    *,
    workspace: str,
    member: str,
    since: date | None = None,
    until: date | None = None,
    area: str | None = None,
    offset: int = 0,
    limit: int,
) -> Postings:
    """Rows of a member's ledger as they were written; `offset` counts back from the newest."""
    chosen = _asked(select(*_POSTING), workspace, member, since=since, until=until, area=area)
    count, total = _sum(session, chosen)
    newest = chosen.order_by(entries.c.id.desc())
    skipped = _sum(session, newest.limit(offset))[1] if offset else 0
    rows = [Posting(**row._mapping) for row in session.execute(newest.offset(offset).limit(limit))]
    before = total - skipped - sum(row.minutes for row in rows)
    return Postings(tuple(reversed(rows)), before, count, total)


def in_force(
    session: Connection, *, workspace: str | None = None, member: str | None = None, since: date | None = None
) -> Iterator[Entry]:
    """All entries in force, oldest first, one at a time."""
    query = _IN_FORCE.order_by(entries.c.id)
    query = query.where(entries.c.workspace == workspace) if workspace else query
    query = query.where(entries.c.member == member) if member else query
    query = query.where(entries.c.day >= since) if since else query
    for row in session.execute(query.execution_options(yield_per=1000)):
        yield read(row)


def _sum(session: Connection, chosen: Select[Any]) -> tuple[int, int]:
    """How many rows these are, and their minutes."""
    rows = chosen.subquery()
    count, minutes = session.execute(
        select(func.count(), func.coalesce(func.sum(rows.c.minutes), 0)).select_from(rows)
    ).one()
    return count, int(minutes)


def _asked(
    query: Select[Any], workspace: str, member: str, *, since: date | None, until: date | None, area: str | None
) -> Select[Any]:
    query = query.where(entries.c.workspace == workspace, entries.c.member == member)
    query = query.where(entries.c.day >= since) if since else query
    query = query.where(entries.c.day <= until) if until else query
    return query.where(entries.c.area == area) if area else query
