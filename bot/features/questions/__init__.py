"""Questions in plain words, in a direct message or a mention: to a command, to an offer of hours, or to topics."""

from __future__ import annotations

from typing import Final

from bot.feature import Feature

FEATURE: Final = Feature(
    name="questions",
    samples=("how many hours did I log this week?", "what should I learn next?"),
)
