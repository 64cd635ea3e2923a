"""Erasures that are under way, and what undo looks acts up by: for short transactions.

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
    _add_indexes_of_acts()


def downgrade() -> None:
    for name in ("undoes", "workspace_member_id"):
        op.drop_index(f"ix_entries_{name}", table_name="entries")
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


def _add_indexes_of_acts() -> None:
    """Add what undo looks acts up by, so that it need not read all that a member ever logged."""
    op.create_index("ix_entries_workspace_member_id", "entries", ["workspace", "member", "id"])
    some = sa.text("undoes IS NOT NULL")
    op.create_index("ix_entries_undoes", "entries", ["undoes"], sqlite_where=some, postgresql_where=some)
