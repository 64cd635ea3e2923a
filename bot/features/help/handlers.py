"""The Help button, and `help` said to Roadmate."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch import help as dispatch_help
from bot.dispatch.request import Request
from bot.dispatch.router import Router
from bot.features.help import views
from bot.slack.message import AnyMessage

NAME = "help"


def register(app: Router, deps: Deps) -> None:
    """Register the Help button."""
    app.on_click(deps, "help.open", answer_help)


def answer_help(deps: Deps, request: Request) -> AnyMessage:
    """Return the page of the command that is named, or the page of all."""
    name = request.text.strip().casefold().removeprefix("/")
    for known in (name, name.removeprefix(deps.settings.command_prefix)):
        if any(known == command.name for command in deps.commands):
            return views.render_command_help(deps.commands, known)
    return dispatch_help.render_all_commands(deps.commands)
