from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.calendar.schedule import parse_slot
from bot.core.goals.goal import Standing
from bot.core.goals.streak import Streak
from bot.core.people.member import Member
from bot.core.people.workspace import Workspace
from bot.features.preferences import views
from bot.sandbox.validation.rules import check_message

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WORKSPACE = Workspace(
    id="T1",
    bot_user=None,
    zone=ZoneInfo("Europe/Berlin"),
    learning_channel="C0LEARNING",
    digest=parse_slot("mon 09:00"),
    nudge=parse_slot("thu 16:00"),
    digest_on=True,
    nudge_on=True,
    board_on=False,
    goal=120,
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


def test_ones_goal_says_whose_it_is() -> None:
    known = {"week": Standing("2026-W47", 120, 120, 5, 60), "streak": Streak(3, 4, 7)}
    text = views.own_goal(WORKSPACE, MEMBER, NOW, fresh=False, **known).text
    assert "Your weekly goal is 2 h (the workspace's).\nThis week (16-22 Nov): 1 h of 2 h.\n" in text
    assert "Streak: 3 weeks with the goal met, 4 days with an entry. Longest of the last year: 7 weeks." in text
    own = replace(MEMBER, goal=180, has_own_goal=True)
    assert (
        "Changed. Your weekly goal is 3 h (your own), from next week."
        in views.own_goal(WORKSPACE, own, NOW, fresh=True, **known).text
    )


def test_a_lowered_goal_says_why() -> None:
    def told(goal: int, present: int) -> str:
        return views.this_week(Standing("2026-W47", 120, goal, present, 30), NOW.date())

    assert told(72, 3) == "This week (16-22 Nov): 30 min of 1 h 12 min, lowered for 2 days away."
    assert told(96, 4) == "This week (16-22 Nov): 30 min of 1 h 36 min, lowered for 1 day away."
    assert told(0, 0) == "This week (16-22 Nov): 30 min done; no goal, since you are away."


def test_no_streak_says_how_one_begins() -> None:
    assert views.streaks(Streak(0, 0, 0)).startswith("No streak yet")
    assert views.streaks(Streak(1, 0, 1)) == "Streak: 1 week with the goal met, 0 days with an entry."


def test_the_start_of_the_day_explains_itself() -> None:
    late = views.day_start(replace(MEMBER, day_starts=time(5)), fresh=True, prefix="").text
    assert late.startswith("Changed. Your day starts at 05:00. Hours before 05:00 belong to the day before. What is")
    midnight = views.day_start(replace(MEMBER, day_starts=time(0)), fresh=False, prefix="").text
    assert midnight.startswith("Your day starts at 00:00. Days go by the calendar.")


def test_whether_one_may_be_named_says_what_that_means() -> None:
    no = views.named(MEMBER, fresh=False, prefix="")
    yes = views.named(replace(MEMBER, askable=True), fresh=True, prefix="team-")
    hidden = views.named(replace(MEMBER, askable=True, hidden=True), fresh=False, prefix="")
    for message in (no, yes, hidden):
        check_message(message.payload())
    assert "/roadmate named on allows it" in no.text
    assert yes.text.startswith("Changed. You may be named as one to ask: where the digest suggests")
    assert "/team-roadmate named off" in yes.text
    assert "You are hidden from the leaderboard, so the digest does not" in hidden.text
