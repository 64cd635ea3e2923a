"""What workspaces changed in the content: rows that are only ever added, the newest of an item's field holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Select, func, insert, select

from bot.db.statements import dialect_insert
from bot.db.tables import content_changes as table
from bot.db.tables import content_marks as marks
from bot.frozen import frozen

Marks = Mapping[str, int]
"""By workspace that ever changed anything: how often its rows became others."""

_NEWEST: Final = select(func.max(table.c.id)).group_by(table.c.workspace, table.c.item, table.c.field)


@frozen
class ContentChange:
    """A change in force: the item's field has this value here, as JSON. `shipped` is what the packs had then."""

    id: int
    item: str
    field: str
    value: str
    shipped: str | None
    by_member: str
    at: datetime
    made_from: int | None


@frozen
class NewChange:
    """A value that an item's field is to have; None takes back what was changed. `shipped` is what the packs have."""

    item: str
    field: str
    value: Any
    shipped: Any = None


def save_change(
    conn: Connection,
    change: NewChange,
    *,
    workspace: str,
    by_member: str,
    now: datetime,
    made_from: int | None = None,
) -> None:
    """Write a change. Whoever calls it tells `WorkspaceCatalogs.changed` after the commit."""
    values = {
        "item": change.item,
        "field": change.field,
        "value": None if change.value is None else write_value(change.value),
        "shipped": None if change.shipped is None else write_value(change.shipped),
    }
    who = {"workspace": workspace, "by_member": by_member, "at": now, "made_from": made_from}
    conn.execute(insert(table).values(**values, **who))
    mark_changed(conn, workspace=workspace)


def mark_changed(conn: Connection, *, workspace: str) -> None:
    """Tell all processes that rows of a workspace are others; whoever writes or deletes any does so in the same
    transaction.
    """
    first = dialect_insert(conn, marks).values(workspace=workspace, number=1)
    conn.execute(first.on_conflict_do_update(index_elements=["workspace"], set_={"number": marks.c.number + 1}))


def write_value(value: Any) -> str:
    """Return a value as the table has it: JSON with its keys in order, so that equal values are equal texts."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def list_changes(conn: Connection, *, workspace: str) -> tuple[ContentChange, ...]:
    """Return the changes in force in a workspace, the latest first."""
    rows = conn.execute(_in_force(table.c.workspace == workspace).order_by(table.c.id.desc()))
    return tuple(_change(row) for row in rows)


def find_change(conn: Connection, *, workspace: str, item: str, field: str) -> ContentChange | None:
    """Return the change in force of an item's field."""
    here = (table.c.workspace == workspace, table.c.item == item, table.c.field == field)
    row = conn.execute(select(table).where(*here).order_by(table.c.id.desc()).limit(1)).first()
    return _change(row) if row and row.value is not None else None


def read_changes(conn: Connection, workspaces: Collection[str]) -> dict[str, tuple[ContentChange, ...]]:
    """Return the changes in force by workspace, in the order of their items and fields; the others have none."""
    found: dict[str, list[ContentChange]] = {}
    order = (table.c.workspace, table.c.item, table.c.field)
    for row in conn.execute(_in_force(table.c.workspace.in_(workspaces)).order_by(*order)):
        found.setdefault(row.workspace, []).append(_change(row))
    return {workspace: tuple(changes) for workspace, changes in found.items()}


def read_marks(conn: Connection) -> Marks:
    """Return what shows that a workspace's rows are others: one small row for each that ever changed anything."""
    return {row.workspace: row.number for row in conn.execute(select(marks.c.workspace, marks.c.number))}


def list_changed_since(conn: Connection, newest: int) -> tuple[frozenset[str], int]:
    """Return the workspaces with rows newer than that one, and the newest by now: an older release sets no marks."""
    found = conn.execute(select(func.max(table.c.id))).scalar_one_or_none() or 0
    if found <= newest:
        return frozenset(), found
    rows = conn.execute(select(table.c.id, table.c.workspace).where(table.c.id > newest).order_by(table.c.id))
    return frozenset(row.workspace for row in rows), found


def _in_force(rows: Any) -> Select[Any]:
    return select(table).where(table.c.id.in_(_NEWEST.where(rows)), table.c.value.is_not(None))


def _change(row: Any) -> ContentChange:
    return ContentChange(**{name: getattr(row, name) for name in ContentChange.__match_args__})
