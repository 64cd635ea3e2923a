"""The tables. Every row belongs to one workspace.

Hours live in `entries`, which is only ever added to: a correction is a row with negative minutes that names the row it
takes back, so the sum of a member's rows is the member's total at every moment. `totals` holds those sums per period
and subject and is written in the booking's own transaction.

Rows that were written together are one act: `act` is the id of the first of them (NULL in a row that is an act by
itself). `undoes` is the act that this one undoes. A corrected entry is a new version of the old one: `root` is the id
of the first version (NULL in the first version itself), and the row that takes a version back bears the same root.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time: aware going in, UTC coming out; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id_column(name: str, **options: Any) -> Column[str]:
    return Column(name, String(64), nullable=False, **options)


workspaces = Table(
    "workspaces",
    metadata,
    _id_column("id", primary_key=True),
    Column("bot_user", String(64)),
    Column("timezone", String(64)),
    Column("learning_channel", String(64)),
    Column("digest", String(16)),
    Column("nudge", String(16)),
    Column("digest_on", Boolean, nullable=False, server_default=true()),
    Column("nudge_on", Boolean, nullable=False, server_default=true()),
    Column("board_on", Boolean, nullable=False, server_default=false()),
    Column("goal_minutes", Integer, nullable=False, server_default="120"),
    Column("digest_parts", String(120)),  # what goes into the digest, parted by commas; NULL for everything
    Column("board_by", String(8)),  # hours (NULL) or goal
    Column("roster", Integer, nullable=False, server_default="0"),  # goes up when its people change
    Column("retention_months", Integer),  # NULL for the environment's
    Column("setup_confirmed", String(40)),  # steps of the setup that an admin settled without a setting, by words
    Column("announced_at", UtcDateTime),  # when Roadmate was announced in the learning channel
    Column("gone_at", UtcDateTime),  # when it threw us out
    Column("created_at", UtcDateTime, nullable=False),
)

members = Table(
    "members",
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("id", primary_key=True),
    Column("name", String(200), nullable=False),
    Column("timezone", String(64)),
    Column("is_admin", Boolean, nullable=False, server_default=false()),
    Column("is_mentor", Boolean, nullable=False, server_default=false()),
    Column("is_lead", Boolean, nullable=False, server_default=false()),  # a mentor who sees the whole team
    Column("is_guest", Boolean, nullable=False, server_default=false()),
    Column("is_external", Boolean, nullable=False, server_default=false()),  # at home in another organisation
    Column("is_active", Boolean, nullable=False, server_default=true()),
    Column("gone_at", UtcDateTime),  # since when Slack says that they have left
    Column("hidden", Boolean, nullable=False, server_default=false()),
    Column("nudged", Boolean, nullable=False, server_default=true()),
    Column("snoozed_until", Date),
    Column("nudge_again", Date),  # the day to which this week's nudge was put off
    Column("nudge_slot", String(16)),  # their own day and hour; NULL for the workspace's
    Column("nudge_slot_from", String(8)),  # the first week in which it holds; NULL if they never chose one
    Column("nudge_slot_before", String(16)),  # their own until then
    Column("nudged_week", String(8)),  # of the last nudge
    Column("nudge_every", Integer, nullable=False, server_default="1"),  # weeks
    Column("unanswered_nudges", Integer, nullable=False, server_default="0"),  # since they last did anything here
    Column("summary_on", Boolean, nullable=False, server_default=false()),
    Column("mentor_summary_on", Boolean, nullable=False, server_default=true()),
    Column("mentor_since", UtcDateTime),
    Column("askable", Boolean, nullable=False, server_default=false()),  # agreed to be named as one who knows
    Column("goal_minutes", Integer),
    Column("day_starts", Integer),  # minutes after midnight
    Column("home_at", UtcDateTime),  # when they first opened the Home tab
    Column("welcomed_at", UtcDateTime),  # when they first spoke to us
    Column("first_area", String(64)),  # what they want to learn first; NULL for the plan's order
    Column("profile_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_members_workspace_timezone", "workspace", "timezone"),
    Index("ix_members_profile_at", "profile_at", "workspace", "id"),
)

# Few people have any of these; looking for them takes as long as there are such people. SQLite wants to read of the
# index what it reads in the statement.
for _name, _key, _few, _spelt in (
    ("summary", members.c.timezone, members.c.summary_on, "summary_on = 1"),
    ("mentors", members.c.timezone, members.c.is_mentor, "is_mentor = 1"),
    ("again", members.c.nudge_again, members.c.nudge_again.is_not(None), "nudge_again IS NOT NULL"),
    ("nudge_slot", members.c.timezone, members.c.nudge_slot_from.is_not(None), "nudge_slot_from IS NOT NULL"),
):
    Index(
        f"ix_members_{_name}", members.c.workspace, _key, members.c.id, sqlite_where=text(_spelt), postgresql_where=_few
    )

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    _id_column("member"),
    Column("minutes", Integer, nullable=False),
    _id_column("area"),
    Column("roadmap", String(64)),
    Column("topic", String(128)),
    Column("day", Date, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("source", String(16), nullable=False),
    Column("reverses", Integer, ForeignKey("entries.id")),
    Column("request", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("root", Integer),
    Column("act", Integer),
    Column("undoes", Integer),
    Column("evidence", Text, nullable=False, server_default=""),
    Column("activity", String(16), nullable=False, server_default=""),  # mentoring, talk
    Column("people", Text, nullable=False, server_default=""),  # ids of those it was done with, parted by spaces
    CheckConstraint("(reverses IS NULL AND minutes > 0) OR (reverses IS NOT NULL AND minutes < 0)", name="sign"),
    UniqueConstraint("workspace", "member", "request"),
    Index("ix_entries_workspace_member_day", "workspace", "member", "day"),
    Index("ix_entries_workspace_member_id", "workspace", "member", "id"),  # the newest first, for undo
    sqlite_autoincrement=True,
)

# Each entry is taken back at most once. Bookings, which take nothing back, stay out of this index and cost it nothing.
Index(
    "uq_entries_reverses",
    entries.c.reverses,
    unique=True,
    sqlite_where=entries.c.reverses.is_not(None),
    postgresql_where=entries.c.reverses.is_not(None),
)

# Most entries are never corrected and are an act by themselves; they stay out of these.
for _name in ("root", "act", "undoes"):
    Index(
        f"ix_entries_{_name}",
        entries.c[_name],
        sqlite_where=entries.c[_name].is_not(None),
        postgresql_where=entries.c[_name].is_not(None),
    )

time_off = Table(
    "time_off",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    Column("member", String(64), nullable=False),  # empty for a holiday of the whole team
    Column("first", Date, nullable=False),
    Column("last", Date),  # open until somebody says
    Column("label", String(80), nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_time_off_workspace_member", "workspace", "member"),
    sqlite_autoincrement=True,
)

goals = Table(
    "goals",
    metadata,
    _id_column("workspace", primary_key=True),
    Column("member", String(64), primary_key=True),  # empty for the workspace's own
    Column("week", String(8), primary_key=True),  # the first in which it holds; empty for the one before all others
    Column("minutes", Integer),  # NULL goes back to the workspace's
)

nudge_texts = Table(
    "nudge_texts",  # what nudges have said to somebody, so that they say nothing twice
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("digest", String(32), primary_key=True),  # of the words
    Column("variant", String(16), nullable=False),
    Column("week", String(8), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

offered_steps = Table(
    "offered_steps",  # what somebody was offered to learn next, so that it doesn't come again and again
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("subject", String(128), nullable=False),  # the topic or assignment that was offered last
    Column("recent", Text, nullable=False),  # this week's and the two before, as `core.plan.offer_memory` writes them
    Index("ix_offered_steps_subject", "workspace", "subject"),
)

target_days = Table(
    "target_days",
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    _id_column("area", primary_key=True),
    Column("day", Date, nullable=False),
)

plan_choices = Table(
    "plan_choices",  # what somebody chose in the plan
    metadata,
    _id_column("workspace", primary_key=True),
    Column("member", String(64), primary_key=True),  # empty for the team's default
    Column("area", String(64), primary_key=True),
    Column("choice", String(16), primary_key=True),  # order, hidden, estimate, target, next_target
    Column("value", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

totals = Table(
    "totals",
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("subject", String(128), primary_key=True),
    Column("minutes", Integer, nullable=False),
    # The key answers for one member, this index for one board. Minutes stay out of it: they change with every booking.
    Index("ix_totals_board", "workspace", "period", "subject"),
    sqlite_with_rowid=False,
)

ticks = Table(
    "ticks",
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("assignment", String(128), primary_key=True),
    Column("ticked_at", UtcDateTime, nullable=False),
)

assignment_progress = Table(
    "assignment_progress",
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("assignment", String(128), primary_key=True),
    Column("state", String(16), nullable=False),  # started, handed in, sent back, signed off
    Column("due", Date),
    Column("step", Integer, nullable=False),  # the newest row of its history
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ix_assignment_progress_workspace_state", "workspace", "state"),
)

assignment_steps = Table(
    "assignment_steps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    _id_column("member"),
    Column("assignment", String(128), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    _id_column("actor"),
    Column("act", String(16), nullable=False),
    Column("link", Text, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    Index("ix_assignment_steps_workspace_member_assignment", "workspace", "member", "assignment"),
    sqlite_autoincrement=True,
)

pairs = Table(
    "pairs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    _id_column("mentor"),
    _id_column("mentee"),
    Column("area", String(64), nullable=False, server_default=""),  # what for; empty for everything
    _id_column("asked_by"),
    Column("mentor_at", UtcDateTime),  # when they said yes
    Column("mentee_at", UtcDateTime),
    Column("ended_at", UtcDateTime),  # declined where one of them has not said yes
    Column("ended_by", String(64)),
    Column("reminded_at", UtcDateTime),  # when a quiet pair was last asked to meet
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_pairs_workspace_mentee", "workspace", "mentee"),
    sqlite_autoincrement=True,
)

# Both have said yes, and it has not ended.
PAIR_IS_ACTIVE: Final = (pairs.c.mentor_at.is_not(None), pairs.c.mentee_at.is_not(None), pairs.c.ended_at.is_(None))

# Two people are paired, or asked to be, at most once at a time.
Index(
    "uq_pairs_open",
    pairs.c.workspace,
    pairs.c.mentor,
    pairs.c.mentee,
    unique=True,
    sqlite_where=pairs.c.ended_at.is_(None),
    postgresql_where=pairs.c.ended_at.is_(None),
)

levels = Table(
    "levels",
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
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
    _id_column("workspace"),
    _id_column("member"),
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

help_requests = Table(
    "help_requests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    _id_column("member"),
    Column("subject", String(128), nullable=False),  # an area, roadmap, topic or assignment; empty for none of these
    Column("words", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("over_at", UtcDateTime),
    Column("over_by", String(64)),
    Index("ix_help_requests_workspace_member", "workspace", "member"),
    sqlite_autoincrement=True,
)

assigned_next_steps = Table(
    "assigned_next_steps",  # the next step that a mentor has set for somebody
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    _id_column("mentor"),
    Column("subject", String(128), nullable=False),  # a topic or an assignment
    Column("minutes", Integer, nullable=False),  # they had on it by then: more of them fulfil it
    Column("words", Text, nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
)

mentor_notes = Table(
    "mentor_notes",  # a mentor's notes on somebody
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    _id_column("author"),
    _id_column("member"),
    Column("words", Text, nullable=False),
    Column("shared", Boolean, nullable=False, server_default=false()),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_mentor_notes_workspace_member", "workspace", "member"),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",  # knowledge-sharing sessions
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    _id_column("host"),
    Column("title", String(150), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("request", String(200), nullable=False),
    Column("cancelled_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("workspace", "request"),
    Index("ix_sessions_workspace_starts_at", "workspace", "starts_at"),
    sqlite_autoincrement=True,
)

session_attendees = Table(
    "session_attendees",  # who joins a session
    metadata,
    Column("session", Integer, ForeignKey("sessions.id"), primary_key=True),
    _id_column("member", primary_key=True),
    _id_column("workspace"),
    Column("joined_at", UtcDateTime, nullable=False),
    Index("ix_session_attendees_workspace_member", "workspace", "member"),
)

question_cards = Table(
    "question_cards",  # what the memory model holds of a member and a topic they were asked about
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
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
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
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
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("days", String(16), nullable=False),  # tue thu
    Column("is_on", Boolean, nullable=False, server_default=true()),  # off keeps the days for later
)

question_reports = Table(
    "question_reports",  # questions that somebody says are wrong
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("question", String(200), primary_key=True),
    Column("version", String(16), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

question_verdicts = Table(
    "question_verdicts",  # what became of a question that somebody said is wrong, for the words it had
    metadata,
    _id_column("workspace", primary_key=True),
    Column("question", String(200), primary_key=True),
    Column("version", String(16), primary_key=True),
    Column("verdict", String(16), nullable=False),  # kept, stopped, mended
    _id_column("by_member"),  # empty where the content has mended it
    Column("at", UtcDateTime, nullable=False),
)

anonymous_totals = Table(
    "anonymous_totals",  # hours of people who were forgotten, without the people
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("area", primary_key=True),
    Column("minutes", Integer, nullable=False),
)

erasures = Table(
    "erasures",  # people who are being erased at this moment, in short transactions; they have no row in `members`
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("name", String(200), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("is_summed", Boolean, nullable=False, server_default=false()),  # their hours are in the anonymous totals
    Column("step", String(80), nullable=False, server_default=""),  # where to go on: the step, and the id in its table
    Column("position", Integer, nullable=False, server_default="0"),
    Column("started_at", UtcDateTime, nullable=False),
)

import_names = Table(
    "import_names",  # what names in the files of other programs are, as their member has said; no area: left out
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("area", String(64)),
    Column("roadmap", String(64)),
    Column("topic", String(128)),
    Column("at", UtcDateTime, nullable=False),
)

handovers = Table(
    "handovers",  # who answers what waits, where somebody has handed it over; gone with what it is about
    metadata,
    _id_column("workspace", primary_key=True),
    Column("item", String(16), primary_key=True),  # a digest of what waits
    _id_column("member"),  # whose it is
    _id_column("assignee"),
    _id_column("handed_by"),
    Column("at", UtcDateTime, nullable=False),
)

topic_state_acts = Table(
    "topic_state_acts",  # what members know: only ever added to, and the newest row of a subject holds
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    _id_column("member"),
    Column("subject", String(128), nullable=False),  # a topic or subtopic
    Column("state", String(16), nullable=False),  # learning, known, skipped; empty where it was taken away
    Column("since", Date),  # the day from which on the state counts
    Column("source", String(16), nullable=False),  # self, questions, mentor
    _id_column("actor"),
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
    postgresql_where=topic_state_acts.c.act.is_not(None),
)

digest_ideas = Table(
    "digest_ideas",  # what the digest of a week suggested to learn together, and the session that came of it
    metadata,
    _id_column("workspace", primary_key=True),
    Column("week", String(8), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("command", String(200), nullable=False),
    Column("session", Integer),
    Column("suggested_at", UtcDateTime, nullable=False),
)

idea_members = Table(
    "idea_members",  # who is in; one who hides only once they agreed to be named to the others
    metadata,
    _id_column("workspace", primary_key=True),
    Column("week", String(8), primary_key=True),
    _id_column("member", primary_key=True),
    Column("named", Boolean, nullable=False, server_default=false()),
    Column("joined_at", UtcDateTime, nullable=False),
)

helpful_links = Table(
    "helpful_links",  # what helped somebody learn a topic, kept for their colleagues
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    _id_column("member"),
    Column("subject", String(128), nullable=False),  # a topic, else a roadmap, else an area
    Column("link", Text, nullable=False),
    Column("link_hash", String(40), nullable=False),
    Column("entry", Integer, nullable=False),  # the hours with which it was logged
    Column("named", Boolean, nullable=False, server_default=false()),  # agreed to be named beside it
    Column("kept_at", UtcDateTime, nullable=False),
    UniqueConstraint("workspace", "subject", "link_hash", "member", name="uq_helpful_links_workspace"),
    sqlite_autoincrement=True,
)

coverage_members = Table(
    "coverage_members",  # members who agreed that what they know is on the team's coverage
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("agreed_at", UtcDateTime, nullable=False),
)

milestones = Table(
    "milestones",  # what a member has reached, each once; what rested on hours that were undone is taken back
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("subject", String(190), primary_key=True),  # a week, a number of weeks, an area, an assignment ...
    Column("day", Date, nullable=False),
    Index("ix_milestones_workspace_day", "workspace", "day"),
)

handled_events = Table(
    "handled_events",
    metadata,
    Column("event", String(200), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_handled_events_at", "at"),
)

occurrences = Table(
    "occurrences",
    metadata,
    _id_column("workspace", primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("period", String(16), primary_key=True),
    _id_column("recipient", primary_key=True),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("outcome", String(16), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    Column("kind", String(16), nullable=False),
    Column("period", String(16), nullable=False),
    _id_column("recipient"),
    Column("message", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("sent_ts", String(32)),
    Column("follows", Integer),  # the message in whose thread this one goes, once that is sent
    Column("error", String(200)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("request", String(16)),  # the id of the request or tick that queued it, as in the log
    UniqueConstraint("workspace", "kind", "period", "recipient"),
    Index("ix_outbox_state_due_at", "state", "due_at"),
    Index("ix_outbox_recipient", "workspace", "recipient", "due_at"),  # the letters that somebody has lately got
)

# What is on its way is little beside what has arrived. SQLite wants to read of the index what the statement says.
for _name, _keys, _some in (
    ("open", ("workspace", "due_at", "id"), "state IN ('waiting', 'sending')"),
    ("leased", ("workspace", "leased_until"), "leased_until IS NOT NULL"),
    ("follows", ("follows", "id"), "follows IS NOT NULL"),
):
    Index(
        f"ix_outbox_{_name}", *(outbox.c[key] for key in _keys), sqlite_where=text(_some), postgresql_where=text(_some)
    )

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    Column("at", UtcDateTime, nullable=False),
    _id_column("actor"),
    Column("act", String(32), nullable=False),
    Column("subject", String(128), nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
    Index("ix_audit_log_workspace_at", "workspace", "at"),
    Index("ix_audit_log_workspace_subject", "workspace", "subject"),
    sqlite_autoincrement=True,
)

installations = Table(
    "installations",
    metadata,
    _id_column("workspace", primary_key=True),
    Column("enterprise", String(64)),
    Column("is_org", Boolean, nullable=False, server_default=false()),  # installed by the whole organisation
    Column("secret", Text),  # NULL for the workspace of SLACK_BOT_TOKEN
    Column("token_hash", String(64)),  # of the SLACK_BOT_TOKEN that Slack says is this workspace's
    Column("installed_by", String(64)),  # NULL where Slack did not say
    Column("installed_at", UtcDateTime, nullable=False),
)

setup_checklists = Table(
    "setup_checklists",  # who was sent the checklist of the setup, and which steps it shows as open
    metadata,
    _id_column("workspace", primary_key=True),
    _id_column("member", primary_key=True),
    Column("open_steps", String(80), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
)

content_changes = Table(
    "content_changes",  # what a workspace changed in the content: the newest row of an item's field holds
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    Column("item", String(200), nullable=False),
    Column("field", String(60), nullable=False),
    Column("value", Text),  # as JSON; NULL: as the packs have it
    Column("shipped", Text),  # what the packs had when it was changed, as JSON: shows that they have changed it since
    _id_column("by_member"),
    Column("at", UtcDateTime, nullable=False),
    Column("made_from", Integer),  # the suggestion that was taken over; it may be deleted
    Index("ix_content_changes_workspace_id", "workspace", "id"),
    sqlite_autoincrement=True,
)

content_marks = Table(
    "content_marks",  # how often the rows of `content_changes` became others: all processes look at it all the time
    metadata,
    _id_column("workspace", primary_key=True),
    Column("number", Integer, nullable=False),
)

content_suggestions = Table(
    "content_suggestions",  # what members suggest to change in the content
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id_column("workspace"),
    Column("item", String(200), nullable=False),
    Column("field", String(60), nullable=False),
    Column("value", Text, nullable=False),  # as JSON
    Column("reason", Text),
    _id_column("member"),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),  # open, taken, returned, withdrawn, undone
    Column("decided_by", String(64)),
    Column("decided_at", UtcDateTime),
    Column("answer", Text),
    Index("ix_content_suggestions_workspace_state", "workspace", "state"),
    sqlite_autoincrement=True,
)

content_keepers = Table(
    "content_keepers",  # who decides on what is suggested to change in a pack
    metadata,
    _id_column("workspace", primary_key=True),
    Column("pack", String(40), primary_key=True),
    _id_column("member", primary_key=True),
)

content_ids = Table(
    "content_ids",  # every thing that content ever had: rows may name it when it is gone
    metadata,
    Column("id", String(160), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("name", String(320), nullable=False),
    Column("pack", String(40), nullable=False),
    Column("file", String(200), nullable=False),
    Column("line", Integer, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),  # when content with it was last looked at, to the day
)
