"""Render the list of all commands, written from the commands themselves."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.blocks import ButtonSpec, context, section
from bot.slack.command import Command
from bot.slack.message import Message, compose_message
from bot.slack.slash import SLASH


def render_all_commands(commands: Sequence[Command]) -> Message:
    """Render all commands with what can be typed after each; each command's own page explains that."""
    return compose_message(
        section("*Roadmate*: look up what to learn, log the hours, follow the plan together."),
        [section(_command_summary(command), ButtonSpec("Explain", "help.open", command.name)) for command in commands],
        context(
            f"`{SLASH}log help` explains one command. Each also works as a mention, and in a direct message "
            "without the slash."
        ),
    )


def _command_summary(command: Command) -> str:
    """Return `/log: Book hours you learned`, and the forms in one line."""
    usages = (f"`{form.usage}`" for form in command.usages if form.usage)
    return f"{command_title(command)}\n{' · '.join(usages)}"


def command_title(command: Command) -> str:
    return f"*{SLASH}{command.name}*: {command.summary}"
