"""Messages about changed messages that cannot be booked."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import Entry
from bot.features.message_log import views
from bot.slack.blocks import split_state

TODAY = date(2026, 11, 21)


def make_entry(entry_id: int, note: str = "") -> Entry:
    created_at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    return Entry(entry_id, entry_id - 1, "T1", "U1", 120, "networking", None, None, TODAY, note, "message", created_at)


def test_each_entry_can_be_edited_and_deleted_by_its_root(catalog: Catalog) -> None:
    message = views.render_kept_entries([make_entry(5, "<!here>"), make_entry(7)], catalog, TODAY)
    assert message.text.startswith("I can't log what your message says now, so these entries stay as they are:\n")
    assert "2 h on Networking, Sat 21 Nov\n> &lt;!here&gt;" in message.text
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    assert [[split_state(each["value"]) for each in row] for row in rows] == [
        [("4", ""), ("4", "5")],
        [("6", ""), ("6", "7")],
    ]
    assert all("confirm" in row[1] for row in rows)


def test_a_full_day_is_named(catalog: Catalog) -> None:
    text = views.render_kept_entries([make_entry(5)], catalog, TODAY, is_day_full=True).text
    assert "The day has no room for what your message says now, so this entry stays as it is:" in text
