"""The ledger knows acts and versions; absences, goals over time and target days.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("root", "act", "undoes"):
        op.add_column("entries", sa.Column(name, sa.Integer(), nullable=True))
    for name, kind in (("evidence", sa.Text()), ("activity", sa.String(16)), ("people", sa.Text())):
        op.add_column("entries", sa.Column(name, kind, server_default="", nullable=False))
    # What was taken back so far was taken back by `undo`, one booking at a time.
    op.execute("UPDATE entries SET root = reverses, undoes = reverses WHERE reverses IS NOT NULL")
    for name in ("root", "act"):
        given = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_entries_{name}", "entries", [name], sqlite_where=given, postgresql_where=given)
    op.add_column("members", sa.Column("day_starts", sa.Integer(), nullable=True))
    op.add_column("members", sa.Column("home_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("label", sa.String(80), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_absences_workspace_member", "absences", ["workspace", "member"])
    op.create_table(
        "goals",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "member", "week", name=op.f("pk_goals")),
    )
    op.create_table(
        "targets",
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("area", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", "area", name=op.f("pk_targets")),
    )


def downgrade() -> None:
    for table in ("targets", "goals", "absences"):
        op.drop_table(table)
    for name in ("home_at", "day_starts"):
        op.drop_column("members", name)
    for name in ("act", "root"):
        op.drop_index(f"ix_entries_{name}", table_name="entries")
    for name in ("people", "activity", "evidence", "undoes", "act", "root"):
        op.drop_column("entries", name)
