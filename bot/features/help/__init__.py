"""Help, written from the commands themselves."""

from __future__ import annotations

from typing import Final

from bot.feature import SHARED_COMMAND, Feature
from bot.features.help import handlers
from bot.slack.command import Command, CommandUsage

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
    usages=(CommandUsage("help", "all commands; `help team` explains one of them", order=0),),
    register=handlers.register,
    words={"help": handlers.answer_help},
)
