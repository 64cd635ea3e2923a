"""`/team coverage`: areas and roadmaps against the people whom the reader may see."""

from __future__ import annotations

from hashlib import sha256

from bot.core import audit_log
from bot.deps import Deps
from bot.dispatch import access
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.team.rules import team_table
from bot.features.team.service import coverage
from bot.features.team.service import team_table as team_table_service
from bot.features.team.views import coverage as coverage_views
from bot.features.team.views import team_table as team_table_views
from bot.slack.message import AnyMessage


def register(app: Router, deps: Deps) -> None:
    """The button."""
    app.on_click(deps, "team.coverage", answer_coverage)


def answer_coverage(deps: Deps, request: Request) -> AnyMessage:
    """The map of the team, or of one's mentees."""
    with deps.database.read() as conn:
        reader = find_requester(deps, conn, request)
        only = team_table.visible_member_ids(reader)
        if reader.may_see_anyone:
            default, catalog = deps.settings.timezone, deps.catalog.current()
            found = coverage.read_coverage(
                conn, workspace=request.workspace, catalog=catalog, default=default, member_ids=only
            )
    if not reader.may_see_anyone:
        return access.refuse_team_access(deps, request, "The coverage map")
    return coverage_views.render_coverage(found, is_team=only is None, prefix=deps.settings.command_prefix)


def register_export(app: Router, deps: Deps) -> None:
    """The button."""
    app.on_click(deps, "team.export", answer_export)


def answer_export(deps: Deps, request: Request) -> AnyMessage:
    """Have the table sent, once per request; who asks is written down."""
    now, period = deps.clock.now(), sha256(request.key.encode()).hexdigest()[:16]
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        only = team_table.visible_member_ids(reader)
        if reader.may_see_anyone:
            message = team_table_views.render_export_ready(is_team=only is None).post_arguments()
            outcome = team_table_service.request_team_export(
                conn, reader=reader, period=period, message=message, now=now
            )
            if outcome is team_table_service.ExportOutcome.QUEUED:
                detail = "team" if only is None else "mentees"
                audit_log.record_act(
                    conn,
                    workspace=request.workspace,
                    actor=request.member,
                    act=audit_log.TEAM_EXPORT_ACT,
                    now=now,
                    detail=detail,
                )
    if not reader.may_see_anyone:
        return access.refuse_team_access(deps, request, "The team's table")
    return team_table_views.render_export_requested(
        is_waiting=outcome is team_table_service.ExportOutcome.ALREADY_WAITING, is_team=only is None
    )
