from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.core.goals.goals import GoalProgress
from bot.core.goals.streaks import Streak
from bot.features.preferences import views
from bot.sandbox.validation.rules import check_message
from tests.features.settings.samples import MEMBER, NOW, WORKSPACE
from tests.slack_driver import message_text


def test_ones_goal_says_whose_it_is() -> None:
    known = {"week_progress": GoalProgress("2026-W47", 120, 120, 5, 60), "streak": Streak(3, 4, 7)}
    text = views.render_own_goal(WORKSPACE, MEMBER, NOW, is_changed=False, **known).text
    assert "Your goal is 2 h a week (team default).\nThis week (16-22 Nov): 1 h of 2 h.\n" in text
    assert "Streak: goal met 3 weeks in a row · logged 4 days in a row · best 7 weeks" in text
    own = replace(MEMBER, goal=180, has_own_goal=True)
    assert (
        "🎯 Your goal is now 3 h a week (your own), starting next week."
        in views.render_own_goal(WORKSPACE, own, NOW, is_changed=True, **known).text
    )


def test_a_lowered_goal_says_why() -> None:
    def week_goal(goal: int, present: int) -> str:
        return views.week_goal_text(GoalProgress("2026-W47", 120, goal, present, 30), NOW.date())

    assert week_goal(72, 3) == "This week (16-22 Nov): 30 min of 1 h 12 min (lower for 2 days off)."
    assert week_goal(96, 4) == "This week (16-22 Nov): 30 min of 1 h 36 min (lower for 1 day off)."
    assert week_goal(0, 0) == "This week (16-22 Nov): 30 min logged. No goal, as you're away."


def test_no_streak_says_how_one_begins() -> None:
    assert views.own_streaks_text(Streak(0, 0, 0)).startswith("No streak yet")
    assert views.own_streaks_text(Streak(1, 0, 1)) == "🔥 Streak: goal met 1 week in a row"


def test_the_start_of_the_day_explains_itself() -> None:
    late = views.render_day_start(replace(MEMBER, day_starts=time(5)), is_changed=True).text
    assert late.startswith(
        "✅ Saved: your day starts at 05:00. Hours before 05:00 count for the day before. What you've"
    )
    midnight = views.render_day_start(replace(MEMBER, day_starts=time(0)), is_changed=False).text
    assert midnight.startswith("Your day starts at 00:00. Days follow the calendar.")


def test_whether_one_may_be_named_says_what_that_means() -> None:
    no = views.render_named_setting(MEMBER, is_changed=False)
    yes = views.render_named_setting(replace(MEMBER, askable=True), is_changed=True)
    hidden = views.render_named_setting(replace(MEMBER, askable=True, hidden=True), is_changed=False)
    for message in (no, yes, hidden):
        check_message(message.post_arguments())
    assert "/roadmate named on lists you" in message_text(no)
    assert yes.text.startswith(
        "✅ Thanks! You're now listed as someone to ask. The digest may mention you with your hours"
    )
    assert "/team-roadmate named off" in message_text(yes, "team-")
    assert "While you're hidden from the leaderboard, the digest leaves you out." in hidden.text
