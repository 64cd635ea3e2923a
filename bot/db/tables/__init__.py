"""The tables. Every row belongs to one workspace.

An index of some of the rows says `sqlite_where` alone: it's the same on PostgreSQL, where the migrations make it so.
PostgreSQL's own word for it would load all that SQLAlchemy has for PostgreSQL: a tenth of a start on SQLite.
"""

from __future__ import annotations

from bot.db.tables.assignments import assignment_progress, assignment_steps, ticks
from bot.db.tables.columns import UtcDateTime, metadata
from bot.db.tables.content import content_changes, content_ids, content_keepers, content_marks, content_suggestions
from bot.db.tables.delivery import handled_events, nudge_texts, occurrences, outbox
from bot.db.tables.hours import anonymous_totals, entries, helpful_links, import_names, totals
from bot.db.tables.knowing import levels, placement_answers, topic_state_acts
from bot.db.tables.mentoring import PAIR_IS_ACTIVE, help_requests, mentor_notes, pairs
from bot.db.tables.people import coverage_members, erasures, handovers, members, time_off
from bot.db.tables.planning import assigned_next_steps, goals, milestones, offered_steps, plan_choices, target_days
from bot.db.tables.questions import asked_questions, question_cards, question_days, question_reports, question_verdicts
from bot.db.tables.together import digest_ideas, idea_members, session_attendees, sessions
from bot.db.tables.workspaces import audit_log, installations, setup_checklists, workspaces

__all__ = [
    "PAIR_IS_ACTIVE",
    "UtcDateTime",
    "anonymous_totals",
    "asked_questions",
    "assigned_next_steps",
    "assignment_progress",
    "assignment_steps",
    "audit_log",
    "content_changes",
    "content_ids",
    "content_keepers",
    "content_marks",
    "content_suggestions",
    "coverage_members",
    "digest_ideas",
    "entries",
    "erasures",
    "goals",
    "handled_events",
    "handovers",
    "help_requests",
    "helpful_links",
    "idea_members",
    "import_names",
    "installations",
    "levels",
    "members",
    "mentor_notes",
    "metadata",
    "milestones",
    "nudge_texts",
    "occurrences",
    "offered_steps",
    "outbox",
    "pairs",
    "placement_answers",
    "plan_choices",
    "question_cards",
    "question_days",
    "question_reports",
    "question_verdicts",
    "session_attendees",
    "sessions",
    "setup_checklists",
    "target_days",
    "ticks",
    "time_off",
    "topic_state_acts",
    "totals",
    "workspaces",
]
