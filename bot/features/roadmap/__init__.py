"""Look up what to learn: roadmaps, topics and how they fit together."""

from __future__ import annotations

from typing import Final

from bot.feature import Feature
from bot.features.roadmap import handlers
from bot.slack.command import Command, CommandUsage

COMMAND: Final = Command(
    "roadmap",
    "Look up what to learn: seven roadmaps, their topics and how they fit together",
    "[roadmap] [category, level or words] | search WORDS | next",
    (
        CommandUsage("", "the seven roadmaps"),
        CommandUsage("aws", "one roadmap: categories, facets, levels"),
        CommandUsage("aws scaling", "its topics: by category, facet, level or any words"),
        CommandUsage("aws kubernetes", "how two roadmaps fit together"),
        CommandUsage("search canary", "the best matches over everything"),
        CommandUsage("next", "what to learn next, and why"),
        CommandUsage("aws scaling share", "show it to the whole channel (asks first)"),
    ),
    "aws scaling",
)

FEATURE = Feature(
    name="roadmap",
    command=COMMAND,
    register=handlers.register,
    answer=handlers.answer_roadmap,
)
