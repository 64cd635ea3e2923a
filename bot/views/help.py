"""Help, written from the commands themselves."""

from __future__ import annotations

from typing import Final

from bot.domain import commands
from bot.domain.commands import Command
from bot.views.message import Message, compose
from bot.views.parts import context, section

DURATIONS: Final = "`2h` `90m` `1.5h` `1h30` `1:30` `:15` `2 hours 45 min` `half an hour`"
DAYS: Final = "`today` `yesterday` `mon` `last friday` `3 days ago` `20 nov` `2026-11-20`, up to 31 days back"


def everything(prefix: str) -> Message:
    """All commands on one screen."""
    return compose(
        section("*Roadmate*: look up what to learn, log the hours, follow the plan together."),
        [section(_text(command, prefix)) for command in commands.COMMANDS],
        context(f"Durations: {DURATIONS}. Days: {DAYS}."),
        context("Every command also works as a mention, and in a direct message without the slash."),
    )


def command(name: str, prefix: str) -> Message:
    """One command."""
    one = commands.command(name)
    more = (
        f"Durations: {DURATIONS}. Days: {DAYS}."
        if name == "log"
        else "Spelling, case and order of the words do not matter much."
    )
    return compose(section(_text(one, prefix)), section(" ".join(one.notes)) if one.notes else None, context(more))


def _text(command: Command, prefix: str) -> str:
    lines = [f"*/{prefix}{command.name}*: {command.summary}"]
    lines += [
        f"`/{prefix}{command.name}{' ' + form.usage if form.usage else ''}` {form.does}" for form in command.forms
    ]
    return "\n".join(lines)
