"""Every thing that content ever had: what it was called, and where it was last, so that what is gone has a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from bot.catalog.catalog import Catalog
from bot.catalog.placed_items import PlacedItem, list_placed_items
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
    rows = conn.execute(select(content_ids).execution_options(**AS_BOOKED))
    known = {
        (row.kind, row.id): (PlacedItem(row.kind, row.id, row.name, row.pack, row.file, row.line), row.last_seen)
        for row in rows
    }
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
        if not _is_known(each, known, now)
    ]
    if seen:
        insert = dialect_insert(conn, content_ids)
        changed = {name: insert.excluded[name] for name in ("name", "pack", "file", "line", "last_seen")}
        keys = [table.id.name, table.kind.name]
        conn.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), seen)
    return len(seen)


def _is_known(item: PlacedItem, known: Mapping[tuple[str, str], tuple[PlacedItem, datetime]], now: datetime) -> bool:
    before = known.get((item.kind, item.id))
    return before is not None and before[0] == item and now - before[1] < SEEN_AGAIN


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
