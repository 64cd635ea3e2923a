"""First contact: who was welcomed and what they want to learn first; the setup's checklist and announcement.

Everybody who is here already has found their way, so they count as welcomed.

Revision ID: 0014
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("setup_confirmed", sa.String(40), nullable=True))
    op.add_column("workspaces", sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("members", sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("members", sa.Column("first_area", sa.String(64), nullable=True))
    op.execute("UPDATE members SET welcomed_at = created_at")
    op.add_column("installations", sa.Column("installed_by", sa.String(64), nullable=True))
    op.create_table(
        "setup_checklists",
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("workspace", "member")),
        sa.Column("open_steps", sa.String(80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_setup_checklists"),
    )


def downgrade() -> None:
    op.drop_table("setup_checklists")
    for table, names in (
        ("installations", ("installed_by",)),
        ("members", ("first_area", "welcomed_at")),
        ("workspaces", ("announced_at", "setup_confirmed")),
    ):
        for name in names:
            op.drop_column(table, name)
