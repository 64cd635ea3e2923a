"""Render the first page of help: five lines, and a button to everything else."""

from __future__ import annotations

from typing import Final

from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.slash import SLASH

FIRST_LINES: Final = (
    f"📚 `{SLASH}roadmap aws scaling` shows what there is to learn",
    f"✅ `{SLASH}log 2h networking` logs your hours",
    f"➡️ `{SLASH}plan` shows how far you are and what's next",
    f"🎯 `{SLASH}roadmate goal 3h` sets your weekly goal",
    f"🆘 `{SLASH}roadmate stuck terraform state` gets you help",
)


def render_first_help(lead: str = "👋 *I help you learn with your team.* Five things to start with:") -> Message:
    """Render the five lines; everything else opens in a window."""
    return compose_message(
        section("\n".join((lead, *FIRST_LINES))),
        actions(
            ButtonSpec("More", "help.more", "-"),
            ButtonSpec("Set me up (3 questions)", "welcome.open", "-"),
        ),
    )
