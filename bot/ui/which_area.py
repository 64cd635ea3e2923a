"""Ask which focus area was meant."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.plan.progress import AmbiguousArea
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape
from bot.ui.not_shown import not_shown_text


def which_area(doubt: AmbiguousArea, presses: Sequence[ButtonSpec], example: str, *, kept: str = "") -> Message:
    """Ask which area is meant by words that name no single one: the fitting or nearest as buttons, with `kept`."""
    typed = escape(clip(doubt.typed, 80))
    if doubt.is_known:
        return compose_message(section(f"*Which “{typed}”?*{kept}"), actions(*presses))
    near = f" Did you mean one of these?{kept}" if presses else ""
    lead = not_shown_text(doubt.off) if doubt.off else f"I don't know “{typed}”."
    words = f"{lead}{near}\nFor example `{example}`."
    return compose_message(section(words), actions(*presses))
