"""Look up what to learn: roadmaps, topics and how they fit together."""

from __future__ import annotations

from bot.feature import Feature
from bot.features.roadmap import handlers

FEATURE = Feature(
    name="roadmap",
    command_name="roadmap",
    register=handlers.register,
    answer=handlers.answer_roadmap,
)
