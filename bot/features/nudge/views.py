"""The weekly nudge: why it came, one small next step, and the ways to do it, put it off or end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.core.people.member import Member
from bot.core.plan.progress import Step
from bot.features.nudge.rules import Snooze
from bot.slack.blocks import Confirm, Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.modals import Modal, date_input, window
from bot.slack.mrkdwn import clip, escape
from bot.timeexpr.durations import parse
from bot.ui import log_buttons, next_step

UNTIL: Final = "until"  # the form's field
_TWO_WEEKS: Final = timedelta(days=14)
_NAMED: Final = 2  # assignments that are due; more of them are counted


def weekly(
    *,
    minutes: int,
    goal: int,
    period: str,
    step: Step | None,
    today: date,
    whole: int | None = None,
    prefix: str = "",
    again: bool = False,
    due: Sequence[tuple[str, date]] = (),
) -> Message:
    """To one person short of their goal, which days away may have lowered from `whole`; `prefix` is the commands'.

    `again` is the one that was put off by a day, which cannot be put off by another; `due` are assignments by name,
    with their days.
    """
    coming = f"\nA small next step: {next_step.short(step)}.{_so_far(step)}" if step else ""
    key = f"{'again' if again else 'nudge'}:{period}"
    booking = log_buttons.on_step(step, key=key, today=today) if step else []
    lowered = f" (days away lower it from {parse.spell(whole)})" if whole and whole > goal else ""
    on = f"{log_buttons.told(step, today)} " if step else ""
    often = "You put it off to today" if again else "This comes once a week at most, when you are short of your goal"
    return compose(
        section(f"{_standing(minutes, goal, period, today)}{coming}{_due(due, today)}"),
        actions(*booking, Press("Log other", "log.form")),
        actions(
            None if again or _is_last(today, period) else Press("Snooze a day", "nudge.day", period),
            Press("Snooze a week", "nudge.snooze"),
            Press("Snooze until…", "nudge.until"),
            _stop(),
        ),
        context(f"{on}{often}{lowered}. `/{prefix}roadmate goal 3h` sets it."),
    )


def put_off(moment: datetime, today: date) -> Message:
    """A day later, once; `moment` is in the member's zone."""
    return compose(section(f"Put off to {_at(moment, today)}. It comes then if you are still short of your goal."))


def no_more(coming: str) -> Message:
    """It is not put off by a day: it was already, or the week is over by then. `coming` says when the next one is."""
    return compose(section(f"This week brings no other nudge. {coming}"))


def snoozed(snooze: Snooze, today: date) -> Message:
    """One week without."""
    span, day = weeks.spell(snooze.week, today), calendar_format.spell(snooze.resumes, today)
    return compose(section(f"Snoozed: no nudge in the week {span}. The next one can come on {day}."))


def paused(until: date, today: date, coming: str) -> Message:
    """None before a day."""
    return compose(section(f"Snoozed: no nudge before {calendar_format.spell(until, today)}. {coming}"))


def stopped(prefix: str = "") -> Message:
    """None any more, until the person wants them again."""
    return compose(section(f"Stopped: you will get no more nudges. `/{prefix}roadmate nudge on` brings them back."))


def form(today: date) -> Modal:
    """Asks for the day before which no nudge comes."""
    return window(
        "Snooze the nudges",
        date_input(
            UNTIL,
            "No nudge before",
            value=today + _TWO_WEEKS,
            hint="The next one after that comes at its usual time. Hours count as always.",
        ),
        callback="nudge.date",
        submit="Snooze",
        close="Cancel",
    )


def wrong_day() -> dict[str, str]:
    """What is wrong with the day in the form."""
    return {UNTIL: "Choose a day from tomorrow to a year ahead."}


def until_when(words: str, prefix: str) -> Message:
    """No day was named, or none that will do."""
    named = f"“{escape(clip(words, 60))}” is no day in the year ahead." if words else "*Until when?*"
    return compose(
        section(f"{named} For example `/{prefix}roadmate nudge until 14 dec`."),
        actions(Press("Choose a day", "nudge.until")),
    )


def status(member: Member, coming: str, *, today: date, fresh: bool, again: datetime | None = None) -> Message:
    """Whether the reader gets a weekly nudge; `again` is the moment to which this week's was put off."""
    lead = "*Changed.* " if fresh else ""
    words = f"{lead}Your weekly nudge is *{'on' if member.nudged else 'off'}*."
    put = f" This week's was put off to {_at(again, today)}." if again and member.nudged else ""
    other = "`nudge off` turns it off, `nudge until 14 dec` pauses it." if member.nudged else "`nudge on` turns it on."
    return compose(section(f"{words}{put}"), context(f"{coming} {other}"))


def _standing(minutes: int, goal: int, period: str, today: date) -> str:
    """Booked against the goal."""
    span = weeks.spell(period, today)
    if not minutes:
        return f"*Nothing booked yet this week* ({span}); your goal is {parse.spell(goal)}."
    left = parse.spell(goal - minutes)
    return f"*{parse.spell(minutes)} of your {parse.spell(goal)} this week* ({span}): {left} to go."


def _so_far(step: Step) -> str:
    """The hours in the step's area, against its estimate where there is one."""
    hours, done = step.area.hours, parse.spell(step.minutes)
    if hours is None:
        return f" {step.area.name} so far: {done}." if step.minutes else ""
    return f" {step.area.name} so far: {done if step.minutes else 'none'} of {hours.low}-{hours.high} h."


def _due(due: Sequence[tuple[str, date]], today: date) -> str:
    """`Due soon: Build a VPC, Fri 4 Dec.`"""
    named = [f"{escape(clip(name, 60))}, {calendar_format.spell(day, today)}" for name, day in due[:_NAMED]]
    more = [f"{len(due) - _NAMED} more"] if len(due) > _NAMED else []
    return f"\nDue soon: {'; '.join([*named, *more])}." if named else ""


def _is_last(today: date, period: str) -> bool:
    """Whether tomorrow is no day of that week any more."""
    return weeks.week_of(today + timedelta(days=1)) != period


def _stop() -> Press:
    asked = Confirm("Stop the nudges?", "You will get no weekly reminder any more.", "Stop")
    return Press("Stop", "nudge.stop", confirm=asked)


def _at(moment: datetime, today: date) -> str:
    return f"{calendar_format.spell(moment.date(), today)} {moment:%H:%M}"
