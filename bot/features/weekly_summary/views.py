"""Messages about a member's own week: what was done against the goal, and what comes next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bot.calendar import date_text, weeks
from bot.catalog.catalog import Catalog
from bot.core import time_off
from bot.core.goals.goals import GoalProgress
from bot.features.weekly_summary.rules import WeeklySummary
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import forecast_text, log_buttons, next_step, streak_text
from bot.ui.names import area_name, assignment_name

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
    step_text = f"*Next:* {next_step.step_line(step)}" if step else ""
    booking = log_buttons.step_log_buttons(step, key=key, today=today) if step else []
    notes = [
        log_buttons.log_target_text(step, today) if step else "",
        "" if is_requested else "This comes on Mondays because you asked for it.",
        f"`{_COMMAND} {'on` sends it every Monday.' if is_requested else 'off` ends it.'}",
    ]
    return compose_message(
        section("\n".join(filter(None, [*lines, *ahead]))),
        section(step_text) if step_text else None,
        actions(*booking, ButtonSpec("Log other", "log.form")),
        context(" ".join(filter(None, notes))),
    )


def render_summary_switch(*, is_enabled: bool, next_at: datetime, today: date) -> Message:
    """Render whether the summary is sent from now on, and when next; `next_at` is in the member's zone."""
    if not is_enabled:
        return compose_message(
            section(f"Your weekly summary is *off*. `{_COMMAND} on` brings it back, `{_COMMAND}` shows it.")
        )
    at = f"{date_text.day_text(next_at.date(), today)} {next_at:%H:%M}"
    return compose_message(
        section(f"Your weekly summary is *on*. The next one comes on {at}, for the week before."),
        context(f"Only you get it. `{_COMMAND}` shows it at any time, `{_COMMAND} off` ends it."),
    )


def render_unknown_switch(typed: str) -> Message:
    """Render that the words are neither on nor off."""
    got = escape(clip(typed, 60))
    return compose_message(
        section(f"“{got}” is neither `on` nor `off`. `{_COMMAND} on` sends it, `{_COMMAND}` shows it now.")
    )


def _empty_week_text(summary: WeeklySummary, span: str) -> str:
    if summary.was_away:
        return f"You were away in the week {span}: nothing was due, and your streak is kept."
    return f"Nothing booked in the week {span}. Weeks like that happen, and half an hour is a good start into this one."


def _done_lines(summary: WeeklySummary, catalog: Catalog) -> list[str]:
    names = [f"{area_name(area, catalog)} {parse.spell(minutes)}" for area, minutes in summary.minutes_by_area]
    finished = [f"*{area_name(area, catalog)} is finished*, every assignment of it." for area in summary.finished_areas]
    return [
        _goal_text(summary.goal_progress),
        f"By area: {', '.join(names)}" if names else "",
        f"Done: {_ticked_text(summary.ticked_assignments, catalog)}" if summary.ticked_assignments else "",
        *finished,
    ]


def _goal_text(goal_progress: GoalProgress) -> str:
    """Return what was booked against the goal, and why that was lower than usual."""
    done = parse.spell(goal_progress.minutes_done)
    if goal_progress.goal == 0:
        return f"*{done}*, in a week that you were away."
    result = (
        "goal reached"
        if goal_progress.is_met
        else f"{parse.spell(goal_progress.goal - goal_progress.minutes_done)} short of the goal"
    )
    days = format_count(time_off.WORKDAYS_PER_WEEK - goal_progress.workdays_present, "day")
    lowered = (
        f" ({days} away lowered it from {parse.spell(goal_progress.full_goal)})"
        if goal_progress.goal < goal_progress.full_goal
        else ""
    )
    return f"*{done} of {parse.spell(goal_progress.goal)}*: {result}{lowered}."


def _ticked_text(assignments: tuple[str, ...], catalog: Catalog) -> str:
    names = [clip(assignment_name(each, catalog), MAX_NAME_LENGTH) for each in assignments[:MAX_TICKED_SHOWN]]
    more = len(assignments) - len(names)
    return join_words([*names, f"{more} more"] if more else names)


def _outlook_text(summary: WeeklySummary) -> str:
    return forecast_text.full_forecast(summary.forecast) if summary.forecast else ""
