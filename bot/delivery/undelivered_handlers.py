"""The buttons under a notice: an admin sends a message once more, or leaves it."""

from __future__ import annotations

from bot.delivery import undelivered_decisions as notices
from bot.delivery import undelivered_view as views
from bot.deps import Deps
from bot.dispatch import error_views as problem
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
            return problem.not_allowed("Deciding on a message that did not arrive", "admins")
        outcome = notices.resend(
            session,
            workspace=ask.workspace,
            letter=ticket.letter,
            actor=ask.member,
            now=now,
            settings=deps.settings,
        )
    return views.resent(outcome)


def leave(deps: Deps, ask: Ask) -> Answer:
    """Decide that it is not sent again."""
    ticket = read(Undelivered, ask.text)
    with deps.sessions.begin() as session:
        asking = reader_of(deps, session, ask)
        if not asking.is_admin:
            return problem.not_allowed("Deciding on a message that did not arrive", "admins")
        first = notices.leave(
            session, workspace=ask.workspace, letter=ticket.letter, actor=ask.member, now=deps.clock.now()
        )
    return views.left(first=first)
