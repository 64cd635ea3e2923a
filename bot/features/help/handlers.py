"""The Help buttons, and `help` said to Roadmate."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch import help as dispatch_help
from bot.dispatch.request import Request, Response, find_requester
from bot.dispatch.router import Router
from bot.feature import SHARED_COMMAND
from bot.features.help import views
from bot.slack.message import AnyMessage

NAME = "help"


def register(app: Router, deps: Deps) -> None:
    """Register the Help button, and the one that opens everything in a window."""
    app.on_click(deps, "help.open", answer_help)
    app.on_click(deps, "help.more", open_everything)


def answer_help(deps: Deps, request: Request) -> AnyMessage:
    """Return the short page of the command that is named, or the first page."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    name = request.text.strip().casefold().removeprefix("/")
    for known in (name, name.removeprefix(deps.settings.command_prefix)):
        if any(known == command.name for command in deps.commands):
            return views.render_command_help(deps.commands, known, is_admin=_is_admin(deps, request))
    if any(name in feature.words for feature in deps.features):
        return views.render_word_help(deps.commands, SHARED_COMMAND, name)
    return dispatch_help.render_first_help()


def open_everything(deps: Deps, request: Request) -> Response:
    """Open a window with all parts, or with the one that the button names."""
    is_admin = _is_admin(deps, request)
    return views.render_part(deps.commands, request.text.casefold(), is_admin=is_admin)


def _is_admin(deps: Deps, request: Request) -> bool:
    with deps.database.read() as conn:
        return find_requester(deps, conn, request).is_admin
