"""Learning together: sessions, and the ideas of the digest."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, false

from bot.db.tables.columns import UtcDateTime, id_column, metadata

sessions = Table(
    "sessions",  # knowledge-sharing sessions
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    id_column("host"),
    Column("title", String(150), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("request", String(200), nullable=False),
    Column("cancelled_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("workspace", "request"),
    Index("ix_sessions_workspace_starts_at", "workspace", "starts_at"),
    sqlite_autoincrement=True,
)

session_attendees = Table(
    "session_attendees",  # who joins a session
    metadata,
    Column("session", Integer, ForeignKey("sessions.id"), primary_key=True),
    id_column("member", primary_key=True),
    id_column("workspace"),
    Column("joined_at", UtcDateTime, nullable=False),
    Index("ix_session_attendees_workspace_member", "workspace", "member"),
)

digest_ideas = Table(
    "digest_ideas",  # what the digest of a week suggested to learn together, and the session that came of it
    metadata,
    id_column("workspace", primary_key=True),
    Column("week", String(8), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("command", String(200), nullable=False),
    Column("session", Integer),
    Column("suggested_at", UtcDateTime, nullable=False),
)

idea_members = Table(
    "idea_members",  # who is in; one who hides only once they agreed to be named to the others
    metadata,
    id_column("workspace", primary_key=True),
    Column("week", String(8), primary_key=True),
    id_column("member", primary_key=True),
    Column("named", Boolean, nullable=False, server_default=false()),
    Column("joined_at", UtcDateTime, nullable=False),
)
