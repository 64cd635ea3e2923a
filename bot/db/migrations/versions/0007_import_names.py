"""What names in the files of other programs are, as members have answered.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_names",
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("workspace", "member")),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("area", sa.String(64), nullable=True),
        sa.Column("roadmap", sa.String(64), nullable=True),
        sa.Column("topic", sa.String(128), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "name", name="pk_import_names"),
    )


def downgrade() -> None:
    op.drop_table("import_names")
