"""A workspace and a member of it, for tests of what views say about settings."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.calendar.schedule import parse_slot
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WORKSPACE = Workspace(
    id="T1",
    bot_user=None,
    zone=ZoneInfo("Europe/Berlin"),
    learning_channel="C0LEARNING",
    digest_slot=parse_slot("mon 09:00"),
    nudge_slot=parse_slot("thu 16:00"),
    digest_on=True,
    nudge_on=True,
    leaderboard_on=False,
    goal_minutes=120,
)
MEMBER = Member(
    workspace="T1",
    id="U1",
    name="Mei",
    zone=ZoneInfo("Asia/Singapore"),
    is_admin=True,
    is_mentor=False,
    is_active=True,
    hidden=False,
    nudged=True,
    snoozed_until=None,
    goal=120,
    has_own_goal=False,
    created_at=NOW,
)
