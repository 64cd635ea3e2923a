"""Installations name the workspace of SLACK_BOT_TOKEN too, and members of other organisations are known as such.

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


def downgrade() -> None:
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
