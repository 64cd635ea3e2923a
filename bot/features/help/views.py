"""Help, written from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from bot.dispatch import commands
from bot.dispatch.commands import Command, CommandUsage
from bot.dispatch.help import _command_title
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message

DURATION_EXAMPLES: Final = "`2h` `90m` `1.5h` `1h30` `1:30` `:15` `2 hours 45 min` `half an hour`"


DAY_EXAMPLES: Final = "`today` `yesterday` `mon` `last friday` `3 days ago` `20 nov` `2026-11-20`, up to 31 days back"


def render_command_help(name: str, prefix: str) -> Message:
    """One command with all of its forms, and what there is to know about them."""
    one = commands.get_command(name)
    more = (
        f"Durations: {DURATION_EXAMPLES}. Days: {DAY_EXAMPLES}."
        if name == "log"
        else "Spelling, case and order of the words do not matter much."
    )
    return compose_message(
        section(_command_title(one, prefix)),
        map(section, _form_groups(one, prefix)),
        section(" ".join(one.notes)) if one.notes else None,
        context(more),
    )


def render_word_help(name: str, word: str, prefix: str) -> Message:
    """What one word of a command does, and the way to all of them."""
    one = commands.get_command(name)
    forms = tuple(form for form in one.usages if form.usage.split()[:1] == [word])
    if not forms:
        return render_command_help(name, prefix)
    lines = "\n".join(_form_line(one, form, prefix) for form in forms)
    return compose_message(section(lines), actions(ButtonSpec(f"All of /{prefix}{name}", "help.open", name)))


def _form_line(command: Command, form: CommandUsage, prefix: str) -> str:
    return f"`/{prefix}{command.name}{' ' + form.usage if form.usage else ''}` {form.effect}"


def _form_groups(command: Command, prefix: str) -> Iterator[str]:
    """The forms, those about the same together under a heading."""
    for about, forms in groupby(command.usages, key=lambda form: form.heading):
        lines = [_form_line(command, form, prefix) for form in forms]
        yield "\n".join([f"*{about}*", *lines] if about else lines)
