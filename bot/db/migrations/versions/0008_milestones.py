"""What members have reached, each once.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "milestones",
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("workspace", "member")),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(190), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "kind", "subject", name="pk_milestones"),
    )
    op.create_index("ix_milestones_workspace_day", "milestones", ["workspace", "day"])


def downgrade() -> None:
    op.drop_table("milestones")
