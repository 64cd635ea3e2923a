"""After a session: who was there books it in one click, or its host says that it did not take place."""

from __future__ import annotations

from bot.core.audit import log
from bot.deps import Deps
from bot.dispatch import error_views, request
from bot.dispatch.request import Ask
from bot.dispatch.router import Doors
from bot.features.hours.handlers.log_command import book_pending
from bot.features.sessions.handlers import announce
from bot.features.sessions.service import messages, sessions
from bot.features.sessions.views import session as session_views
from bot.features.sessions.views.announcements import KEY
from bot.slack.message import Answer
from bot.slack.payloads import Pending, number_in, read


def register(app: Doors, deps: Deps) -> None:
    """The buttons of the question."""
    app.on_click(deps, "session.book", book)
    app.on_click(deps, "session.missed", missed)


def book(deps: Deps, ask: Ask) -> Answer:
    """Book the hour as any other, unless the host has said that there was none; what is long deleted is not asked."""
    pending = read(Pending, ask.text)
    with deps.sessions.read() as session:
        number = number_in(pending.key.removeprefix(KEY))
        of = sessions.find(session, workspace=ask.workspace, gathering=number)
    return session_views.not_held(of) if of and of.cancelled_at else book_pending(deps, ask, pending, pressed=True)


def missed(deps: Deps, ask: Ask) -> Answer:
    """By its host, once it is over: nobody is asked any more, and who was asked already is told when they press."""
    number, now = number_in(ask.text), deps.clock.now()
    with deps.sessions.begin() as session:
        _, reader = request.read(deps, session, ask)
        of = sessions.take(session, workspace=ask.workspace, gathering=number, by=ask.member)
        if of is None or of.host != reader.id:
            log.refused(session, reader=reader, what="session", now=now, subject=of.host if of else "")
            return error_views.not_yours("Saying that a session did not take place", "its host")
        if of.is_open(now):
            return session_views.early(of)
        sessions.cancel(session, gathering=of, now=now)
        messages.release(session, of=of)
    announce.refresh(deps, ask, of, reader)
    return session_views.missed(of)
