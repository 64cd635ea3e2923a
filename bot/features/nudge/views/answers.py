"""Answers about nudges: when they come, how often, put off, stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.calendar import date_text, weeks
from bot.calendar.schedule import WeeklySlot, slot_text
from bot.core.people.member import Member
from bot.core.people.nudge_cadence import EVERY_TWO_WEEKS, MONTHLY
from bot.features.nudge.rules.send_times import WeekSnooze
from bot.slack.blocks import ButtonSpec, OverflowSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, build_modal, date_input
from bot.slack.mrkdwn import clip, escape
from bot.slack.slash import SLASH

UNTIL_FIELD: Final = "until"  # the form's field
_TWO_WEEKS: Final = timedelta(days=14)
_CADENCE_TEXTS: Final = {1: "every week", EVERY_TWO_WEEKS: "every two weeks", MONTHLY: "every four weeks"}
_ON_AGAIN: Final = ButtonSpec("Turn nudges on", "roadmate.say", "nudge on")
_WAYS: Final = OverflowSpec(
    "roadmate.say",
    (
        ("Skip the next one", "nudge skip"),
        ("Another day or time", "nudge time"),
        ("Every week", "nudge weekly"),
        ("Every two weeks", "nudge every two weeks"),
        ("Monthly", "nudge monthly"),
    ),
)
_RHYTHMS: Final = OverflowSpec("roadmate.say", _WAYS.options[2:])
_SAMPLE_TIMES: Final = (WeeklySlot(0, time(9)), WeeklySlot(1, time(10)), WeeklySlot(4, time(14)))


def render_snoozed_day(moment: datetime, today: date) -> Message:
    """Render that the nudge comes a day later, once; `moment` is in the member's zone."""
    day = date_text.day_text(moment.date(), today)
    return compose_message(section(f"OK, I'll remind you {day} at {moment:%H:%M} if needed."))


def render_no_other_nudge(next_nudge_text: str) -> Message:
    """Render that the nudge is not put off by a day: it was already, or the week is over by then."""
    return compose_message(section(f"No other nudge this week. {next_nudge_text}"))


def render_snoozed_week(snooze: WeekSnooze, today: date) -> Message:
    """Render that one week has no nudge."""
    span, day = weeks.week_text(snooze.week, today), date_text.day_text(snooze.resumes_on, today)
    return compose_message(section(f"OK, no nudge in the week of {span}. The next one can come {day}."))


def render_snoozed_until(until: date, today: date, next_nudge_text: str) -> Message:
    """Render that no nudge comes before a day."""
    return compose_message(section(f"OK, no nudge before {date_text.day_text(until, today)}. {next_nudge_text}"))


def render_nudges_stopped() -> Message:
    """Render that no nudges come any more, and the way back."""
    return compose_message(
        section(f"Done, no more nudges. `{SLASH}roadmate nudge on` brings them back."), actions(_ON_AGAIN)
    )


def render_learns_elsewhere() -> Message:
    """Render that somebody who learns elsewhere is left alone, and what stays open to them."""
    return compose_message(
        section(f"Good to know. I won't nudge you. `{SLASH}log 2h networking` still takes hours from anywhere."),
        actions(_ON_AGAIN),
    )


def render_snooze_form(today: date) -> Modal:
    """Render the form for the day before which no nudge comes."""
    return build_modal(
        "Pause nudges",
        date_input(
            UNTIL_FIELD,
            "No nudge before",
            value=today + _TWO_WEEKS,
            hint="Your hours still count.",
        ),
        callback_id="nudge.date",
        submit_label="Pause",
        close_label="Cancel",
    )


def snooze_day_errors() -> dict[str, str]:
    """Return what is wrong with the day in the form, by field."""
    return {UNTIL_FIELD: "Pick a day from tomorrow to a year ahead."}


def render_until_missing(typed: str) -> Message:
    """Render that no day was named, or none of the year ahead."""
    lead = f"“{escape(clip(typed, 60))}” isn't a day in the year ahead." if typed else "Until when?"
    return compose_message(
        section(f"{lead} For example `{SLASH}roadmate nudge until 14 dec`."),
        actions(ButtonSpec("Pick a day", "nudge.until")),
    )


def render_night(typed: str, allowed: Sequence[WeeklySlot]) -> Message:
    """Render that nobody is nudged at night, with the nearest times that are possible."""
    return compose_message(
        section(f"“{escape(clip(typed, 60))}” is at night, and I don't write between 20:00 and 08:00. Closest times:"),
        actions(*(_time_button(slot) for slot in allowed)),
    )


def render_which_time() -> Message:
    """Ask for a day and a time, with some as buttons."""
    return compose_message(
        section(f"When should nudges come? Pick one, or type a day and a time like `{SLASH}roadmate nudge tue 10:00`."),
        actions(*(_time_button(slot) for slot in _SAMPLE_TIMES), _RHYTHMS),
    )


def render_unknown_words(typed: str) -> Message:
    """Render what can be said after the command."""
    return compose_message(
        section(
            f"I don't know “{escape(clip(typed, 60))}” here. Type a day and a time, like "
            f"`{SLASH}roadmate nudge tue 10:00`, or `on`, `off`, `every two weeks`, `monthly`, `until 14 dec`."
        ),
        actions(ButtonSpec("My nudges", "roadmate.say", "nudge")),
    )


def render_nudge_status(
    member: Member,
    slot: WeeklySlot,
    next_nudge_text: str,
    *,
    today: date,
    is_changed: bool,
    snoozed_to: datetime | None = None,
) -> Message:
    """Render whether, how often and when the member gets a nudge; this week's may be `snoozed_to` a moment."""
    if not member.nudged:
        lead = "Done, no more nudges." if is_changed else "Your nudges are off."
        return compose_message(section(f"{lead} `{SLASH}roadmate nudge on` brings them back."), actions(_ON_AGAIN))
    cadence, own = _CADENCE_TEXTS[member.nudge_every], "your own" if member.nudge_slot else "team default"
    lines = [f"{'✅ Saved: nudges' if is_changed else 'Your nudges'} come *{cadence}, {slot_text(slot)}* ({own})."]
    if snoozed_to:
        lines.append(f"This week's comes {date_text.day_text(snoozed_to.date(), today)} at {snoozed_to:%H:%M}.")
    return compose_message(
        section("\n".join(lines)),
        actions(ButtonSpec("Pause until…", "nudge.until"), _stop_button(), _WAYS),
        context(f"{next_nudge_text} Another time: `{SLASH}roadmate nudge tue 10:00`."),
    )


def _time_button(slot: WeeklySlot) -> ButtonSpec:
    return ButtonSpec(slot_text(slot), "roadmate.say", f"nudge {slot_text(slot).lower()}")


def _stop_button() -> ButtonSpec:
    return ButtonSpec("Stop nudges", "nudge.stop")
