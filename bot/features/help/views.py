"""Help, written from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from bot.dispatch import commands
from bot.dispatch.commands import Command, Form
from bot.dispatch.help import _title
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose

DURATIONS: Final = "`2h` `90m` `1.5h` `1h30` `1:30` `:15` `2 hours 45 min` `half an hour`"


DAYS: Final = "`today` `yesterday` `mon` `last friday` `3 days ago` `20 nov` `2026-11-20`, up to 31 days back"


def command(name: str, prefix: str) -> Message:
    """One command with all of its forms, and what there is to know about them."""
    one = commands.command(name)
    more = (
        f"Durations: {DURATIONS}. Days: {DAYS}."
        if name == "log"
        else "Spelling, case and order of the words do not matter much."
    )
    return compose(
        section(_title(one, prefix)),
        map(section, _parts(one, prefix)),
        section(" ".join(one.notes)) if one.notes else None,
        context(more),
    )


def word(name: str, word: str, prefix: str) -> Message:
    """What one word of a command does, and the way to all of them."""
    one = commands.command(name)
    forms = tuple(form for form in one.forms if form.usage.split()[:1] == [word])
    if not forms:
        return command(name, prefix)
    lines = "\n".join(_line(one, form, prefix) for form in forms)
    return compose(section(lines), actions(Press(f"All of /{prefix}{name}", "help.open", name)))


def _line(command: Command, form: Form, prefix: str) -> str:
    return f"`/{prefix}{command.name}{' ' + form.usage if form.usage else ''}` {form.does}"


def _parts(command: Command, prefix: str) -> Iterator[str]:
    """The forms, those about the same together under a heading."""
    for about, forms in groupby(command.forms, key=lambda form: form.about):
        lines = [_line(command, form, prefix) for form in forms]
        yield "\n".join([f"*{about}*", *lines] if about else lines)
