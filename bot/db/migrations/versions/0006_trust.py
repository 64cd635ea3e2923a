"""Who is served and who is one of us; erasures in short transactions; indexes that undo looks acts up by.

Revision ID: 0006
Revises: 0005

A database with one workspace and no installation was used with SLACK_BOT_TOKEN: that workspace is taken for its own
until Slack says so. What the local trial has left in it is not counted; where there are several, Slack has to tell.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TRIAL_WORKSPACE: Final = "T0SANDBOX"


def upgrade() -> None:
    _installations()
    _members()
    _add_erasures()
    _add_indexes_of_acts()


def downgrade() -> None:
    for name in ("undoes", "workspace_member_id"):
        op.drop_index(f"ix_entries_{name}", table_name="entries")
    op.drop_table("erasures")
    op.drop_column("members", "is_external")
    op.execute("DELETE FROM installations WHERE secret IS NULL")
    with op.batch_alter_table("installations") as table:
        table.drop_column("token_hash")
        table.drop_column("is_org")
        table.alter_column("secret", existing_type=sa.Text(), nullable=False)


def _installations() -> None:
    with op.batch_alter_table("installations") as table:
        table.alter_column("secret", existing_type=sa.Text(), nullable=True)
        table.add_column(sa.Column("is_org", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("token_hash", sa.String(64), nullable=True))
    op.execute(
        "INSERT INTO installations (workspace, installed_at) SELECT id, created_at FROM workspaces "
        f"WHERE gone_at IS NULL AND id <> '{TRIAL_WORKSPACE}' AND NOT EXISTS (SELECT 1 FROM installations) AND "
        f"(SELECT count(*) FROM workspaces WHERE gone_at IS NULL AND id <> '{TRIAL_WORKSPACE}') = 1"
    )


def _members() -> None:
    op.add_column("members", sa.Column("is_external", sa.Boolean(), server_default=sa.false(), nullable=False))


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
