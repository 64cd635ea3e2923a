"""Messages about what people set for themselves: their goal, their day, and whether they may be named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from bot.calendar import weeks
from bot.core.goals.goal import Standing
from bot.core.goals.streak import Streak
from bot.core.people.member import Member
from bot.core.people.workspace import Workspace
from bot.core.time_off.absence import WORKDAYS, Absence
from bot.features.settings.views.page import coming_nudge, from_when
from bot.slack.blocks import context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import count
from bot.timeexpr.durations import parse


def own_goal(
    workspace: Workspace,
    member: Member,
    now: datetime,
    *,
    fresh: bool,
    week: Standing,
    streak: Streak,
    absences: Sequence[Absence] = (),
    nudged: Collection[str] = (),
) -> Message:
    """The reader's weekly goal, how this week stands against it, and their streaks."""
    words = goal_words(member, week, fresh=fresh)
    small = "`goal 3h` sets your own, `goal off` goes back to the workspace's."
    return compose(
        section(f"{words}\n{this_week(week, member.today(now))}\n{streaks(streak)}"),
        context(f"{coming_nudge(workspace, member, now, absences, nudged)} {small}"),
    )


def goal_words(member: Member, week: Standing, *, fresh: bool) -> str:
    """The weekly goal and whose it is; from when, if it was just changed or does not hold in the running week yet."""
    whose = "your own" if member.has_own_goal else "the workspace's"
    waits = week.whole != member.goal
    return (
        f"{'*Changed.* ' if fresh else ''}Your weekly goal is *{parse.spell(member.goal)}* ({whose})"
        f"{from_when(waits=waits) if fresh or waits else ''}."
    )


def this_week(week: Standing, today: date) -> str:
    """What is done of the running week's goal, and why the goal is lower than usual."""
    span, done = weeks.spell(week.week, today), parse.spell(week.done)
    if week.goal == 0:
        return f"This week ({span}): {done} done; no goal, since you are away."
    lowered = f", lowered for {count(WORKDAYS - week.present, 'day')} away" if week.goal < week.whole else ""
    return f"This week ({span}): {done} of {parse.spell(week.goal)}{lowered}."


def streaks(streak: Streak) -> str:
    """Weeks and days in a row."""
    if not streak.weeks and not streak.days and not streak.best_weeks:
        return "No streak yet: it begins with a day on which you book, and a week that meets its goal."
    runs = f"{count(streak.weeks, 'week')} with the goal met, {count(streak.days, 'day')} with an entry"
    best = f" Longest of the last year: {count(streak.best_weeks, 'week')}." if streak.best_weeks > streak.weeks else ""
    return f"Streak: {runs}.{best}"


def day_start(member: Member, *, fresh: bool, prefix: str) -> Message:
    """When the reader's day begins."""
    at = f"{member.day_starts:%H:%M}"
    before = (
        f"Hours before {at} belong to the day before." if member.day_starts > time(0) else "Days go by the calendar."
    )
    stays = " What is booked stays on its day." if fresh else ""
    return compose(
        section(f"{'*Changed.* ' if fresh else ''}Your day starts at *{at}*. {before}{stays}"),
        context(f"`/{prefix}roadmate day 05:00` sets it, from 00:00 to 12:00; `day default` goes back to 04:00."),
    )


def named(member: Member, *, fresh: bool, prefix: str) -> Message:
    """Whether the reader may be named as one to ask, and what that means."""
    lead = "*Changed.* " if fresh else ""
    who = f"`/{prefix}roadmate who`"
    if member.askable:
        words = (
            "You *may be named* as one to ask: where the digest suggests a topic, it may say that you know it, with "
            f"your hours there; {who} names you without them, and you may be suggested as a mentor."
        )
        hidden = " You are hidden from the leaderboard, so the digest does not as long as you are."
        small = f"`/{prefix}roadmate named off` ends that."
        return compose(section(f"{lead}{words}{hidden if member.hidden else ''}"), context(small))
    words = f"You are *not named* as one to ask, neither by {who} nor by the digest, nor suggested as a mentor."
    small = f"`/{prefix}roadmate named on` allows it; the digest then says the hours that you have there."
    return compose(section(lead + words), context(small))
