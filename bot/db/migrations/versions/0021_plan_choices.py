"""What somebody, or the team, has chosen in the plan.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
compatible_since = "0021"  # whom an older release forgets, it leaves in these rows


def upgrade() -> None:
    op.create_table(
        "plan_choices",
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("workspace", "member", "area")),
        *(sa.Column(name, sa.String(16), nullable=False) for name in ("choice", "value")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "area", "choice", name="pk_plan_choices"),
    )


def downgrade() -> None:
    op.drop_table("plan_choices")
