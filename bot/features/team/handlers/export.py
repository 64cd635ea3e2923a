"""`/team export`: the table of whom the reader may see, sent to them alone."""

from __future__ import annotations

from hashlib import sha256

from bot.core.audit import log as audit
from bot.deps import Deps
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.features.team.handlers import access as team_access
from bot.features.team.rules import team as rules
from bot.features.team.service import export_requests as team_tables
from bot.features.team.views import export as views
from bot.slack.message import Answer


def register(app: Doors, deps: Deps) -> None:
    """The button."""
    app.on_click(deps, "team.export", export)


def export(deps: Deps, ask: Ask) -> Answer:
    """Have the table sent, once per request; who asks is written down."""
    now, period = deps.clock.now(), sha256(ask.request.encode()).hexdigest()[:16]
    with deps.sessions.begin() as session:
        reader = reader_of(deps, session, ask)
        only = rules.seen_by(reader)
        if reader.sees_some:
            message = views.above(is_team=only is None).payload()
            outcome = team_tables.ask_for(session, reader=reader, period=period, message=message, now=now)
            if outcome is team_tables.Outcome.WRITTEN:
                detail = "team" if only is None else "mentees"
                audit.note(session, workspace=ask.workspace, actor=ask.member, act=audit.EXPORT, now=now, detail=detail)
    if not reader.sees_some:
        return team_access.refused(deps, ask, "The team's table")
    return views.coming(waits=outcome is team_tables.Outcome.WAITS, is_team=only is None)
