"""What Slack has told us, and what is written to people unasked: each once."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, UniqueConstraint, text

from bot.db.tables.columns import UtcDateTime, id_column, metadata

nudge_texts = Table(
    "nudge_texts",  # what nudges have said to somebody, so that they say nothing twice
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("digest", String(32), primary_key=True),  # of the words
    Column("variant", String(16), nullable=False),
    Column("week", String(8), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

handled_events = Table(
    "handled_events",
    metadata,
    Column("event", String(200), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_handled_events_at", "at"),
)

occurrences = Table(
    "occurrences",
    metadata,
    id_column("workspace", primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("period", String(16), primary_key=True),
    id_column("recipient", primary_key=True),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("outcome", String(16), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    Column("kind", String(16), nullable=False),
    Column("period", String(16), nullable=False),
    id_column("recipient"),
    Column("message", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("sent_ts", String(32)),
    Column("follows", Integer),  # the message in whose thread this one goes, once that is sent
    Column("error", String(200)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("request", String(16)),  # the id of the request or tick that queued it, as in the log
    UniqueConstraint("workspace", "kind", "period", "recipient"),
    Index("ix_outbox_state_due_at", "state", "due_at"),
    Index("ix_outbox_recipient", "workspace", "recipient", "due_at"),  # the letters that somebody has lately got
)

# What is on its way is little beside what has arrived. SQLite wants to read of the index what the statement says.
for _name, _keys, _some in (
    ("open", ("workspace", "due_at", "id"), "state IN ('waiting', 'sending')"),
    ("leased", ("workspace", "leased_until"), "leased_until IS NOT NULL"),
    ("follows", ("follows", "id"), "follows IS NOT NULL"),
):
    Index(f"ix_outbox_{_name}", *(outbox.c[key] for key in _keys), sqlite_where=text(_some))
