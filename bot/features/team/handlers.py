"""`/team coverage` and `/team export`: the coverage map and the table of the people whom the reader may see."""

from __future__ import annotations

from hashlib import sha256

from bot.core import audit_log
from bot.deps import Deps
from bot.dispatch import access
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.team.rules import team_table
from bot.features.team.service import coverage
from bot.features.team.service.team_table import ExportOutcome, request_team_export
from bot.features.team.views import coverage as coverage_views
from bot.features.team.views import team_table as team_table_views
from bot.slack.message import AnyMessage


def register(app: Router, deps: Deps) -> None:
    """Register the button of the coverage map."""
    app.on_click(deps, "team.coverage", answer_coverage)


def answer_coverage(deps: Deps, request: Request) -> AnyMessage:
    """Show the coverage map of the team, or of the reader's mentees."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        visible = team_table.visible_member_ids(reader)
        if reader.may_see_anyone:
            default, catalog = deps.settings.timezone, deps.catalog.current()
            team_coverage = coverage.read_coverage(
                conn, workspace=request.workspace, catalog=catalog, default=default, member_ids=visible
            )
    if not reader.may_see_anyone:
        return access.refuse_team_access(deps, request, "The coverage map")
    return coverage_views.render_coverage(team_coverage, is_team=visible is None)


def register_export(app: Router, deps: Deps) -> None:
    """Register the button of the export."""
    app.on_click(deps, "team.export", answer_export)


def answer_export(deps: Deps, request: Request) -> AnyMessage:
    """Have the table sent, once per request; the audit log says who asked."""
    now, period = deps.clock.now(), sha256(request.key.encode()).hexdigest()[:16]
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        is_team = team_table.visible_member_ids(reader) is None
        if reader.may_see_anyone:
            message = team_table_views.render_export_ready(is_team=is_team).post_arguments()
            outcome = request_team_export(conn, reader=reader, period=period, message=message, now=now)
            if outcome is ExportOutcome.QUEUED:
                act, detail = audit_log.TEAM_EXPORT_ACT, "team" if is_team else "mentees"
                audit_log.record_act(
                    conn, workspace=request.workspace, actor=request.member, act=act, now=now, detail=detail
                )
    if not reader.may_see_anyone:
        return access.refuse_team_access(deps, request, "The team's table")
    is_waiting = outcome is ExportOutcome.ALREADY_WAITING
    return team_table_views.render_export_requested(is_waiting=is_waiting, is_team=is_team)
