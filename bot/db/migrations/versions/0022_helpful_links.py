"""Links that helped somebody learn a topic, kept for their colleagues.

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
compatible_since = "0022"  # whom an older release forgets, it leaves in these rows


def upgrade() -> None:
    op.create_table(
        "helpful_links",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("link_hash", sa.String(40), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("workspace", "subject", "link_hash", "member", name="uq_helpful_links_workspace"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("helpful_links")
