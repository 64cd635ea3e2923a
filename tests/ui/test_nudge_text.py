"""When one's next nudge comes, or why none does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.calendar.schedule import parse_slot
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.core.time_off import TimeOff
from bot.ui.nudge_text import next_nudge_text

UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WORKSPACE = Workspace(
    id="T1",
    bot_user=None,
    zone=UTC_ZONE,
    learning_channel=None,
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
    name="Ana",
    zone=UTC_ZONE,
    is_admin=False,
    is_mentor=False,
    is_active=True,
    hidden=False,
    nudged=True,
    snoozed_until=None,
    goal=120,
    has_own_goal=True,
    created_at=datetime(2026, 10, 1, tzinfo=UTC),
)


def test_it_says_when_the_next_one_comes() -> None:
    text = "Next nudge: Thu 26 Nov 16:00 (your time), if you're below your goal by then."
    assert next_nudge_text(WORKSPACE, MEMBER, NOW) == text
    assert "Thu 3 Dec 16:00" in next_nudge_text(WORKSPACE, MEMBER, NOW, (), {"2026-W48"})


def test_an_own_time_holds_from_its_week_on() -> None:
    own = replace(MEMBER, nudge_slot="fri 08:30", nudge_slot_from="2026-W49")
    assert "Thu 26 Nov 16:00" in next_nudge_text(WORKSPACE, own, NOW)
    assert "Fri 4 Dec 08:30" in next_nudge_text(WORKSPACE, own, NOW, (), {"2026-W48"})
    before = replace(own, nudge_slot_before="wed 09:00")
    assert "Wed 25 Nov 09:00" in next_nudge_text(WORKSPACE, before, NOW)


def test_less_often_is_counted_from_the_last_one() -> None:
    monthly = replace(MEMBER, nudge_every=4, nudged_week="2026-W47")
    assert "Thu 17 Dec 16:00" in next_nudge_text(WORKSPACE, monthly, NOW)


def test_without_answers_they_come_every_second_week_and_then_not_at_all() -> None:
    unanswered = replace(MEMBER, nudged_week="2026-W48", unanswered_nudges=2)
    assert "Thu 3 Dec 16:00" in next_nudge_text(WORKSPACE, replace(unanswered, unanswered_nudges=1), NOW)
    assert "Thu 10 Dec 16:00" in next_nudge_text(WORKSPACE, unanswered, NOW)
    assert "Thu 10 Dec 16:00" in next_nudge_text(WORKSPACE, replace(unanswered, unanswered_nudges=4), NOW)
    assert "had no answer" in next_nudge_text(WORKSPACE, replace(unanswered, unanswered_nudges=5), NOW)


def test_it_says_why_none_comes() -> None:
    assert next_nudge_text(WORKSPACE, replace(MEMBER, nudged=False), NOW) == "You turned nudges off."
    nowhere = next_nudge_text(replace(WORKSPACE, nudge_on=False), MEMBER, NOW)
    assert nowhere == "Nudges are off for this workspace."
    assert next_nudge_text(WORKSPACE, MEMBER, NOW, [TimeOff(NOW.date(), None)]) == "No nudges while you're away."
    assert "no goal of your own and nothing assigned" in next_nudge_text(WORKSPACE, MEMBER, NOW, is_addressed=False)
    night = replace(WORKSPACE, nudge_slot=parse_slot("thu 21:00"))
    assert next_nudge_text(night, MEMBER, NOW).startswith("No nudges: Thu 21:00 is at night")
