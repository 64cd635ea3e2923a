"""Mentors and those they mentor."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false

from bot.db.tables.columns import UtcDateTime, id_column, metadata

pairs = Table(
    "pairs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    id_column("mentor"),
    id_column("mentee"),
    Column("area", String(64), nullable=False, server_default=""),  # what for; empty for everything
    id_column("asked_by"),
    Column("mentor_at", UtcDateTime),  # when they said yes
    Column("mentee_at", UtcDateTime),
    Column("ended_at", UtcDateTime),  # declined where one of them has not said yes
    Column("ended_by", String(64)),
    Column("reminded_at", UtcDateTime),  # when a quiet pair was last asked to meet
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_pairs_workspace_mentee", "workspace", "mentee"),
    sqlite_autoincrement=True,
)

# Both have said yes, and it has not ended.
PAIR_IS_ACTIVE: Final = (pairs.c.mentor_at.is_not(None), pairs.c.mentee_at.is_not(None), pairs.c.ended_at.is_(None))

# Two people are paired, or asked to be, at most once at a time.
Index(
    "uq_pairs_open",
    pairs.c.workspace,
    pairs.c.mentor,
    pairs.c.mentee,
    unique=True,
    sqlite_where=pairs.c.ended_at.is_(None),
)

help_requests = Table(
    "help_requests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    id_column("member"),
    Column("subject", String(128), nullable=False),  # an area, roadmap, topic or assignment; empty for none of these
    Column("words", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("over_at", UtcDateTime),
    Column("over_by", String(64)),
    Index("ix_help_requests_workspace_member", "workspace", "member"),
    sqlite_autoincrement=True,
)

mentor_notes = Table(
    "mentor_notes",  # a mentor's notes on somebody
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    id_column("author"),
    id_column("member"),
    Column("words", Text, nullable=False),
    Column("shared", Boolean, nullable=False, server_default=false()),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_mentor_notes_workspace_member", "workspace", "member"),
    sqlite_autoincrement=True,
)
