"""What members know: their levels, and what they say of topics."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from bot.db.tables.columns import UtcDateTime, id_column, metadata

levels = Table(
    "levels",
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("roadmap", String(64), primary_key=True),
    Column("claimed", String(16), nullable=False),  # what they say of themselves
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("confirmed", String(16)),  # what a mentor says, the same or another one
    Column("confirmed_by", String(64)),
    Column("confirmed_at", UtcDateTime),
)

placement_answers = Table(
    "placement_answers",  # the questions by which somebody's level in a roadmap is found, each with how it was answered
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    id_column("member"),
    Column("roadmap", String(64), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),  # the same for all questions that belong together
    Column("number", Integer, nullable=False),
    Column("question", String(200), nullable=False),
    Column("height", Integer, nullable=False),  # the level of its topic, from 0
    Column("version", String(16), nullable=False),  # of its words
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("outcome", String(8)),  # right, wrong, or void where its words have changed
    UniqueConstraint("workspace", "member", "roadmap", "started_at", "number", name="uq_placement_answers_number"),
    sqlite_autoincrement=True,
)

topic_state_acts = Table(
    "topic_state_acts",  # what members know: only ever added to, and the newest row of a subject holds
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    id_column("member"),
    Column("subject", String(128), nullable=False),  # a topic or subtopic
    Column("state", String(16), nullable=False),  # learning, known, skipped; empty where it was taken away
    Column("since", Date),  # the day from which on the state counts
    Column("source", String(16), nullable=False),  # self, questions, mentor
    id_column("actor"),
    Column("request", String(200)),  # in the first row of an act
    Column("act", Integer),  # the first row of it; NULL in that one
    Column("undoes", Integer),  # the act that this one undoes
    Column("restores", Integer),  # the row whose state an undo has brought back; 0 for none
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("workspace", "member", "request"),
    Index("ix_topic_state_acts_workspace_member_subject_id", "workspace", "member", "subject", "id"),
    sqlite_autoincrement=True,
)

Index(
    "ix_topic_state_acts_act",
    topic_state_acts.c.act,
    sqlite_where=topic_state_acts.c.act.is_not(None),
)
