"""When somebody wants their nudge, how often, how many went unanswered, and what was said already.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

def upgrade() -> None:
    for name, length in (("nudge_slot", 16), ("nudge_slot_from", 8), ("nudge_slot_before", 16), ("nudged_week", 8)):
        op.add_column("members", sa.Column(name, sa.String(length), nullable=True))
    for name, default in (("nudge_every", "1"), ("unanswered_nudges", "0")):
        op.add_column("members", sa.Column(name, sa.Integer(), nullable=False, server_default=default))
    op.create_index(
        "ix_members_nudge_slot",
        "members",
        ["workspace", "timezone", "id"],
        sqlite_where=sa.text("nudge_slot_from IS NOT NULL"),
        postgresql_where=sa.text("nudge_slot_from IS NOT NULL"),
    )
    op.create_index("ix_outbox_recipient", "outbox", ["workspace", "recipient", "due_at"])
    op.create_table(
        "nudge_texts",
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("workspace", "member")),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("variant", sa.String(16), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "digest", name="pk_nudge_texts"),
    )


def downgrade() -> None:
    op.drop_table("nudge_texts")
    op.drop_index("ix_outbox_recipient", "outbox")
    op.drop_index("ix_members_nudge_slot", "members")
    for name in ("unanswered_nudges", "nudge_every", "nudged_week", "nudge_slot_before", "nudge_slot_from", "nudge_slot"):
        op.drop_column("members", name)
