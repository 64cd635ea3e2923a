"""The Help button, and `help` said to Roadmate."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch import commands
from bot.dispatch import help as dispatch_help
from bot.dispatch.request import Ask
from bot.dispatch.router import Doors
from bot.features.help import views
from bot.slack.message import Answer

NAME = "help"


def register(app: Doors, deps: Deps) -> None:
    """The button."""
    app.on_click(deps, "help.open", answer)


def answer(deps: Deps, ask: Ask) -> Answer:
    """The page of the command that is named, or the page of all."""
    prefix = deps.settings.command_prefix
    name = ask.text.strip().casefold().removeprefix("/")
    for known in (name, name.removeprefix(prefix)):
        if any(known == command.name for command in commands.COMMANDS):
            return views.command(known, prefix)
    return dispatch_help.everything(prefix)
