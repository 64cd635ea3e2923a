"""Questions: what was asked and answered, what the memory model holds, on which days, and which are said to be wrong.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _id_columns(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(64), nullable=False) for name in names]


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "question_cards",
        *_id_columns("workspace", "member"),
        sa.Column("topic", sa.String(128), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("stability", "difficulty")),
        _moment("due_at"),
        _moment("reviewed_at"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("reviews", "lapses")),
        sa.PrimaryKeyConstraint("workspace", "member", "topic", name="pk_question_cards"),
    )
    op.create_index("ix_question_cards_due", "question_cards", ["workspace", "member", "due_at"])
    op.create_table(
        "asked_questions",
        *_id_columns("workspace", "member"),
        sa.Column("run", sa.String(32), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("number", "total")),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(128), nullable=False, server_default=""),
        _moment("asked_at"),
        _moment("answered_at", nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "member", "run", "number", name="pk_asked_questions"),
    )
    op.create_index(
        "ix_asked_questions_workspace_member_question", "asked_questions", ["workspace", "member", "question"]
    )
    op.create_table(
        "question_days",
        *_id_columns("workspace", "member"),
        sa.Column("days", sa.String(16), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_question_days"),
    )
    op.create_table(
        "question_reports",
        *_id_columns("workspace", "member"),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("workspace", "member", "question", "version", name="pk_question_reports"),
    )


    op.create_table(
        "question_verdicts",
        *_id_columns("workspace"),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        *_id_columns("by_member"),
        _moment("at"),
        sa.PrimaryKeyConstraint("workspace", "question", "version", name="pk_question_verdicts"),
    )


def downgrade() -> None:
    for name in ("question_verdicts", "question_reports", "question_days", "asked_questions", "question_cards"):
        op.drop_table(name)
