"""Put what is suggested in force for a workspace, and take it out again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from bot.catalog.catalog import Catalog
from bot.core.content.content_changes import NewChange, save_change
from bot.core.content.shipped_values import read_shipped
from bot.db.tables import content_changes as table
from bot.features.suggestions.rules.field_values import FieldRow, FieldValue, FieldValues, undo_fields


def list_rows(conn: Connection, *, workspace: str, topic_ids: Sequence[str]) -> tuple[FieldRow, ...]:
    """Return all that was ever changed of a topic under any of its ids, the oldest first."""
    found = conn.execute(
        select(table.c.id, table.c.item, table.c.field, table.c.value, table.c.made_from)
        .where(table.c.workspace == workspace, table.c.item.in_(topic_ids))
        .order_by(table.c.id)
    )
    return tuple(
        FieldRow(row.id, row.item, row.field, None if row.value is None else json.loads(row.value), row.made_from)
        for row in found
    )


def put_in_force(
    conn: Connection,
    *,
    workspace: str,
    topic: str,
    rows: Sequence[FieldRow],
    values: Mapping[str, FieldValue],
    shared: Catalog,
    suggestion: int,
    by: str,
    now: datetime,
) -> None:
    """Write the fields that a suggestion changes; `shared` is what the packs have, `rows` what was changed before."""
    changes = [NewChange(topic, *each, _read_shipped(shared, topic, *each)) for each in values.items()]
    for change in (*_clear_older_ids(rows, topic, values), *changes):
        save_change(conn, change, workspace=workspace, by_member=by, now=now, made_from=suggestion)


def take_out_of_force(
    conn: Connection, *, workspace: str, topic_ids: Sequence[str], suggestion: int, by: str, now: datetime
) -> bool:
    """Give the fields that a suggestion changed their values of before; False where all were changed again since.

    The first of the ids is the topic's current one.
    """
    rows = list_rows(conn, workspace=workspace, topic_ids=topic_ids)
    undone: FieldValues = dict(undo_fields(rows, suggestion))
    changes = [NewChange(topic_ids[0], *each) for each in undone.items()]
    for change in (*_clear_older_ids(rows, topic_ids[0], undone), *changes):
        save_change(conn, change, workspace=workspace, by_member=by, now=now)
    return bool(undone)


def _clear_older_ids(rows: Sequence[FieldRow], topic: str, fields: Collection[str]) -> Iterator[NewChange]:
    """Yield what takes back changes of the same fields from when the topic had another id: one row alone may hold."""
    newest = {(row.item, row.field): row.value for row in rows if row.item != topic and row.field in fields}
    for (item, field), value in newest.items():
        if value is not None:
            yield NewChange(item, field, None)


def _read_shipped(shared: Catalog, topic: str, field: str, value: FieldValue) -> FieldValue:
    """Return what the packs have in a field; of a resource or a question only what is to be different."""
    shipped = read_shipped(shared, topic, field)
    if isinstance(value, Mapping) and isinstance(shipped, Mapping):
        return {name: shipped.get(name) for name in value}
    return shipped
