"""Every thing that content ever had: what it was called, and where it was last, so that what is gone has a name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from bot.catalog.catalog import Catalog
from bot.catalog.placed_items import list_placed_items
from bot.db.renamed_ids import AS_BOOKED
from bot.db.statements import dialect_insert
from bot.db.tables import content_ids
from bot.frozen import frozen

SEEN_AGAIN: Final = timedelta(days=1)  # how long that something was seen needn't be written anew


@frozen
class SeenItem:
    """A thing that content had, as it was last."""

    name: str
    file: str
    line: int


def record_items(conn: Connection, *, catalog: Catalog, now: datetime) -> int:
    """Remember everything that a catalog has; writes what is new or different, and returns how much that was."""
    table = content_ids.c
    lately = (
        select(table.kind, table.id, table.name, table.pack, table.file, table.line)
        .where(table.last_seen > now - SEEN_AGAIN)
        .execution_options(**AS_BOOKED)
    )
    known = set(map(tuple, conn.execute(lately)))
    seen = [
        {
            "id": each.id,
            "kind": each.kind,
            "name": each.name,
            "pack": each.pack,
            "file": each.file,
            "line": each.line,
            "first_seen": now,
            "last_seen": now,
        }
        for each in list_placed_items(catalog)
        if (each.kind, each.id, each.name, each.pack, each.file, each.line) not in known
    ]
    if seen:
        insert = dialect_insert(conn, content_ids)
        changed = {name: insert.excluded[name] for name in ("name", "pack", "file", "line", "last_seen")}
        keys = [table.id.name, table.kind.name]
        conn.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), seen)
    return len(seen)


def find_seen_items(conn: Connection, *, ids: Collection[str]) -> dict[str, SeenItem]:
    """Return by id what things were last, of those that were ever seen."""
    table = content_ids.c
    query = (
        select(table.id, table.name, table.file, table.line)
        .where(table.id.in_(list(ids)))
        .order_by(table.last_seen, table.kind)
    )
    rows = conn.execute(query.execution_options(**AS_BOOKED)) if ids else ()
    return {row.id: SeenItem(row.name, row.file, row.line) for row in rows}


def find_ids_of_pack(conn: Connection, *, ids: Collection[str], pack: str) -> frozenset[str]:
    """Return those of the ids that were last seen in a pack."""
    table = content_ids.c
    query = select(table.id).where(table.id.in_(list(ids)), table.pack == pack)
    return frozenset(conn.execute(query.execution_options(**AS_BOOKED)).scalars() if ids else ())
