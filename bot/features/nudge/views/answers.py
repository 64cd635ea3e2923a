"""Messages of the weekly nudge: why it came, one small next step, and the ways to do it, put it off or end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.calendar import date_text, weeks
from bot.core.people.member import Member
from bot.core.plan.progress import NextStep
from bot.features.nudge.rules import WeekSnooze
from bot.slack.blocks import ButtonSpec, ConfirmSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, build_modal, date_input
from bot.slack.mrkdwn import clip, escape
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import log_buttons, next_step

UNTIL_FIELD: Final = "until"  # the form's field
_TWO_WEEKS: Final = timedelta(days=14)
_MAX_NAMED_DUE: Final = 2  # assignments that are due; more of them are counted


def render_nudge(
    *,
    minutes: int,
    goal: int,
    period: str,
    step: NextStep | None,
    today: date,
    full_goal: int | None = None,
    is_snoozed: bool = False,
    due_assignments: Sequence[tuple[str, date]] = (),
) -> Message:
    """Render the nudge to a member short of their goal, which days away may have lowered from `full_goal`, in minutes.

    One that `is_snoozed` was put off by a day, and cannot be put off by another; `due_assignments` are names with days.
    """
    step_text = f"\nA small next step: {next_step.step_line(step)}.{_area_progress_text(step)}" if step else ""
    key = f"{'again' if is_snoozed else 'nudge'}:{period}"
    booking = log_buttons.step_log_buttons(step, key=key, today=today) if step else []
    lowered = f" (days away lower it from {parse.spell(full_goal)})" if full_goal and full_goal > goal else ""
    target = f"{log_buttons.log_target_text(step, today)} " if step else ""
    reason = (
        "You put it off to today" if is_snoozed else "This comes once a week at most, when you are short of your goal"
    )
    return compose_message(
        section(f"{_goal_text(minutes, goal, period, today)}{step_text}{_due_soon_text(due_assignments, today)}"),
        actions(*booking, ButtonSpec("Log other", "log.form")),
        actions(
            None if is_snoozed or _is_last_day(today, period) else ButtonSpec("Snooze a day", "nudge.day", period),
            ButtonSpec("Snooze a week", "nudge.snooze"),
            ButtonSpec("Snooze until…", "nudge.until"),
            _stop_button(),
        ),
        context(f"{target}{reason}{lowered}. `{SLASH}roadmate goal 3h` sets it."),
    )


def render_snoozed_day(moment: datetime, today: date) -> Message:
    """Render that the nudge comes a day later, once; `moment` is in the member's zone."""
    return compose_message(
        section(f"Put off to {_moment_text(moment, today)}. It comes then if you are still short of your goal.")
    )


def render_no_other_nudge(next_nudge_text: str) -> Message:
    """Render that the nudge is not put off by a day: it was already, or the week is over by then."""
    return compose_message(section(f"This week brings no other nudge. {next_nudge_text}"))


def render_snoozed_week(snooze: WeekSnooze, today: date) -> Message:
    """Render that one week has no nudge."""
    span, day = weeks.week_text(snooze.week, today), date_text.day_text(snooze.resumes_on, today)
    return compose_message(section(f"Snoozed: no nudge in the week {span}. The next one can come on {day}."))


def render_snoozed_until(until: date, today: date, next_nudge_text: str) -> Message:
    """Render that no nudge comes before a day."""
    return compose_message(section(f"Snoozed: no nudge before {date_text.day_text(until, today)}. {next_nudge_text}"))


def render_nudges_stopped() -> Message:
    """Render that no nudges come any more, and the way back."""
    return compose_message(
        section(f"Stopped: you will get no more nudges. `{SLASH}roadmate nudge on` brings them back.")
    )


def render_snooze_form(today: date) -> Modal:
    """Render the form for the day before which no nudge comes."""
    return build_modal(
        "Snooze the nudges",
        date_input(
            UNTIL_FIELD,
            "No nudge before",
            value=today + _TWO_WEEKS,
            hint="The next one after that comes at its usual time. Hours count as always.",
        ),
        callback_id="nudge.date",
        submit_label="Snooze",
        close_label="Cancel",
    )


def snooze_day_errors() -> dict[str, str]:
    """Return what is wrong with the day in the form, by field."""
    return {UNTIL_FIELD: "Choose a day from tomorrow to a year ahead."}


def render_until_missing(typed: str) -> Message:
    """Render that no day was named, or none of the year ahead."""
    lead = f"“{escape(clip(typed, 60))}” is no day in the year ahead." if typed else "*Until when?*"
    return compose_message(
        section(f"{lead} For example `{SLASH}roadmate nudge until 14 dec`."),
        actions(ButtonSpec("Choose a day", "nudge.until")),
    )


def render_nudge_status(
    member: Member, next_nudge_text: str, *, today: date, is_changed: bool, snoozed_to: datetime | None = None
) -> Message:
    """Render whether the member gets a weekly nudge; this week's may be `snoozed_to` a moment in their zone."""
    lead = "*Changed.* " if is_changed else ""
    words = f"{lead}Your weekly nudge is *{'on' if member.nudged else 'off'}*."
    snoozed = f" This week's was put off to {_moment_text(snoozed_to, today)}." if snoozed_to and member.nudged else ""
    other = "`nudge off` turns it off, `nudge until 14 dec` pauses it." if member.nudged else "`nudge on` turns it on."
    buttons = (
        (ButtonSpec("Snooze a week", "nudge.snooze"), ButtonSpec("Snooze until…", "nudge.until"), _stop_button())
        if member.nudged
        else (ButtonSpec("Turn on", "roadmate.say", "nudge on"),)
    )
    return compose_message(section(f"{words}{snoozed}"), actions(*buttons), context(f"{next_nudge_text} {other}"))


def _goal_text(minutes: int, goal: int, period: str, today: date) -> str:
    span = weeks.week_text(period, today)
    if not minutes:
        return f"*Nothing booked yet this week* ({span}); your goal is {parse.spell(goal)}."
    left = parse.spell(goal - minutes)
    return f"*{parse.spell(minutes)} of your {parse.spell(goal)} this week* ({span}): {left} to go."


def _area_progress_text(step: NextStep) -> str:
    """Return the hours in the step's area, against its estimate if there is one."""
    hours, done = step.area.hours, parse.spell(step.minutes)
    if hours is None:
        return f" {step.area.name} so far: {done}." if step.minutes else ""
    return f" {step.area.name} so far: {done if step.minutes else 'none'} of {hours.low}-{hours.high} h."


def _due_soon_text(due_assignments: Sequence[tuple[str, date]], today: date) -> str:
    """`Due soon: Build a VPC, Fri 4 Dec.`"""
    named = [
        f"{escape(clip(name, 60))}, {date_text.day_text(day, today)}" for name, day in due_assignments[:_MAX_NAMED_DUE]
    ]
    more = [f"{len(due_assignments) - _MAX_NAMED_DUE} more"] if len(due_assignments) > _MAX_NAMED_DUE else []
    return f"\nDue soon: {'; '.join([*named, *more])}." if named else ""


def _is_last_day(today: date, period: str) -> bool:
    """Return whether tomorrow is no day of that week any more."""
    return weeks.week_of(today + timedelta(days=1)) != period


def _stop_button() -> ButtonSpec:
    confirm = ConfirmSpec("Stop the nudges?", "You will get no weekly reminder any more.", "Stop")
    return ButtonSpec("Stop", "nudge.stop", confirm=confirm)


def _moment_text(moment: datetime, today: date) -> str:
    return f"{date_text.day_text(moment.date(), today)} {moment:%H:%M}"
