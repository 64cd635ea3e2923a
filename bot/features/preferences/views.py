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
from bot.features.settings.views.page import goal_start_text
from bot.slack.blocks import context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_count
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui.nudge_text import next_nudge_text


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
) -> Message:
    """Render the reader's weekly goal, how this week stands against it, and their streaks."""
    goal = goal_text(member, week_progress, is_changed=is_changed)
    hint = "`goal 3h` sets your own, `goal off` goes back to the workspace's."
    return compose_message(
        section(f"{goal}\n{week_goal_text(week_progress, member.today(now))}\n{own_streaks_text(streak)}"),
        context(f"{next_nudge_text(workspace, member, now, absences, nudged_weeks)} {hint}"),
    )


def goal_text(member: Member, week_progress: GoalProgress, *, is_changed: bool) -> str:
    """Return the weekly goal and who set it; since when it holds, if it was just changed or begins only next week."""
    origin = "your own" if member.has_own_goal else "the workspace's"
    is_delayed = week_progress.full_goal != member.goal
    return (
        f"{'*Changed.* ' if is_changed else ''}Your weekly goal is *{parse.spell(member.goal)}* ({origin})"
        f"{goal_start_text(is_delayed=is_delayed) if is_changed or is_delayed else ''}."
    )


def week_goal_text(week_progress: GoalProgress, today: date) -> str:
    """Return what is done of the running week's goal, and why the goal is lower than usual."""
    span, done = weeks.week_text(week_progress.week, today), parse.spell(week_progress.minutes_done)
    if week_progress.goal == 0:
        return f"This week ({span}): {done} done; no goal, since you are away."
    lowered = (
        f", lowered for {format_count(WORKDAYS_PER_WEEK - week_progress.workdays_present, 'day')} away"
        if week_progress.goal < week_progress.full_goal
        else ""
    )
    return f"This week ({span}): {done} of {parse.spell(week_progress.goal)}{lowered}."


def own_streaks_text(streak: Streak) -> str:
    """Return how many weeks and days in a row the member has learned."""
    if not streak.weeks and not streak.days and not streak.best_weeks:
        return "No streak yet: it begins with a day on which you book, and a week that meets its goal."
    runs = f"{format_count(streak.weeks, 'week')} with the goal met, {format_count(streak.days, 'day')} with an entry"
    best = (
        f" Longest of the last year: {format_count(streak.best_weeks, 'week')}."
        if streak.best_weeks > streak.weeks
        else ""
    )
    return f"Streak: {runs}.{best}"


def render_day_start(
    member: Member,
    *,
    is_changed: bool,
) -> Message:
    """Render when the reader's day begins."""
    at = f"{member.day_starts:%H:%M}"
    before = (
        f"Hours before {at} belong to the day before." if member.day_starts > time(0) else "Days go by the calendar."
    )
    stays = " What is booked stays on its day." if is_changed else ""
    return compose_message(
        section(f"{'*Changed.* ' if is_changed else ''}Your day starts at *{at}*. {before}{stays}"),
        context(f"`{SLASH}roadmate day 05:00` sets it, from 00:00 to 12:00; `day default` goes back to 04:00."),
    )


def render_named_setting(
    member: Member,
    *,
    is_changed: bool,
) -> Message:
    """Render whether the reader may be named as one to ask, and what that means."""
    lead = "*Changed.* " if is_changed else ""
    who_command = f"`{SLASH}roadmate who`"
    if member.askable:
        words = (
            "You *may be named* as one to ask: where the digest suggests a topic, it may say that you know it, with "
            f"your hours there; {who_command} names you without them, and you may be suggested as a mentor."
        )
        hidden = " You are hidden from the leaderboard, so the digest does not as long as you are."
        small = f"`{SLASH}roadmate named off` ends that."
        return compose_message(section(f"{lead}{words}{hidden if member.hidden else ''}"), context(small))
    words = f"You are *not named* as one to ask, neither by {who_command} nor by the digest, nor suggested as a mentor."
    small = f"`{SLASH}roadmate named on` allows it; the digest then says the hours that you have there."
    return compose_message(section(lead + words), context(small))
