"""What is sent: threads, parts of the digest, summaries, nudges put off, and the audit log.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("digest_parts", sa.String(120), nullable=True))
    op.add_column("workspaces", sa.Column("board_by", sa.String(8), nullable=True))
    op.add_column("workspaces", sa.Column("roster", sa.Integer(), server_default="0", nullable=False))
    op.add_column("members", sa.Column("nudge_again", sa.Date(), nullable=True))
    for name, value in (("summary_on", sa.false()), ("mentor_summary_on", sa.true()), ("askable", sa.false())):
        op.add_column("members", sa.Column(name, sa.Boolean(), server_default=value, nullable=False))
    op.add_column("members", sa.Column("mentor_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_members_profile_at", "members", ["profile_at", "workspace", "id"])
    for name, key, few, spelt in (
        ("summary", "timezone", "summary_on", "summary_on = 1"),
        ("mentors", "timezone", "is_mentor", "is_mentor = 1"),
        ("again", "nudge_again", "nudge_again IS NOT NULL", "nudge_again IS NOT NULL"),
    ):
        where = {"sqlite_where": sa.text(spelt), "postgresql_where": sa.text(few)}
        op.create_index(f"ix_members_{name}", "members", ["workspace", key, "id"], **where)
    op.add_column("outbox", sa.Column("follows", sa.Integer(), nullable=True))
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(128), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_workspace_at", "audit", ["workspace", "at"])


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_column("outbox", "follows")
    for name in ("again", "mentors", "summary", "profile_at"):
        op.drop_index(f"ix_members_{name}", "members")
    for name in ("mentor_since", "askable", "mentor_summary_on", "summary_on", "nudge_again"):
        op.drop_column("members", name)
    for name in ("roster", "board_by", "digest_parts"):
        op.drop_column("workspaces", name)
