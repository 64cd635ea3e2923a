"""`/roadmate audit`: for admins, who did what that concerns others."""

from __future__ import annotations

from bot.deps import Deps
from bot.listeners import settings
from bot.listeners.ask import Ask
from bot.listeners.doors import Doors
from bot.services import audit, members
from bot.views import audit as views
from bot.views import problem
from bot.views.audit import Reader
from bot.views.message import Answer
from bot.views.tickets import offset_in


def register(app: Doors, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "audit.show", show)


def show(deps: Deps, ask: Ask) -> Answer:
    """A page of the log, for admins only; a button carries how many acts are newer."""
    offset = offset_in(ask.text) or 0
    with deps.sessions.read() as session:
        _, reader = settings.read(deps, session, ask)
        if not reader.is_admin:
            return problem.not_allowed("The audit log", "admins")
        records = audit.latest(session, workspace=ask.workspace, offset=offset, limit=views.SHOWN + 1)
        people = {word for record in records for word in (record.actor, record.subject, *record.detail.split())}
        names = members.names(session, workspace=ask.workspace, people=people)
    return views.page(records, Reader(reader.zone, reader.today(deps.clock.now()), names), offset=offset)
