"""What is looked at all the time, apart from what only grows: marks of changed content, and what is to be sent.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None
compatible_since = "0025"  # an older release sets no marks; what it changes is found by its id

OUTBOX_INDEXES = (
    ("ix_outbox_open", ["workspace", "due_at", "id"], "state IN ('waiting', 'sending')"),
    ("ix_outbox_leased", ["workspace", "leased_until"], "leased_until IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        "content_marks",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_content_marks"),
    )
    op.execute("INSERT INTO content_marks (workspace, number) SELECT DISTINCT workspace, 1 FROM content_changes")
    for name, keys, some in OUTBOX_INDEXES:
        where = sa.text(some)
        op.create_index(name, "outbox", keys, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, *_ in OUTBOX_INDEXES:
        op.drop_index(name, "outbox")
    op.drop_table("content_marks")
