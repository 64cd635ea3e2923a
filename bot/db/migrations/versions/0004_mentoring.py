"""Mentoring: pairs, works, levels, notes, sessions, and what is left of people who were forgotten.

Who was a mentor before saw the whole team, and goes on doing so as a lead mentor.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("works", "work_steps", "pairs", "levels", "stucks", "advice", "remarks", "guests", "gatherings", "former")


def _id(name: str) -> sa.Column:
    return sa.Column(name, sa.String(64), nullable=False)


def _number(name: str = "id") -> sa.Column:
    return sa.Column(name, sa.Integer(), autoincrement=True, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _words(name: str, *, empty: bool = True) -> sa.Column:
    return sa.Column(name, sa.Text(), server_default="" if empty else None, nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("retention_months", sa.Integer(), nullable=True))
    op.add_column("workspaces", _moment("gone_at", nullable=True))
    for name in ("is_lead", "is_guest"):
        op.add_column("members", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("members", _moment("gone_at", nullable=True))
    op.execute("UPDATE members SET is_lead = is_mentor WHERE is_mentor")
    op.create_index("ix_audit_workspace_subject", "audit", ["workspace", "subject"])
    _works()
    _pairs()
    _knowledge()
    _gatherings()


def _works() -> None:
    op.create_table(
        "works",
        *(_id("workspace"), _id("member")),
        sa.Column("assignment", sa.String(128), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        _moment("changed_at"),
        _key("works", "workspace", "member", "assignment"),
    )
    op.create_index("ix_works_workspace_state", "works", ["workspace", "state"])
    op.create_table(
        "work_steps",
        *(_number(), _id("workspace"), _id("member")),
        sa.Column("assignment", sa.String(128), nullable=False),
        *(_moment("at"), _id("actor")),
        sa.Column("act", sa.String(16), nullable=False),
        *(_words("link"), _words("words")),
        _key("work_steps", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_work_steps_workspace_member_assignment", "work_steps", ["workspace", "member", "assignment"])


def _pairs() -> None:
    op.create_table(
        "pairs",
        *(_number(), _id("workspace"), _id("mentor"), _id("mentee")),
        sa.Column("area", sa.String(64), server_default="", nullable=False),
        _id("asked_by"),
        *(_moment(name, nullable=True) for name in ("mentor_at", "mentee_at", "ended_at")),
        sa.Column("ended_by", sa.String(64), nullable=True),
        *(_moment("reminded_at", nullable=True), _moment("created_at")),
        _key("pairs", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pairs_workspace_mentee", "pairs", ["workspace", "mentee"])
    open_ones = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_pairs_open",
        "pairs",
        ["workspace", "mentor", "mentee"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )


def _knowledge() -> None:
    op.create_table(
        "levels",
        *(_id("workspace"), _id("member"), _id("roadmap")),
        sa.Column("claimed", sa.String(16), nullable=False),
        _moment("claimed_at"),
        sa.Column("confirmed", sa.String(16), nullable=True),
        sa.Column("confirmed_by", sa.String(64), nullable=True),
        _moment("confirmed_at", nullable=True),
        _key("levels", "workspace", "member", "roadmap"),
    )
    op.create_table(
        "stucks",
        *(_number(), _id("workspace"), _id("member")),
        sa.Column("subject", sa.String(128), nullable=False),
        *(_words("words", empty=False), _moment("at"), _moment("over_at", nullable=True)),
        sa.Column("over_by", sa.String(64), nullable=True),
        _key("stucks", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stucks_workspace_member", "stucks", ["workspace", "member"])
    op.create_table(
        "advice",
        *(_id("workspace"), _id("member"), _id("mentor")),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *(_words("words"), _moment("at")),
        _key("advice", "workspace", "member"),
    )
    op.create_table(
        "remarks",
        *(_number(), _id("workspace"), _id("author"), _id("member"), _words("words", empty=False)),
        sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        _moment("at"),
        _key("remarks", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_remarks_workspace_member", "remarks", ["workspace", "member"])
    op.create_table(
        "former",
        *(_id("workspace"), _id("area")),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _key("former", "workspace", "area"),
    )


def _gatherings() -> None:
    op.create_table(
        "gatherings",
        *(_number(), _id("workspace"), _id("host")),
        sa.Column("title", sa.String(150), nullable=False),
        _moment("starts_at"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _id("channel"),
        sa.Column("request", sa.String(200), nullable=False),
        *(_moment("cancelled_at", nullable=True), _moment("created_at")),
        _key("gatherings", "id"),
        sa.UniqueConstraint("workspace", "request", name="uq_gatherings_workspace_request"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_gatherings_workspace_starts_at", "gatherings", ["workspace", "starts_at"])
    op.create_table(
        "guests",
        sa.Column("gathering", sa.Integer(), nullable=False),
        *(_id("member"), _id("workspace"), _moment("joined_at")),
        _key("guests", "gathering", "member"),
        sa.ForeignKeyConstraint(["gathering"], ["gatherings.id"], name="fk_guests_gathering"),
    )
    op.create_index("ix_guests_workspace_member", "guests", ["workspace", "member"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_audit_workspace_subject", "audit")
    for name in ("gone_at", "is_guest", "is_lead"):
        op.drop_column("members", name)
    for name in ("gone_at", "retention_months"):
        op.drop_column("workspaces", name)
