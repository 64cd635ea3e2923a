"""Messages about a member's own week: what was done against the goal, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from bot.calendar import date_text, weeks
from bot.catalog.catalog import Catalog
from bot.core import time_off
from bot.core.goals.goals import GoalProgress
from bot.core.plan.progress import NextStep
from bot.features.weekly_summary.rules import WeeklySummary
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import forecast_text, log_buttons, next_step, step_buttons, streak_text
from bot.ui.names import area_name, assignment_name
from bot.ui.step_buttons import Control

MAX_TICKED_SHOWN: Final = 8  # assignments by name; the rest are counted
MAX_NAME_LENGTH: Final = 80
_COMMAND: Final = f"{SLASH}roadmate summary"


def render_weekly_summary(
    summary: WeeklySummary, *, catalog: Catalog, today: date, key: str, is_requested: bool = False
) -> Message:
    """Render a week that is over, an empty one as a single line; each button books once under `key`.

    It `is_requested` if the member has just asked to see it, and it did not come by itself.
    """
    step = summary.next_step
    span = weeks.week_text(summary.goal_progress.week, today)
    lines = (
        [_empty_week_text(summary, span)]
        if summary.is_empty
        else [f"*Your week, {span}*", *_done_lines(summary, catalog)]
    )
    ahead = [] if summary.is_empty else [streak_text.streak_text(summary.streak), _outlook_text(summary)]
    step_text = f"➡️ Next: {next_step.step_line(step)}" if step else ""
    switch = f"`{_COMMAND} on` sends it every Monday." if is_requested else f"`{_COMMAND} off` stops it."
    return compose_message(
        section("\n".join(filter(None, [*lines, *ahead]))),
        section(step_text) if step_text else None,
        actions(*_step_row(summary.next_step, key=key, today=today), keeps_message=True),
        context(switch),
    )


def _step_row(step: NextStep | None, *, key: str, today: date) -> Sequence[Control]:
    other = ButtonSpec("Log other hours", "log.form")
    if step is None:
        return [other]
    log = log_buttons.step_log_button(step, key=key, today=today, is_named=False)
    return step_buttons.step_row(step, log, other, today=today)


def render_summary_switch(*, is_enabled: bool, next_at: datetime, today: date) -> Message:
    """Render whether the summary is sent from now on, and when next; `next_at` is in the member's zone."""
    if not is_enabled:
        return compose_message(
            section(f"Your weekly summary is *off*. `{_COMMAND} on` brings it back, `{_COMMAND}` shows it now.")
        )
    at = f"{date_text.day_text(next_at.date(), today)} {next_at:%H:%M}"
    return compose_message(
        section(f"Your weekly summary is *on*. The next one comes on {at}."),
        context(f"Only you get it. `{_COMMAND}` shows it any time, `{_COMMAND} off` stops it."),
    )


def render_unknown_switch(typed: str) -> Message:
    """Render that the words are neither on nor off."""
    got = escape(clip(typed, 60))
    return compose_message(
        section(f"I don't know “{got}” here. `{_COMMAND} on` sends it every Monday, `{_COMMAND}` shows it now.")
    )


def _empty_week_text(summary: WeeklySummary, span: str) -> str:
    if summary.was_away:
        return f"You were away ({span}): nothing was due, and your streak is safe."
    return f"Quiet week ({span}). Half an hour would be a fresh start."


def _done_lines(summary: WeeklySummary, catalog: Catalog) -> list[str]:
    names = [f"{area_name(area, catalog)} {parse.spell(minutes)}" for area, minutes in summary.minutes_by_area]
    finished = [f"🎉 You finished every assignment of {area_name(area, catalog)}." for area in summary.finished_areas]
    return [
        _goal_text(summary.goal_progress),
        f"By area: {', '.join(names)}" if names else "",
        f"Done: {_ticked_text(summary.ticked_assignments, catalog)}" if summary.ticked_assignments else "",
        *finished,
    ]


def _goal_text(goal_progress: GoalProgress) -> str:
    """Return what was logged against the goal, and why that was lower than usual; what is missing is not said."""
    done = parse.spell(goal_progress.minutes_done)
    if goal_progress.goal == 0:
        return f"*{done}*, in a week you were away."
    goal, days_off = parse.spell(goal_progress.goal), time_off.WORKDAYS_PER_WEEK - goal_progress.workdays_present
    result = f"🎯 *{done} of {goal}*: goal met." if goal_progress.is_met else f"*{done} of {goal}*."
    if goal_progress.goal == goal_progress.full_goal:
        return result
    days = format_count(days_off, "day")
    return f"{result} Your goal was {goal} instead of {parse.spell(goal_progress.full_goal)}, with {days} off."


def _ticked_text(assignments: tuple[str, ...], catalog: Catalog) -> str:
    names = [clip(assignment_name(each, catalog), MAX_NAME_LENGTH) for each in assignments[:MAX_TICKED_SHOWN]]
    more = len(assignments) - len(names)
    return join_words([*names, f"{more} more"] if more else names)


def _outlook_text(summary: WeeklySummary) -> str:
    return forecast_text.full_forecast(summary.forecast) if summary.forecast else ""
