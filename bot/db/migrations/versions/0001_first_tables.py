"""First tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered",
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_answered")),
    )
    op.create_index("ix_answered_at", "answered", ["at"], unique=False)

    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=64), nullable=False),
        sa.Column("roadmap", sa.String(length=64), nullable=True),
        sa.Column("topic", sa.String(length=128), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=True),
        sa.Column("request", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(reverses IS NULL AND minutes > 0) OR (reverses IS NOT NULL AND minutes < 0)", name=op.f("ck_entries_sign")
        ),
        sa.ForeignKeyConstraint(["reverses"], ["entries.id"], name=op.f("fk_entries_reverses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("workspace", "member", "request", name=op.f("uq_entries_workspace_member_request")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_workspace_member_day", "entries", ["workspace", "member", "day"], unique=False)
    op.create_index(
        "uq_entries_reverses",
        "entries",
        ["reverses"],
        unique=True,
        sqlite_where=sa.text("reverses IS NOT NULL"),
        postgresql_where=sa.text("reverses IS NOT NULL"),
    )

    op.create_table(
        "installations",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("enterprise", sa.String(length=64), nullable=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_installations")),
    )
    op.create_table(
        "members",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("is_admin", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_mentor", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("hidden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("nudged", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("goal_minutes", sa.Integer(), nullable=True),
        sa.Column("profile_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_members")),
    )
    op.create_index("ix_members_workspace_timezone", "members", ["workspace", "timezone"], unique=False)

    op.create_table(
        "occurrences",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "kind", "period", "recipient", name=op.f("pk_occurrences")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_ts", sa.String(length=32), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "workspace", "kind", "period", "recipient", name=op.f("uq_outbox_workspace_kind_period_recipient")
        ),
    )
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"], unique=False)

    op.create_table(
        "ticks",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("assignment", sa.String(length=128), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "assignment", name=op.f("pk_ticks")),
    )
    op.create_table(
        "totals",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "period", "subject", name=op.f("pk_totals")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_totals_board", "totals", ["workspace", "period", "subject"], unique=False)

    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("bot_user", sa.String(length=64), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("learning_channel", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=16), nullable=True),
        sa.Column("nudge", sa.String(length=16), nullable=True),
        sa.Column("digest_on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("nudge_on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("board_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("goal_minutes", sa.Integer(), server_default="120", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("workspaces")
    op.drop_index("ix_totals_board", table_name="totals")

    op.drop_table("totals")
    op.drop_table("ticks")
    op.drop_index("ix_outbox_state_due_at", table_name="outbox")

    op.drop_table("outbox")
    op.drop_table("occurrences")
    op.drop_index("ix_members_workspace_timezone", table_name="members")

    op.drop_table("members")
    op.drop_table("installations")
    op.drop_index("uq_entries_reverses", table_name="entries")
    op.drop_index("ix_entries_workspace_member_day", table_name="entries")

    op.drop_table("entries")
    op.drop_index("ix_answered_at", table_name="answered")

    op.drop_table("answered")
