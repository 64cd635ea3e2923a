"""Help, written from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.command import Command, CommandUsage, get_command
from bot.slack.message import Message, compose_message
from bot.slack.slash import SLASH

DURATION_EXAMPLES: Final = "`2h` `90m` `1.5h` `1h30` `1:30` `:15` `2 hours 45 min` `half an hour`"
DAY_EXAMPLES: Final = "`today` `yesterday` `mon` `last friday` `3 days ago` `20 nov` `2026-11-20`, up to 31 days back"


def render_command_help(commands: Sequence[Command], name: str) -> Message:
    """Render the page of one command: all of its forms, and what there is to know about them."""
    command = get_command(commands, name)
    details = (
        f"Durations: {DURATION_EXAMPLES}. Days: {DAY_EXAMPLES}."
        if name == "log"
        else "Spelling, case and order of the words do not matter much."
    )
    return compose_message(
        section(f"*{SLASH}{name}*: {command.summary}"),
        map(section, _form_groups(command)),
        section(" ".join(command.notes)) if command.notes else None,
        context(details),
    )


def render_word_help(commands: Sequence[Command], name: str, word: str) -> Message:
    """Render what one word of a command does, with a button to the command's page."""
    command = get_command(commands, name)
    forms = tuple(form for form in command.usages if form.usage.split()[:1] == [word])
    if not forms:
        return render_command_help(commands, name)
    lines = "\n".join(_form_line(command, form) for form in forms)
    return compose_message(section(lines), actions(ButtonSpec(f"All of {SLASH}{name}", "help.open", name)))


def _form_line(command: Command, form: CommandUsage) -> str:
    return f"`{SLASH}{command.name}{' ' + form.usage if form.usage else ''}` {form.effect}"


def _form_groups(command: Command) -> Iterator[str]:
    """Yield the forms, those about the same together under a heading."""
    for heading, forms in groupby(command.usages, key=lambda form: form.heading):
        lines = [_form_line(command, form) for form in forms]
        yield "\n".join([f"*{heading}*", *lines] if heading else lines)
