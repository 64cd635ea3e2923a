"""`/team export`: the table of whom the reader may see, sent to them alone."""

from __future__ import annotations

from hashlib import sha256

from bot.deps import Deps
from bot.domain import team as rules
from bot.listeners import team_access
from bot.listeners.ask import Ask, reader_of
from bot.listeners.doors import Doors
from bot.services import audit, team_tables
from bot.views import team_table as views
from bot.views.message import Answer


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
