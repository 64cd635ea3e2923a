"""What a workspace changes in the content, and every id that content ever had."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from bot.db.tables.columns import UtcDateTime, id_column, metadata

content_changes = Table(
    "content_changes",  # what a workspace changed in the content: the newest row of an item's field holds
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    Column("item", String(200), nullable=False),
    Column("field", String(60), nullable=False),
    Column("value", Text),  # as JSON; NULL: as the packs have it
    Column("shipped", Text),  # what the packs had when it was changed, as JSON: shows that they have changed it since
    id_column("by_member"),
    Column("at", UtcDateTime, nullable=False),
    Column("made_from", Integer),  # the suggestion that was taken over; it may be deleted
    Index("ix_content_changes_workspace_id", "workspace", "id"),
    sqlite_autoincrement=True,
)

content_marks = Table(
    "content_marks",  # how often the rows of `content_changes` became others: all processes look at it all the time
    metadata,
    id_column("workspace", primary_key=True),
    Column("number", Integer, nullable=False),
)

content_suggestions = Table(
    "content_suggestions",  # what members suggest to change in the content
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    Column("item", String(200), nullable=False),
    Column("field", String(60), nullable=False),
    Column("value", Text, nullable=False),  # as JSON
    Column("reason", Text),
    id_column("member"),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),  # open, taken, returned, withdrawn, undone
    Column("decided_by", String(64)),
    Column("decided_at", UtcDateTime),
    Column("answer", Text),
    Index("ix_content_suggestions_workspace_state", "workspace", "state"),
    sqlite_autoincrement=True,
)

content_keepers = Table(
    "content_keepers",  # who decides on what is suggested to change in a pack
    metadata,
    id_column("workspace", primary_key=True),
    Column("pack", String(40), primary_key=True),
    id_column("member", primary_key=True),
)

content_ids = Table(
    "content_ids",  # every thing that content ever had: rows may name it when it is gone
    metadata,
    Column("id", String(160), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("name", String(320), nullable=False),
    Column("pack", String(40), nullable=False),
    Column("file", String(200), nullable=False),
    Column("line", Integer, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),  # when content with it was last looked at, to the day
)
