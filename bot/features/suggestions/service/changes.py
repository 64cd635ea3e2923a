"""Put what is suggested in force for a workspace, and take it out again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from bot.catalog.catalog import Catalog
from bot.core.content.content_changes import NewChange, save_change
from bot.core.content.shipped_values import read_shipped
from bot.db.tables import content_changes as rows
from bot.features.suggestions.rules.field_values import FieldRow, FieldValue, undo_fields


def list_rows(conn: Connection, *, workspace: str, topic: str) -> tuple[FieldRow, ...]:
    """Return all that was ever changed of a topic, the oldest first."""
    found = conn.execute(
        select(rows.c.id, rows.c.field, rows.c.value, rows.c.made_from)
        .where(rows.c.workspace == workspace, rows.c.item == topic)
        .order_by(rows.c.id)
    )
    return tuple(
        FieldRow(row.id, row.field, None if row.value is None else json.loads(row.value), row.made_from)
        for row in found
    )


def put_in_force(
    conn: Connection,
    *,
    workspace: str,
    topic: str,
    values: Mapping[str, FieldValue],
    shared: Catalog,
    suggestion: int,
    by: str,
    now: datetime,
) -> None:
    """Write the fields that a suggestion changes; `shared` is what the packs have."""
    for field, value in values.items():
        change = NewChange(topic, field, value, _read_shipped(shared, topic, field, value))
        save_change(conn, change, workspace=workspace, by_member=by, now=now, made_from=suggestion)


def take_out_of_force(conn: Connection, *, workspace: str, topic: str, suggestion: int, by: str, now: datetime) -> bool:
    """Give the fields that a suggestion changed their values of before; False where all were changed again since."""
    undone = dict(undo_fields(list_rows(conn, workspace=workspace, topic=topic), suggestion))
    for field, value in undone.items():
        save_change(conn, NewChange(topic, field, value), workspace=workspace, by_member=by, now=now)
    return bool(undone)


def _read_shipped(shared: Catalog, topic: str, field: str, value: FieldValue) -> FieldValue:
    """Return what the packs have in a field; of a resource or a question only what is to be different."""
    shipped = read_shipped(shared, topic, field)
    if isinstance(value, Mapping) and isinstance(shipped, Mapping):
        return {name: shipped.get(name) for name in value}
    return shipped
