"""One's own week: what was done against the goal, what that adds up to, and what comes next."""

from __future__ import annotations

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
from bot.timeexpr.durations import parse
from bot.ui import forecast_text, log_buttons, next_step, streak_text

MAX_TICKED_SHOWN: Final = 8  # assignments by name; the rest are counted
MAX_NAME_LENGTH: Final = 80


def render_weekly_summary(
    summary: WeeklySummary,
    *,
    step: NextStep | None,
    catalog: Catalog,
    today: date,
    key: str,
    is_requested: bool = False,
    prefix: str = "",
) -> Message:
    """A week that is over; of an empty one a single line. Each button books once under `key`.

    `asked` where the member has just asked to see it, and it did not come by itself.
    """
    span = weeks.week_text(summary.goal_progress.week, today)
    lines = (
        [_empty_week_text(summary, span)]
        if summary.is_empty
        else [f"*Your week, {span}*", *_done_lines(summary, catalog)]
    )
    ahead = [] if summary.is_empty else [streak_text.streak_text(summary.streak), _outlook_text(summary)]
    coming = f"*Next:* {next_step.step_line(step)}" if step else ""
    booking = log_buttons.step_log_buttons(step, key=key, today=today) if step else []
    small = [
        log_buttons.log_target_text(step, today) if step else "",
        "" if is_requested else "This comes on Mondays because you asked for it.",
        f"`/{prefix}roadmate summary {'on` sends it every Monday.' if is_requested else 'off` ends it.'}",
    ]
    return compose_message(
        section("\n".join(filter(None, [*lines, *ahead]))),
        section(coming) if coming else None,
        actions(*booking, ButtonSpec("Log other", "log.form")),
        context(" ".join(filter(None, small))),
    )


def render_summary_switch(*, is_enabled: bool, next_at: datetime, today: date, prefix: str = "") -> Message:
    """Whether it is sent from now on, and when next; `coming` is in the member's zone."""
    command = f"/{prefix}roadmate summary"
    if not is_enabled:
        return compose_message(
            section(f"Your weekly summary is *off*. `{command} on` brings it back, `{command}` shows it.")
        )
    at = f"{date_text.day_text(next_at.date(), today)} {next_at:%H:%M}"
    return compose_message(
        section(f"Your weekly summary is *on*. The next one comes on {at}, for the week before."),
        context(f"Only you get it. `{command}` shows it at any time, `{command} off` ends it."),
    )


def render_unknown_switch(typed: str, prefix: str = "") -> Message:
    """Words that mean nothing here."""
    command = f"/{prefix}roadmate summary"
    got = escape(clip(typed, 60))
    return compose_message(
        section(f"“{got}” is neither `on` nor `off`. `{command} on` sends it, `{command}` shows it now.")
    )


def _empty_week_text(summary: WeeklySummary, span: str) -> str:
    """A week without anything, said kindly."""
    if summary.was_away:
        return f"You were away in the week {span}: nothing was due, and your streak is kept."
    return f"Nothing booked in the week {span}. Weeks like that happen, and half an hour is a good start into this one."


def _done_lines(summary: WeeklySummary, catalog: Catalog) -> list[str]:
    """What was done, a line each."""
    names = [f"{_area_name(area, catalog)} {parse.spell(minutes)}" for area, minutes in summary.minutes_by_area]
    finished = [
        f"*{_area_name(area, catalog)} is finished*, every assignment of it." for area in summary.finished_areas
    ]
    return [
        _goal_text(summary.goal_progress),
        f"By area: {', '.join(names)}" if names else "",
        f"Done: {_ticked_text(summary.ticked_assignments, catalog)}" if summary.ticked_assignments else "",
        *finished,
    ]


def _goal_text(goal_progress: GoalProgress) -> str:
    """Booked against the goal, and why that was lower than usual."""
    done = parse.spell(goal_progress.minutes_done)
    if goal_progress.goal == 0:
        return f"*{done}*, in a week that you were away."
    rest = (
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
    return f"*{done} of {parse.spell(goal_progress.goal)}*: {rest}{lowered}."


def _ticked_text(assignments: tuple[str, ...], catalog: Catalog) -> str:
    found = [(each, catalog.find_assignment(each)) for each in assignments[:MAX_TICKED_SHOWN]]
    names = [clip(escape(known[1].name if known else each), MAX_NAME_LENGTH) for each, known in found]
    more = len(assignments) - len(names)
    return join_words([*names, f"{more} more"] if more else names)


def _outlook_text(summary: WeeklySummary) -> str:
    return forecast_text.full_forecast(summary.forecast) if summary.forecast else ""


def _area_name(area_id: str, catalog: Catalog) -> str:
    """An area's name; an id that left the content stays readable."""
    area = catalog.find_area(area_id)
    return escape(area.name if area else area_id)
