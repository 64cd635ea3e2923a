"""The question which focus area was meant."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.plan.progress import Doubt
from bot.slack.blocks import Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape


def which_area(doubt: Doubt, presses: Sequence[Press], example: str, *, kept: str = "") -> Message:
    """Words that name no single area: the fitting or nearest ones as buttons, which keep what `kept` says."""
    typed = escape(clip(doubt.typed, 80))
    if doubt.known:
        return compose(section(f"*Which area do you mean by “{typed}”?*{kept}"), actions(*presses))
    near = f" Did you mean one of these?{kept}" if presses else ""
    words = f"“{typed}” is no focus area, roadmap or topic I know.{near}\nFor example `{example}`."
    return compose(section(words), actions(*presses))
