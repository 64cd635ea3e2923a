"""Members of a workspace: what holds for each of them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, false, text, true

from bot.db.tables.columns import UtcDateTime, id_column, metadata

members = Table(
    "members",
    metadata,
    id_column("workspace", primary_key=True),
    id_column("id", primary_key=True),
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
for _name, _key, _some in (
    ("summary", members.c.timezone, "summary_on = 1"),
    ("mentors", members.c.timezone, "is_mentor = 1"),
    ("again", members.c.nudge_again, "nudge_again IS NOT NULL"),
    ("nudge_slot", members.c.timezone, "nudge_slot_from IS NOT NULL"),
):
    Index(f"ix_members_{_name}", members.c.workspace, _key, members.c.id, sqlite_where=text(_some))

time_off = Table(
    "time_off",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    id_column("workspace"),
    Column("member", String(64), nullable=False),  # empty for a holiday of the whole team
    Column("first", Date, nullable=False),
    Column("last", Date),  # open until somebody says
    Column("label", String(80), nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_time_off_workspace_member", "workspace", "member"),
    sqlite_autoincrement=True,
)

erasures = Table(
    "erasures",  # people who are being erased at this moment, in short transactions; they have no row in `members`
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("name", String(200), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("is_summed", Boolean, nullable=False, server_default=false()),  # their hours are in the anonymous totals
    Column("step", String(80), nullable=False, server_default=""),  # where to go on: the step, and the id in its table
    Column("position", Integer, nullable=False, server_default="0"),
    Column("started_at", UtcDateTime, nullable=False),
)

handovers = Table(
    "handovers",  # who answers what waits, where somebody has handed it over; gone with what it is about
    metadata,
    id_column("workspace", primary_key=True),
    Column("item", String(16), primary_key=True),  # a digest of what waits
    id_column("member"),  # whose it is
    id_column("assignee"),
    id_column("handed_by"),
    Column("at", UtcDateTime, nullable=False),
)

coverage_members = Table(
    "coverage_members",  # members who agreed that what they know is on the team's coverage
    metadata,
    id_column("workspace", primary_key=True),
    id_column("member", primary_key=True),
    Column("agreed_at", UtcDateTime, nullable=False),
)
