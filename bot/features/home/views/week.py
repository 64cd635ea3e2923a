"""This week at the top of the App Home: done against the goal, streaks and days away."""

from __future__ import annotations

from typing import Final

from slackblocks import Block

from bot.calendar import weeks
from bot.core.time_off import absence
from bot.features.home.rules import Home
from bot.features.home.views import forms
from bot.slack.blocks import header, section
from bot.slack.mrkdwn import clip, count, escape
from bot.slack.progress_bar import gauge
from bot.timeexpr.durations import parse
from bot.ui.streak_text import streak_words

MOST_ABSENCES: Final = 3


def week(home: Home, prefix: str = "") -> list[Block | None]:
    """A greeting for who is new, this week against its goal, the streaks, and days away."""
    lines = [_standing(home), streak_words(home.streak), *_away(home)]
    return [
        _greeting(home, prefix),
        header(f"This week, {weeks.spell(home.week.week, home.today)}"),
        section("\n".join(line for line in lines if line)),
    ]


def _greeting(home: Home, prefix: str) -> Block | None:
    """Two lines for somebody who has booked nothing yet."""
    if not home.is_new:
        return None
    name = escape(clip(home.member.name.lstrip("@"), 60))
    start = f"`/{prefix}log 1h networking`"
    press = f"Start with {start}, or with a button below" if home.step else f"Start with {start}"
    return section(f"*Hello {name}.* This page shows your learning at one look.\nNothing booked yet. {press}.")


def _standing(home: Home) -> str:
    """Done against the goal: `▓▓▓▓▓░░░░░ 1 h of 2 h: 1 h to go`."""
    week = home.week
    done = parse.spell(week.done)
    if week.goal == 0:
        why = "You are away all week, so there is no goal" if week.whole else "There is no goal"
        return f"*{done}*. {why}."
    rest = "goal reached" if week.is_met else f"{parse.spell(week.goal - week.done)} to go"
    lowered = week.goal < week.whole
    why = f"\nThe goal of {parse.spell(week.whole)} is lowered for {_days_away(week.present)}." if lowered else ""
    return f"{gauge(week.done, week.goal)} *{done} of {parse.spell(week.goal)}*: {rest}{why}"


def _days_away(present: int) -> str:
    return count(absence.WORKDAYS - present, "day") + " away"


def _away(home: Home) -> list[str]:
    """The days away that run or come."""
    stretches = absence.joined(home.absences)[:MOST_ABSENCES]
    return [f"{forms.away_words(each, home.today)}: no nudges, streak kept." for each in stretches]
