"""Messages about the days on which questions come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.features.quiz.rules.days import QUESTION_TIME, days_text, list_day_choices, store_days
from bot.slack.blocks import ButtonSpec, MenuSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape
from bot.slack.slash import SLASH

STOP_ACTION: Final = "quiz.stop"
_QUESTIONS: Final = f"{SLASH}roadmate questions"
_QUIZ: Final = f"{SLASH}roadmap quiz"
_ASK_NOW: Final = ButtonSpec("Ask me now", "roadmate.say", "roadmap quiz")


def render_days(days: Sequence[int], *, is_changed: bool) -> Message:
    """Render on which days questions come, with a menu of others."""
    if not days:
        lead = "Done, no more questions." if is_changed else "Questions are off."
        on = ButtonSpec("Turn on", "roadmate.say", "roadmate questions on", accessibility_label="Turn questions on")
        return compose_message(section(f"{lead} `{_QUIZ}` asks you some any time."), actions(on, _ASK_NOW))
    lead = "Done. " if is_changed else ""
    when = f"*{days_text(days)}* at {QUESTION_TIME:%H:%M}"
    return compose_message(
        section(
            f"📅 {lead}Up to three questions come on {when}, once you've learned three topics.\n"
            f"Pick other days below, or type them: `{_QUESTIONS} mon fri`."
        ),
        actions(_day_menu(days), _ASK_NOW, ButtonSpec("Stop questions", STOP_ACTION)),
    )


def render_unknown_days(typed: str, days: Sequence[int]) -> Message:
    """Say which days can be typed, with a menu of them."""
    got = escape(clip(typed, 60))
    return compose_message(
        section(
            f"I don't know “{got}” here. Name one or two days, like `{_QUESTIONS} tue thu`, or `off`. "
            f"Questions come at {QUESTION_TIME:%H:%M}, your time."
        ),
        actions(_day_menu(days)),
    )


def _day_menu(days: Sequence[int]) -> MenuSpec:
    """Return a menu whose choices are words of the command, as somebody would type them."""
    choices = [(days_text(each), f"roadmate questions {store_days(each)}") for each in list_day_choices()]
    return MenuSpec("Choose your days", "roadmate.say", choices, selected=f"roadmate questions {store_days(days)}")
