"""Keep with a queued message the id of the request or tick that queued it: the log follows one from there to Slack.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
compatible_since = "0025"  # an older release leaves the column empty


def upgrade() -> None:
    op.add_column("outbox", sa.Column("request", sa.String(16)))


def downgrade() -> None:
    op.drop_column("outbox", "request")
