"""What has become of the plan's assignments."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from bot.db.tables.columns import UtcDateTime, id_column, metadata

ticks = Table(
    "ticks",
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("assignment", String(128), primary_key=True),
    Column("ticked_at", UtcDateTime, nullable=False),
)

assignment_progress = Table(
    "assignment_progress",
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("assignment", String(128), primary_key=True),
    Column("state", String(16), nullable=False),  # started, handed in, sent back, signed off
    Column("due", Date),
    Column("step", Integer, nullable=False),  # the newest row of its history
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ix_assignment_progress_workspace_state", "workspace", "state"),
)

assignment_steps = Table(
    "assignment_steps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    id_column("member"),
    Column("assignment", String(128), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    id_column("actor"),
    Column("act", String(16), nullable=False),
    Column("link", Text, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    Index("ix_assignment_steps_workspace_member_assignment", "workspace", "member", "assignment"),
    sqlite_autoincrement=True,
)
