"""Help, written from the commands themselves."""

from __future__ import annotations

from bot.dispatch import commands
from bot.dispatch.commands import Command
from bot.slack.blocks import Press, context, section
from bot.slack.message import Message, compose


def everything(prefix: str) -> Message:
    """All commands with what can be typed after each; how that is meant stands on the command's own page."""
    return compose(
        section("*Roadmate*: look up what to learn, log the hours, follow the plan together."),
        [
            section(_short(command, prefix), Press("Explain", "help.open", command.name))
            for command in commands.COMMANDS
        ],
        context(
            f"`/{prefix}log help` explains one command. Each also works as a mention, and in a direct message "
            "without the slash."
        ),
    )


def _title(command: Command, prefix: str) -> str:
    return f"*/{prefix}{command.name}*: {command.summary}"


def _short(command: Command, prefix: str) -> str:
    """`/log: Book hours you learned`, and the forms in one line."""
    usages = (f"`{form.usage}`" for form in command.forms if form.usage)
    return f"{_title(command, prefix)}\n{' · '.join(usages)}"
