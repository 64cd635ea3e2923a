"""A week against its goal, in words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.milestones import Milestone, MilestoneKind
from bot.core.reached_by_hours import Reached
from bot.core.standing import WeekGoal
from bot.ui import goal_text

TODAY = date(2026, 11, 21)
WEEK, BEFORE = "2026-W47", "2026-W46"


def met(week: str, in_row: int = 0) -> Reached:
    return Reached((Milestone(MilestoneKind.GOAL_MET, week),), in_row)


@pytest.mark.parametrize(
    ("week_goal", "minutes", "reached", "line"),
    [
        (WeekGoal(WEEK, 120, 120), 240, met(WEEK, 3), "🎯 4 of 2 h this week: goal met, 3rd week in a row 🔥"),
        (WeekGoal(WEEK, 120, 120), 120, met(WEEK, 1), "🎯 2 of 2 h this week: goal met"),
        (WeekGoal(WEEK, 120, 120), 300, None, "🎯 5 of 2 h this week"),
        (WeekGoal(WEEK, 120, 120), 90, None, "🎯 1 h 30 min of 2 h this week"),
        (WeekGoal(WEEK, 72, 120), 60, None, "🎯 1 h of 1 h 12 min this week"),
        (WeekGoal(WEEK, 0, 120), 60, None, "🎯 1 h this week, time off so no goal"),
        (WeekGoal(BEFORE, 120, 120), 120, met(BEFORE), "🎯 2 of 2 h in the week 9-15 Nov: goal met"),
        (WeekGoal(BEFORE, 120, 120), 60, None, "🎯 1 of 2 h in the week 9-15 Nov"),
    ],
)
def test_the_goal_line(week_goal: WeekGoal, minutes: int, reached: Reached | None, line: str) -> None:
    assert goal_text.goal_line(week_goal, minutes, TODAY, reached) == line


def test_a_met_goal_in_a_line_of_its_own() -> None:
    assert goal_text.goal_met_line(WEEK, TODAY, 1) == "🎯 Goal met this week"
    assert goal_text.goal_met_line(WEEK, TODAY, 2) == "🎯 Goal met, 2nd week in a row 🔥"
    assert goal_text.goal_met_line(BEFORE, TODAY, 5) == "🎯 Goal met in the week 9-15 Nov"


def test_ordinals() -> None:
    assert [goal_text.ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 52, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "52nd", "111th")
    ]
