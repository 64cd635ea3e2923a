"""Members who agreed that what they know is on the team's coverage.

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
compatible_since = "0023"  # whom an older release forgets, it leaves in these rows


def upgrade() -> None:
    op.create_table(
        "coverage_members",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_coverage_members"),
    )


def downgrade() -> None:
    op.drop_table("coverage_members")
