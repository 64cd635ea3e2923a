"""Questions about what was learned: the memory model, what was asked, and what is wrong with a question."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, true

from bot.db.tables.columns import UtcDateTime, id_column, metadata

question_cards = Table(
    "question_cards",  # what the memory model holds of a member and a topic they were asked about
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("topic", String(128), primary_key=True),
    Column("stability", Float, nullable=False),  # days
    Column("difficulty", Float, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("reviewed_at", UtcDateTime, nullable=False),
    Column("reviews", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    Index("ix_question_cards_due", "workspace", "member", "due_at"),
)

asked_questions = Table(
    "asked_questions",  # each question that somebody was asked, and their answer, which only they see
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("run", String(32), primary_key=True),  # a question day, or a quiz that they began
    Column("number", Integer, primary_key=True, autoincrement=False),  # in its run, from 1
    Column("total", Integer, nullable=False),  # how many questions the run was to have by then
    Column("question", String(200), nullable=False),
    Column("version", String(16), nullable=False),  # of the question's words
    Column("scope", String(128), nullable=False, server_default=""),  # what the quiz is about; empty for everything
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("place", Integer),  # of the option that was pressed, from 0
    Column("is_right", Boolean),
    Index("ix_asked_questions_workspace_member_question", "workspace", "member", "question"),
)

question_days = Table(
    "question_days",  # of members who chose their days, or turned questions off
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("days", String(16), nullable=False),  # tue thu
    Column("is_on", Boolean, nullable=False, server_default=true()),  # off keeps the days for later
)

question_reports = Table(
    "question_reports",  # questions that somebody says are wrong
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("question", String(200), primary_key=True),
    Column("version", String(16), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

question_verdicts = Table(
    "question_verdicts",  # what became of a question that somebody said is wrong, for the words it had
    metadata,
    id_column("workspace", primary_key=True),
    Column("question", String(200), primary_key=True),
    Column("version", String(16), primary_key=True),
    Column("verdict", String(16), nullable=False),  # kept, stopped, mended
    id_column("by_member"),  # empty where the content has mended it
    Column("at", UtcDateTime, nullable=False),
)
