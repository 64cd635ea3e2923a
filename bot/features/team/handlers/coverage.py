"""`/team coverage`: areas and roadmaps against the people whom the reader may see."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch import access
from bot.dispatch.request import Ask, reader_of
from bot.dispatch.router import Doors
from bot.features.team.rules import team
from bot.features.team.service import coverage
from bot.features.team.views import coverage as coverage_views
from bot.slack.message import Answer


def register(app: Doors, deps: Deps) -> None:
    """The button."""
    app.on_click(deps, "team.coverage", show)


def show(deps: Deps, ask: Ask) -> Answer:
    """The map of the team, or of one's mentees."""
    with deps.sessions.read() as session:
        reader = reader_of(deps, session, ask)
        only = team.seen_by(reader)
        if reader.sees_some:
            default, catalog = deps.settings.timezone, deps.catalog.current()
            found = coverage.read(session, workspace=ask.workspace, catalog=catalog, default=default, only=only)
    if not reader.sees_some:
        return access.refused(deps, ask, "The coverage map")
    return coverage_views.overview(found, is_team=only is None, prefix=deps.settings.command_prefix)
