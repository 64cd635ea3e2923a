"""Help, written from the commands themselves."""

from __future__ import annotations

from bot.feature import Feature
from bot.features.help import handlers
from bot.slack.command import CommandUsage

FEATURE = Feature(
    name="help",
    usages=(CommandUsage("help", "all commands; `help team` explains one of them", order=0),),
    register=handlers.register,
    words={"help": handlers.answer_help},
)
