"""The page of the command line, from click's own declarations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import click

from bot.cli import main
from reference.markdown import code, fenced, page, table

INTRODUCTION = """\
`make setup` puts `roadmate` into `.venv/bin`. `roadmate --help` and `roadmate COMMAND --help` say the same as this
page.

Exit codes: 0 done, 1 it couldn't be done (one line says why), 2 wrong usage, 141 when the reader of the output goes
away (`| head`)."""


EXAMPLE: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def render_shell() -> str:
    """Return the page of all commands of the shell, with arguments and options."""
    return page("The command line", INTRODUCTION, *(_command(path, each) for path, each in list_commands()))


def list_commands(group: click.Group = main, path: str = "roadmate") -> Iterator[tuple[str, click.Command]]:
    """Yield each command with the words that run it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from list_commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _command(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join((path, *command.collect_usage_pieces(context)))
    options = [each for each in command.params if isinstance(each, click.Option)]
    rows = [(code(_typed(each, context)), _told(each)) for each in options]
    told = " ".join((command.help or "").split())
    return "\n\n".join(
        (f"## {path}", told, fenced(usage), *([table(("option", "what it does"), rows)] if rows else []))
    )


def _typed(option: click.Option, context: click.Context) -> str:
    """Return an option as one types it, a moment or a day by an example."""
    if option.is_flag:
        return option.opts[-1]
    if isinstance(option.type, click.DateTime):
        return f"{option.opts[-1]} {EXAMPLE.strftime(option.type.formats[0])}"
    return f"{option.opts[-1]} {option.make_metavar(context)}"


def _told(option: click.Option) -> str:
    told = option.help or ""
    return f"{told} Default: {code(str(option.default))}." if option.show_default else told
