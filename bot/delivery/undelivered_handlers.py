"""The buttons under a notice: an admin sends a message once more, or leaves it."""

from __future__ import annotations

from bot.delivery import undelivered_decisions, undelivered_view
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.slack.message import Answer
from bot.slack.payloads import Undelivered, read


def register(app: Doors, deps: Deps) -> None:
    """The two buttons."""
    app.on_click(deps, "notice.resend", resend)
    app.on_click(deps, "notice.leave", leave)


def resend(deps: Deps, ask: Ask) -> Answer:
    """Send it once more, whoever of the admins asks first."""
    ticket, now = read(Undelivered, ask.text), deps.clock.now()
    with deps.sessions.begin() as session:
        asking = reader_of(deps, session, ask)
        if not asking.is_admin:
            return error_views.not_allowed("Deciding on a message that did not arrive", "admins")
        outcome = undelivered_decisions.resend(
            session,
            workspace=ask.workspace,
            letter=ticket.letter,
            actor=ask.member,
            now=now,
            settings=deps.settings,
        )
    return undelivered_view.resent(outcome)


def leave(deps: Deps, ask: Ask) -> Answer:
    """Decide that it is not sent again."""
    ticket = read(Undelivered, ask.text)
    with deps.sessions.begin() as session:
        asking = reader_of(deps, session, ask)
        if not asking.is_admin:
            return error_views.not_allowed("Deciding on a message that did not arrive", "admins")
        first = undelivered_decisions.leave(
            session, workspace=ask.workspace, letter=ticket.letter, actor=ask.member, now=deps.clock.now()
        )
    return undelivered_view.left(first=first)
