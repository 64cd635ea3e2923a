"""Who learned how much, among those who want to be seen."""

from __future__ import annotations

from bot.feature import Feature
from bot.features.leaderboard import handlers

FEATURE = Feature(
    name="leaderboard",
    command_name="leaderboard",
    register=handlers.register,
    answer=handlers.answer_leaderboard,
)
