"""Write a week's hours against its goal, and what a streak has grown to."""

from __future__ import annotations

from datetime import date

from bot.calendar import weeks
from bot.core.reached_by_hours import Reached
from bot.core.standing import WeekGoal
from bot.timeexpr.durations import parse


def goal_line(week_goal: WeekGoal, minutes: int, today: date, reached: Reached | None = None) -> str:
    """Return how a week stands; at the moment in which its goal is met it says so, with the weeks in a row."""
    week = week_goal.week
    when = "this week" if week == weeks.week_of(today) else f"in the week {weeks.week_text(week, today)}"
    if not week_goal.goal:
        return f"🎯 {parse.spell(minutes)} {when}, time off so no goal"
    line = f"🎯 {amount_of(minutes, week_goal.goal)} {when}"
    if reached is None or not reached.meets_goal(week):
        return line
    if reached.weeks_in_row < 2:
        return f"{line}: goal met"
    return f"{line}: goal met, {ordinal(reached.weeks_in_row)} week in a row 🔥"


def goal_met_line(week: str, today: date, weeks_in_row: int) -> str:
    """Return that the goal of a week is met; of the running week with the weeks in a row."""
    if week != weeks.week_of(today):
        return f"🎯 Goal met in the week {weeks.week_text(week, today)}"
    return "🎯 Goal met this week" if weeks_in_row < 2 else f"🎯 Goal met, {ordinal(weeks_in_row)} week in a row 🔥"


def amount_of(minutes: int, goal: int) -> str:
    """Return `4 of 2 h`, or `1 h 30 min of 2 h` where not both are whole hours."""
    if minutes % 60 or goal % 60:
        return f"{parse.spell(minutes)} of {parse.spell(goal)}"
    return f"{minutes // 60} of {parse.spell(goal)}"


def ordinal(number: int) -> str:
    """Return `2nd`, `3rd`, `11th`, `21st`."""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
