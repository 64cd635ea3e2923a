"""The answer to a button that was drawn before the latest change: how things are now, and nothing more."""

from __future__ import annotations

from typing import Final

from bot.slack.blocks import section
from bot.slack.message import Message, compose_message

NOTHING_CHANGED: Final = "*Nothing changed.* That button is older than the latest change. Here's how it is now:"


def render_as_now(current: Message) -> Message:
    """Show how things are now, with the buttons that do something now."""
    lead = compose_message(section(NOTHING_CHANGED))
    return Message(f"{lead.text}\n{current.text}", (*lead.blocks, *current.blocks))
