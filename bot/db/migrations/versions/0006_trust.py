"""Erasures that are under way, so that somebody is forgotten in short transactions.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_erasures()


def downgrade() -> None:
    op.drop_table("erasures")


def _add_erasures() -> None:
    """Add the table of people who are being erased at this moment."""
    op.create_table(
        "erasures",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("is_summed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("step", sa.String(80), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_erasures"),
    )
