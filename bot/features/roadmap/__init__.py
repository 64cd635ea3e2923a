"""Look up what to learn: roadmaps, topics and how they fit together."""

from __future__ import annotations

from typing import Final

from bot.feature import Feature
from bot.features.roadmap import handlers
from bot.slack.command import Command, CommandUsage, WordHint

COMMAND: Final = Command(
    "roadmap",
    "Look up what to learn: the roadmaps, their topics and how they fit together",
    "[roadmap] [category, level or words] | [roadmap] path | search WORDS | next",
    (
        CommandUsage("", "all roadmaps"),
        CommandUsage("aws", "one roadmap: categories, facets, levels"),
        CommandUsage("aws scaling", "its topics: by category, facet, level or any words"),
        CommandUsage("aws.rds-proxy", "a topic: where to learn it, what to try, what comes before and after"),
        CommandUsage("networking path", "a roadmap's topics in the order to learn them"),
        CommandUsage("aws kubernetes", "how two roadmaps fit together"),
        CommandUsage("search canary", "the best matches over everything"),
        CommandUsage("next", "what to learn next, and why"),
        CommandUsage("aws scaling share", "show it to the channel (asks first)"),
    ),
    "aws scaling",
    synonyms={
        **dict.fromkeys(("list", "ls", "all", "show", "view", "index", "overview"), "roadmap"),
        **dict.fromkeys(("track", "tracks", "new", "edit"), "roadmap"),
        **dict.fromkeys(("start", "begin", "today"), "roadmap next"),
        **dict.fromkeys(
            ("approvals", "audit", "config", "coverage", "digest", "export", "import", "language", "review")
        ),
        **dict.fromkeys(("notification", "notifications", "people", "session", "sessions", "test", "users", "version")),
    },
    reads_names=True,
)

FEATURE = Feature(
    name="roadmap",
    command=COMMAND,
    register=handlers.register,
    answer=handlers.answer_roadmap,
    synonyms={
        **dict.fromkeys(("roadmaps", "topics", "topic", "content", "catalog", "courses", "course", "learn"), "roadmap"),
        **dict.fromkeys(
            ("next", "suggest", "recommend", "suggestion", "suggestions", "what next", "what's next"),
            "roadmap next",
        ),
        **dict.fromkeys(("path", "paths", "learning path", "learning paths"), "roadmap path"),
        **dict.fromkeys(("search", "find", "lookup"), "roadmap search"),
        "quiz": WordHint("There's no quiz yet. Here's what to learn next:", ("roadmap next",)),
    },
)
