"""What was offered to somebody as their next step, so that nothing comes again and again.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offered_steps",
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("workspace", "member")),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("recent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_offered_steps"),
    )
    op.create_index("ix_offered_steps_subject", "offered_steps", ["workspace", "subject"])


def downgrade() -> None:
    op.drop_table("offered_steps")
