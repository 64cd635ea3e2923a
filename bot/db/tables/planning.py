"""Goals, what somebody chose in the plan, what comes next for them, and what they have reached."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from bot.db.tables.columns import UtcDateTime, id_column, metadata

goals = Table(
    "goals",
    metadata,
    id_column("workspace", primary_key=True),
    Column("member", String(64), primary_key=True),  # empty for the workspace's own
    Column("week", String(8), primary_key=True),  # the first in which it holds; empty for the one before all others
    Column("minutes", Integer),  # NULL goes back to the workspace's
)

offered_steps = Table(
    "offered_steps",  # what somebody was offered to learn next, so that it doesn't come again and again
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("subject", String(128), nullable=False),  # the topic or assignment that was offered last
    Column("recent", Text, nullable=False),  # this week's and the two before, as `core.plan.offer_memory` writes them
    Index("ix_offered_steps_subject", "workspace", "subject"),
)

target_days = Table(
    "target_days",
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    id_column("area", primary_key=True),
    Column("day", Date, nullable=False),
)

plan_choices = Table(
    "plan_choices",  # what somebody chose in the plan
    metadata,
    id_column("workspace", primary_key=True),
    Column("member", String(64), primary_key=True),  # empty for the team's default
    Column("area", String(64), primary_key=True),
    Column("choice", String(16), primary_key=True),  # order, hidden, estimate, target, next_target
    Column("value", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

assigned_next_steps = Table(
    "assigned_next_steps",  # the next step that a mentor has set for somebody
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    id_column("mentor"),
    Column("subject", String(128), nullable=False),  # a topic or an assignment
    Column("minutes", Integer, nullable=False),  # they had on it by then: more of them fulfil it
    Column("words", Text, nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
)

milestones = Table(
    "milestones",  # what a member has reached, each once; what rested on hours that were undone is taken back
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("subject", String(190), primary_key=True),  # a week, a number of weeks, an area, an assignment ...
    Column("day", Date, nullable=False),
    Index("ix_milestones_workspace_day", "workspace", "day"),
)
