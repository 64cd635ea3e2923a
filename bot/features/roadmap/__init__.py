"""Look up what to learn: roadmaps, topics and how they fit together."""

from __future__ import annotations

from typing import Final

from bot.feature import Feature
from bot.features.roadmap.handlers import command
from bot.slack.command import Command, CommandUsage

COMMAND: Final = Command(
    "roadmap",
    "Look up what to learn: the roadmaps, their topics and how they fit together",
    "[roadmap] [category, level or words] | [roadmap] path | search WORDS | next | quiz",
    (
        CommandUsage("", "all roadmaps"),
        CommandUsage("aws", "one roadmap: categories, facets, levels"),
        CommandUsage("aws scaling", "its topics: by category, facet, level or any words"),
        CommandUsage("next", "what to learn next, and why; `another` for something else"),
        CommandUsage("aws.rds-proxy", "a topic: where to learn it, what to try, what comes before and after"),
        CommandUsage(
            "aws.rds-proxy known", "mark a topic; `skip` if it's not for you, `unmark` to take it back, `why`"
        ),
        CommandUsage("aws.rds-proxy suggest", "suggest a change: its text, key terms, a link or a question"),
        CommandUsage("networking path", "a roadmap's topics in the order to learn them"),
        CommandUsage("aws kubernetes", "how two roadmaps fit together"),
        CommandUsage("search canary", "the best matches over everything"),
        CommandUsage("mine", "what you know; `aws mine` topic by topic"),
        CommandUsage("undo", "take back your last mark; `aws.rds-proxy parts` ticks the parts of a topic"),
        CommandUsage("quiz aws", "three questions on it, or on all you've learned; only you see the answers"),
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
    register=command.register,
    answer=command.answer_roadmap,
    synonyms={
        **dict.fromkeys(("roadmaps", "topics", "topic", "catalog", "courses", "course", "learn"), "roadmap"),
        **dict.fromkeys(
            ("next", "suggest", "recommend", "suggestion", "suggestions", "what next", "what's next"),
            "roadmap next",
        ),
        **dict.fromkeys(("something else", "another", "another one"), "roadmap another"),
        **dict.fromkeys(("not for me", "i know this", "i know that", "i know it"), "roadmap next"),  # has these buttons
        **dict.fromkeys(("path", "paths", "learning path", "learning paths"), "roadmap path"),
        **dict.fromkeys(("search", "find", "lookup"), "roadmap search"),
        **dict.fromkeys(("quiz", "quizzes", "test me", "ask me", "quiz me"), "roadmap quiz"),
        **dict.fromkeys(("ask me something", "ask me a question", "ask me questions"), "roadmap quiz"),
        **dict.fromkeys(("what do i know", "what i know", "my topics", "known"), "roadmap mine"),
        "mark …": "roadmap mark …",
    },
    samples=(
        "roadmap",
        "roadmap aws",
        "roadmap aws scaling",
        "roadmap beginner",
        "roadmap rds proxy",
        "roadmap aws kubernetes",
        "roadmap networking path",
        "roadmap path",
        "roadmap next",
        "roadmap search cache",
        "roadmap search",
        "roadmap asdfgh",
        "roadmap scaling",
        "roadmap aws services",
        "roadmap aws beginner",
        "roadmap rds proxy share",
        "roadmap security",
    ),
)
