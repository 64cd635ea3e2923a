"""Workspaces, how Roadmate was installed there and set up, and what was done there."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false, true

from bot.db.tables.columns import UtcDateTime, id_column, metadata

workspaces = Table(
    "workspaces",
    metadata,
    id_column("id", primary_key=True),
    Column("bot_user", String(64)),
    Column("timezone", String(64)),
    Column("learning_channel", String(64)),
    Column("digest", String(16)),
    Column("nudge", String(16)),
    Column("digest_on", Boolean, nullable=False, server_default=true()),
    Column("nudge_on", Boolean, nullable=False, server_default=true()),
    Column("board_on", Boolean, nullable=False, server_default=false()),
    Column("goal_minutes", Integer, nullable=False, server_default="120"),
    Column("digest_parts", String(120)),  # what goes into the digest, parted by commas; NULL for everything
    Column("board_by", String(8)),  # hours (NULL) or goal
    Column("roster", Integer, nullable=False, server_default="0"),  # goes up when its people change
    Column("retention_months", Integer),  # NULL for the environment's
    Column("setup_confirmed", String(40)),  # steps of the setup that an admin settled without a setting, by words
    Column("announced_at", UtcDateTime),  # when Roadmate was announced in the learning channel
    Column("gone_at", UtcDateTime),  # when it threw us out
    Column("created_at", UtcDateTime, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    Column("at", UtcDateTime, nullable=False),
    id_column("actor"),
    Column("act", String(32), nullable=False),
    Column("subject", String(128), nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
    Index("ix_audit_log_workspace_at", "workspace", "at"),
    Index("ix_audit_log_workspace_subject", "workspace", "subject"),
    sqlite_autoincrement=True,
)

installations = Table(
    "installations",
    metadata,
    id_column("workspace", primary_key=True),
    Column("enterprise", String(64)),
    Column("is_org", Boolean, nullable=False, server_default=false()),  # installed by the whole organisation
    Column("secret", Text),  # NULL for the workspace of SLACK_BOT_TOKEN
    Column("token_hash", String(64)),  # of the SLACK_BOT_TOKEN that Slack says is this workspace's
    Column("installed_by", String(64)),  # NULL where Slack did not say
    Column("installed_at", UtcDateTime, nullable=False),
)

setup_checklists = Table(
    "setup_checklists",  # who was sent the checklist of the setup, and which steps it shows as open
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("open_steps", String(80), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
)
