"""`/roadmate milestones`: what the reader has reached, and nobody else's."""

from __future__ import annotations

from bot.core import milestones
from bot.deps import Deps
from bot.dispatch.request import Request, requester_today
from bot.dispatch.router import Router
from bot.features.milestones import views
from bot.slack.message import AnyMessage
from bot.slack.payloads import PayloadError, parse_offset


def register(app: Router, deps: Deps) -> None:
    """Register the buttons that turn the page."""
    app.on_click(deps, "milestones.page", press_page)


def answer_milestones(deps: Deps, request: Request) -> AnyMessage:
    """Show the latest of what the reader has reached."""
    return _render_page(deps, request, 0)


def press_page(deps: Deps, request: Request) -> AnyMessage:
    """Show the page that a button names. Raises PayloadError for a value that is none of ours."""
    offset = parse_offset(request.text)
    if offset is None:
        raise PayloadError("offset")
    return _render_page(deps, request, offset)


def _render_page(deps: Deps, request: Request, offset: int) -> AnyMessage:
    with deps.database.read() as conn:
        reached = milestones.member_milestones(conn, workspace=request.workspace, member=request.member)
    return views.render_milestones(reached, deps.catalog.of(request.workspace), requester_today(deps, request), offset)
