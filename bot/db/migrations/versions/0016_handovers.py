"""Who answers what waits, where somebody has handed it over.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("item", sa.String(16), nullable=False),
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("member", "assignee", "handed_by")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "item", name="pk_handovers"),
    )


def downgrade() -> None:
    op.drop_table("handovers")
