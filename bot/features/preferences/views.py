"""Messages about what people set for themselves: their goal, their day, and whether they may be named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from bot.calendar import weeks
from bot.core.goals.goals import GoalProgress
from bot.core.goals.streaks import Streak
from bot.core.people.member import Member
from bot.core.people.workspaces import Workspace
from bot.core.time_off import WORKDAYS_PER_WEEK, TimeOff
from bot.slack.blocks import context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_count
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui.nudge_text import next_nudge_text
from bot.ui.streak_text import streak_text


def render_own_goal(
    workspace: Workspace,
    member: Member,
    now: datetime,
    *,
    is_changed: bool,
    week_progress: GoalProgress,
    streak: Streak,
    absences: Sequence[TimeOff] = (),
    nudged_weeks: Collection[str] = (),
    is_addressed: bool = True,
) -> Message:
    """Render the reader's weekly goal, how this week stands against it, and their streaks.

    `is_addressed` is false for somebody without a goal that somebody chose, and without an assignment.
    """
    goal = goal_text(member, week_progress, is_changed=is_changed)
    nudge = next_nudge_text(workspace, member, now, absences, nudged_weeks, is_addressed=is_addressed)
    hint = f"`{SLASH}roadmate goal 3h` changes it, `goal off` goes back to the team default."
    return compose_message(
        section(f"{goal}\n{week_goal_text(week_progress, member.today(now))}\n{own_streaks_text(streak)}"),
        context(f"{nudge} {hint}"),
    )


def goal_text(member: Member, week_progress: GoalProgress, *, is_changed: bool) -> str:
    """Return the weekly goal and who set it; since when it holds, if it was just changed or begins only next week."""
    origin = "your own" if member.has_own_goal else "team default"
    is_delayed = week_progress.full_goal != member.goal
    hours = f"*{parse.spell(member.goal)}* a week ({origin})"
    if is_delayed:
        return (
            f"🎯 Your goal is now {hours}, starting next week."
            if is_changed
            else f"🎯 Your goal is {hours} from next week."
        )
    return f"🎯 Your goal is now {hours}." if is_changed else f"🎯 Your goal is {hours}."


def week_goal_text(week_progress: GoalProgress, today: date) -> str:
    """Return what is done of the running week's goal, and why the goal is lower than usual."""
    span, done = weeks.week_text(week_progress.week, today), parse.spell(week_progress.minutes_done)
    if week_progress.goal == 0:
        return f"This week ({span}): {done} logged. No goal, as you're away."
    lowered = (
        f" (lower for {format_count(WORKDAYS_PER_WEEK - week_progress.workdays_present, 'day')} off)"
        if week_progress.goal < week_progress.full_goal
        else ""
    )
    return f"This week ({span}): {done} of {parse.spell(week_progress.goal)}{lowered}."


def own_streaks_text(streak: Streak) -> str:
    """Return how many weeks and days in a row the member has learned."""
    return streak_text(streak) or "No streak yet: it starts with your first day of logging, or your first goal met."


def render_day_start(
    member: Member,
    *,
    is_changed: bool,
) -> Message:
    """Render when the reader's day begins."""
    at = f"{member.day_starts:%H:%M}"
    before = (
        f"Hours before {at} count for the day before." if member.day_starts > time(0) else "Days follow the calendar."
    )
    stays = " What you've logged stays on its day." if is_changed else ""
    return compose_message(
        section(f"{'✅ Saved: your' if is_changed else 'Your'} day starts at *{at}*. {before}{stays}"),
        context(f"`{SLASH}roadmate day 05:00` sets it, from 00:00 to 12:00; `day default` goes back to 04:00."),
    )


def render_named_setting(
    member: Member,
    *,
    is_changed: bool,
) -> Message:
    """Render whether the reader may be named as one to ask, and what that means."""
    who = f"`{SLASH}roadmate who`"
    if member.askable:
        lead = "✅ Thanks! You're now listed as someone to ask." if is_changed else "You're listed as someone to ask."
        words = f"The digest may mention you with your hours; {who} never shows hours. I may suggest you as a mentor."
        hidden = " While you're hidden from the leaderboard, the digest leaves you out." if member.hidden else ""
        return compose_message(section(f"{lead} {words}{hidden}"), context(f"`{SLASH}roadmate named off` ends that."))
    lead = "✅ Saved: you aren't listed as someone to ask." if is_changed else "You aren't listed as someone to ask."
    words = f"{who} and the digest don't name you, and I don't suggest you as a mentor."
    return compose_message(section(f"{lead} {words}"), context(f"`{SLASH}roadmate named on` lists you."))
