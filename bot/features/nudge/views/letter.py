"""The nudge and the question whether nudges are still useful: a thought, a next step, two buttons and a menu."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.calendar import date_text, weeks
from bot.features.nudge.rules.letter import NudgeFacts, Wording
from bot.slack.blocks import ButtonSpec, OverflowSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import PlanPagePayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import log_buttons, step_buttons
from bot.ui.next_step import step_line, step_name
from bot.ui.step_buttons import Control

START_MINUTES: Final = 30
_MORE: Final = (
    ("Not now: skip next week", "nudge skip"),
    ("Pause until…", "nudge until"),
    ("Another day or rhythm", "nudge time"),
    ("Stop nudges", "nudge off"),
)
_MAX_NAMED_DUE: Final = 2  # assignments that are due; more of them are counted


def render_nudge(wording: Wording, facts: NudgeFacts, *, period: str, is_first: bool) -> Message:
    """Render the nudge of a week; the first one says why it came, and each how to stop them."""
    lines = [wording.text, *_more_lines(wording, facts)]
    why = "I only write when you're below your goal, at most weekly. " if is_first and facts.goal else ""
    why = why or ("I only write in weeks without hours, at most weekly. " if is_first else "")
    return compose_message(
        section("\n".join(lines)),
        actions(*_row(facts, period)),
        context(f"{why}`{SLASH}roadmate nudge off` stops these."),
    )


def render_riding_nudge(wording: Wording, facts: NudgeFacts, *, period: str) -> Message:
    """Render the nudge of a week as the head of another letter."""
    lines = [wording.text, *_more_lines(wording, facts)]
    log, step = _log_button(facts, period), facts.step
    row = step_buttons.step_row(step, log, today=facts.today) if step else [log]
    return compose_message(section("\n".join(lines)), actions(*row, keeps_message=True))


def render_question(wording: Wording) -> Message:
    """Render the question whether nudges are still useful; whatever is pressed is the answer."""
    return compose_message(
        section(f"{wording.text}\nNo answer is fine too: then I stay quiet until you're back."),
        actions(
            ButtonSpec("Every two weeks", "roadmate.say", "nudge every two weeks"),
            ButtonSpec("Monthly", "roadmate.say", "nudge monthly"),
            ButtonSpec("Stop", "nudge.stop", accessibility_label="Stop nudges"),
            ButtonSpec("I learn elsewhere", "nudge.elsewhere"),
        ),
    )


def _more_lines(wording: Wording, facts: NudgeFacts) -> list[str]:
    """Return what comes next, what is due if the nudge did not begin with that, and why the goal is lower."""
    lines = []
    if facts.step and step_name(facts.step) not in wording.text:
        lines.append(f"➡️ Next: {step_line(facts.step)}")
    if facts.due and wording.variant != "assignment":
        lines.append(_due_line(facts))
    if 0 < facts.goal < facts.full_goal:
        full, goal = parse.spell(facts.full_goal), parse.spell(facts.goal)
        lines.append(f"Your time off lowers this week's goal from {full} to {goal}.")
    return lines


def _due_line(facts: NudgeFacts) -> str:
    """`📅 Due soon: Build a VPC (Fri 4 Dec)`"""
    named = [f"{escape(clip(name, 60))} ({date_text.day_text(day, facts.today)})" for name, day in facts.due]
    if len(named) > _MAX_NAMED_DUE:
        return f"📅 Due soon: {', '.join(named[:_MAX_NAMED_DUE])} and {len(named) - _MAX_NAMED_DUE} more"
    return f"📅 Due soon: {' and '.join(named)}"


def _row(facts: NudgeFacts, period: str) -> Sequence[Control]:
    """Return what to do with the next step, a way to put the nudge off, and the rest behind three dots."""
    log, second = _log_button(facts, period), _second_button(facts, period)
    if facts.step is None:
        return [log, second, OverflowSpec("roadmate.say", _MORE)]
    return step_buttons.step_row(facts.step, log, second, today=facts.today, more=_MORE)


def _log_button(facts: NudgeFacts, period: str) -> ButtonSpec:
    """Return the primary button: half an hour on the next step, or the form where there is none."""
    if facts.step is None:
        return ButtonSpec("Log time", "log.form", style="primary")
    key = f"{'again' if facts.is_asked_for else 'nudge'}:{period}"
    return log_buttons.step_log_button(facts.step, key=key, today=facts.today, minutes=START_MINUTES)


def _second_button(facts: NudgeFacts, period: str) -> ButtonSpec:
    """Return the way to put it off by a day, which goes once and not over the end of the week; else the plan."""
    is_last_day = weeks.week_of(facts.today + timedelta(days=1)) != period
    if facts.is_asked_for or is_last_day:
        return ButtonSpec("See my plan", "plan.open", PlanPagePayload().encode())
    return ButtonSpec("Remind me tomorrow", "nudge.day", period)
