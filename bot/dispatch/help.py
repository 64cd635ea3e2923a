"""Help, written from the commands themselves."""

from __future__ import annotations

from bot.dispatch import commands
from bot.dispatch.commands import Command
from bot.slack.blocks import ButtonSpec, context, section
from bot.slack.message import Message, compose_message


def render_all_commands(prefix: str) -> Message:
    """All commands with what can be typed after each; how that is meant stands on the command's own page."""
    return compose_message(
        section("*Roadmate*: look up what to learn, log the hours, follow the plan together."),
        [
            section(_command_summary(command, prefix), ButtonSpec("Explain", "help.open", command.name))
            for command in commands.COMMANDS
        ],
        context(
            f"`/{prefix}log help` explains one command. Each also works as a mention, and in a direct message "
            "without the slash."
        ),
    )


def _command_title(command: Command, prefix: str) -> str:
    return f"*/{prefix}{command.name}*: {command.summary}"


def _command_summary(command: Command, prefix: str) -> str:
    """`/log: Book hours you learned`, and the forms in one line."""
    usages = (f"`{form.usage}`" for form in command.usages if form.usage)
    return f"{_command_title(command, prefix)}\n{' · '.join(usages)}"
