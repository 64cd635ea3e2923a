"""A mentor, for tests of the team's table."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.people.member import Member

ANA = Member(
    workspace="T1",
    id="U1",
    name="Ana",
    zone=ZoneInfo("UTC"),
    is_admin=False,
    is_mentor=True,
    is_active=True,
    hidden=False,
    nudged=True,
    snoozed_until=None,
    goal=120,
    has_own_goal=False,
    created_at=datetime(2026, 1, 5, tzinfo=UTC),
    mentees=frozenset({"U2"}),
)
