"""Find the messages of a thread by an index, where PostgreSQL read all that had ever been sent.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None
compatible_since = "0025"  # an older release needs no index


def upgrade() -> None:
    where = sa.text("follows IS NOT NULL")
    op.create_index("ix_outbox_follows", "outbox", ["follows", "id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_outbox_follows", "outbox")
