"""Help, written from the commands themselves."""

from __future__ import annotations

from typing import Final

from bot.feature import SHARED_COMMAND, Feature
from bot.features.help import handlers
from bot.slack.command import Command, CommandUsage, WordHint

COMMAND: Final = Command(
    SHARED_COMMAND,
    "Help and settings",
    "help | goal 3h | away until friday | nudge off | settings | digest",
    (),
    "goal 3h",
)

FEATURE = Feature(
    name="help",
    command=COMMAND,
    usages=(CommandUsage("help", "five lines to start with; `help log` explains one command", order=0),),
    register=handlers.register,
    synonyms={
        **dict.fromkeys(
            ("help", "?", "h", "commands", "command", "usage", "man", "info", "how", "menu", "tutorial"), "help"
        ),
        **dict.fromkeys(("show", "view", "ping", "test", "docs"), "roadmate help"),
        **dict.fromkeys(("help me", "what can you do", "how does this work", "ok", "okay"), "roadmate help"),
        **dict.fromkeys(("about", "version", "quit", "exit", "bye", "faq"), "roadmate help"),
        **dict.fromkeys(
            ("thanks", "thank you", "thx"), WordHint("Any time! Here's what's next for you:", ("roadmap next",))
        ),
        **dict.fromkeys(
            ("feedback", "bug", "bugs", "support", "contact"),
            WordHint(
                "Something wrong with me, or an idea? Tell an admin of this workspace. If you're stuck with what you "
                "learn, tell your mentor here:",
                ("roadmate stuck",),
            ),
        ),
    },
    words={"help": handlers.answer_help},
    samples=("roadmate help", "log help", "roadmap help", "plan help", "roadmate", "log goals"),
    admin_samples=("team help",),
)
