"""The questions by which somebody's level in a roadmap is found.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
compatible_since = "0020"  # whom an older release forgets, it leaves in these rows


def upgrade() -> None:
    op.create_table(
        "placement_answers",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("roadmap", sa.String(64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String(8)),
        sa.UniqueConstraint(
            "workspace", "member", "roadmap", "started_at", "number", name="uq_placement_answers_number"
        ),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("placement_answers")
