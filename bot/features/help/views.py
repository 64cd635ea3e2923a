"""Help, written from the commands themselves: short pages, and a window with all that there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from bot.feature import SHARED_COMMAND
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.command import Command, CommandUsage, get_command
from bot.slack.message import Message, compose_message
from bot.slack.modals import Modal, build_modal
from bot.slack.slash import SLASH

DURATION_EXAMPLES: Final = "`2h` `90m` `1.5h` `1h30` `1:30` `:15` `2 hours 45 min` `half an hour`"
DAY_EXAMPLES: Final = "`today` `yesterday` `mon` `last friday` `3 days ago` `20 nov` `2026-11-20`, up to 31 days back"
MAX_FIRST_FORMS: Final = 5  # on the short page of a command
_EVERYTHING: Final = "-"


@frozen
class HelpPart:
    """A row of the window, and the page that it opens: `key` is what its button carries."""

    key: str
    title: str
    summary: str
    command: Command
    forms: tuple[CommandUsage, ...]


def list_parts(commands: Sequence[Command], *, is_admin: bool) -> list[HelpPart]:
    """Return a part for each command; the shared command has one for each heading. Admins' forms are for admins."""
    parts: list[HelpPart] = []
    for command in commands:
        forms = _shown_forms(command, is_admin=is_admin)
        if command.name != SHARED_COMMAND:
            parts.append(HelpPart(command.name, f"{SLASH}{command.name}", command.summary, command, forms))
            continue
        for heading, under in groupby(forms, key=lambda form: form.heading):
            if heading:
                own = tuple(under)
                words = " · ".join(dict.fromkeys(form.usage.split()[0] for form in own))
                parts.append(HelpPart(heading.value.casefold(), heading.value, words, command, own))
    return parts


def render_command_help(commands: Sequence[Command], name: str, *, is_admin: bool = False) -> Message:
    """Render the short page of one command: its first forms, and a button to the rest."""
    command = get_command(commands, name)
    forms = _shown_forms(command, is_admin=is_admin)
    lines = [_form_line(command, form) for form in forms[:MAX_FIRST_FORMS]]
    return compose_message(
        section("\n".join((f"*{SLASH}{name}*: {command.summary}", *lines))),
        actions(
            ButtonSpec(f"All of {SLASH}{name}", "help.more", name),
            ButtonSpec("All commands", "help.more", _EVERYTHING),
        ),
    )


def render_word_help(commands: Sequence[Command], name: str, word: str) -> Message:
    """Render what one word of a command does, with a button to the command's page."""
    command = get_command(commands, name)
    forms = tuple(form for form in command.usages if form.usage.split()[:1] == [word])
    if not forms:
        return render_command_help(commands, name)
    lines = "\n".join(_form_line(command, form) for form in forms)
    return compose_message(section(lines), actions(ButtonSpec(f"All of {SLASH}{name}", "help.more", name)))


def render_everything(commands: Sequence[Command], *, is_admin: bool) -> Modal:
    """Render a closed row for each part of what Roadmate can do, each with a button that opens it."""
    return build_modal(
        "What I can do",
        [
            section(f"*{part.title}*\n{part.summary}", ButtonSpec(f"Open {part.title}", "help.more", part.key))
            for part in list_parts(commands, is_admin=is_admin)
        ],
        context("Every command also works as a mention, and in a direct message without the slash."),
    )


def render_part(commands: Sequence[Command], key: str, *, is_admin: bool) -> Modal:
    """Render all forms of one part; of everything where there is no such part."""
    parts = list_parts(commands, is_admin=is_admin)
    own = [part for part in parts if key in (part.key, part.command.name)]
    if not own:
        return render_everything(commands, is_admin=is_admin)
    command = own[0].command
    return build_modal(
        "What I can do",
        [section("\n".join((f"*{part.title}*", *_part_lines(part)))) for part in own],
        section(" ".join(command.notes)) if command.notes else None,
        context(f"Durations: {DURATION_EXAMPLES}. Days: {DAY_EXAMPLES}.") if command.name == "log" else None,
        actions(ButtonSpec("All commands", "help.more", _EVERYTHING)),
    )


def _part_lines(part: HelpPart) -> Iterator[str]:
    if part.command.name != SHARED_COMMAND:
        yield part.summary
    yield from (_form_line(part.command, form) for form in part.forms)


def _shown_forms(command: Command, *, is_admin: bool) -> tuple[CommandUsage, ...]:
    return tuple(form for form in command.usages if is_admin or not form.for_admins)


def _form_line(command: Command, form: CommandUsage) -> str:
    return f"`{SLASH}{command.name}{' ' + form.usage if form.usage else ''}` {form.effect}"
