"""The rows that put a suggestion in force: what held under an older id of its topic gives way to them."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.catalog.catalog import Catalog
from bot.core.content.content_changes import NewChange, list_changes, save_change
from bot.db.engine import Database
from bot.features.suggestions.service import changes

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TOPIC, OLDER = "marina.knots", "marina.bends"
WHO = {"workspace": "T1", "now": NOW}


def test_the_newest_alone_holds_also_under_another_id(database: Database, catalog: Catalog) -> None:
    with database.begin() as conn:
        save_change(conn, NewChange(OLDER, "text", "Older."), by_member="U1", **WHO)
        rows = changes.list_rows(conn, workspace="T1", topic_ids=(TOPIC, OLDER))
        put = {"topic": TOPIC, "rows": rows, "values": {"text": "Newer."}, "shared": catalog, "suggestion": 7}
        changes.put_in_force(conn, **put, by="U2", **WHO)
        [held] = list_changes(conn, workspace="T1")
        assert (held.item, held.value, held.made_from) == (TOPIC, '"Newer."', 7)
        assert held.shipped == f'"{catalog.topic(TOPIC).topic.text}"'
        undo = {"topic_ids": (TOPIC, OLDER), "suggestion": 7, "by": "U2"}
        assert changes.take_out_of_force(conn, **undo, **WHO)
        [held] = list_changes(conn, workspace="T1")
        assert (held.item, held.value) == (TOPIC, '"Older."')
        assert not changes.take_out_of_force(conn, **undo, **WHO)
