"""What members know of topics and subtopics, act by act.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic_state_acts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("request", sa.String(200), nullable=True),
        sa.Column("act", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic_state_acts"),
        sa.UniqueConstraint("workspace", "member", "request", name="uq_topic_state_acts_workspace_member_request"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_topic_state_acts_workspace_member_subject_id", "topic_state_acts", ["workspace", "member", "subject", "id"]
    )
    op.create_index(
        "ix_topic_state_acts_act",
        "topic_state_acts",
        ["act"],
        sqlite_where=sa.text("act IS NOT NULL"),
        postgresql_where=sa.text("act IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("topic_state_acts")
