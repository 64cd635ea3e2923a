"""What workspaces change in the content, what members suggest to change, and who keeps which pack.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
compatible_since = "0024"  # whom an older release forgets, it leaves in these rows


def upgrade() -> None:
    op.create_table(
        "content_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("shipped", sa.Text(), nullable=True),
        sa.Column("by_member", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_from", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_content_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_content_changes_workspace_id", "content_changes", ["workspace", "id"])
    op.create_table(
        "content_suggestions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_content_suggestions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_content_suggestions_workspace_state", "content_suggestions", ["workspace", "state"])
    op.create_table(
        "content_keepers",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("pack", sa.String(40), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "pack", "member", name="pk_content_keepers"),
    )


def downgrade() -> None:
    op.drop_table("content_keepers")
    op.drop_table("content_suggestions")
    op.drop_table("content_changes")
