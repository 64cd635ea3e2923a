"""`/team export`: the table of whom the reader may see, sent to them alone."""

from __future__ import annotations

from hashlib import sha256

from bot.core.audit import log
from bot.deps import Deps
from bot.dispatch import access
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.features.team.rules import team
from bot.features.team.service import export_requests
from bot.features.team.views import export as export_views
from bot.slack.message import Answer


def register(app: Doors, deps: Deps) -> None:
    """The button."""
    app.on_click(deps, "team.export", export)


def export(deps: Deps, ask: Ask) -> Answer:
    """Have the table sent, once per request; who asks is written down."""
    now, period = deps.clock.now(), sha256(ask.request.encode()).hexdigest()[:16]
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        only = team.seen_by(reader)
        if reader.sees_some:
            message = export_views.above(is_team=only is None).payload()
            outcome = export_requests.ask_for(session, reader=reader, period=period, message=message, now=now)
            if outcome is export_requests.Outcome.WRITTEN:
                detail = "team" if only is None else "mentees"
                log.note(session, workspace=ask.workspace, actor=ask.member, act=log.EXPORT, now=now, detail=detail)
    if not reader.sees_some:
        return access.refused(deps, ask, "The team's table")
    return export_views.coming(waits=outcome is export_requests.Outcome.WAITS, is_team=only is None)
