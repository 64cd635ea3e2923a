"""`/roadmate settings holidays`: the team's holidays, kept by admins."""

from __future__ import annotations

from datetime import date

from bot.core import audit_log, time_off
from bot.core.people import workspaces
from bot.core.time_off import WHOLE_TEAM, TimeOff
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester, list_admin_names
from bot.dispatch.router import Router
from bot.features.time_off import views
from bot.features.time_off.handlers import away
from bot.slack.message import AnyMessage
from bot.slack.payloads import parse_row_id
from bot.timeexpr import time_off_ranges
from bot.timeexpr.range_ends import RangeError
from bot.ui.outdated_button import render_as_now


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, "holiday.show", show_holidays)
    app.on_click(deps, "holiday.set", add_holiday)
    app.on_click(deps, "holiday.drop", remove_holiday)


def answer_holidays(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate settings holidays`: show them, or add one."""
    is_list = request.text.strip().casefold() in away.SHOW_WORDS
    return show_holidays(deps, request) if is_list else add_holiday(deps, request)


def show_holidays(deps: Deps, request: Request) -> AnyMessage:
    """Show all that are not over, to everybody."""
    with deps.database.read() as conn:
        today = _workspace_today(deps, conn, request)
        holidays = time_off.list_own_time_off(conn, workspace=request.workspace, member=WHOLE_TEAM, since=today)
        admin_names = None if _is_admin(deps, conn, request) else list_admin_names(deps, conn, request)
    return views.render_holidays(holidays, admin_names, today=today)


def add_holiday(deps: Deps, request: Request) -> AnyMessage:
    """Add the days under the name that an admin typed."""
    with deps.database.begin() as conn:
        if not _is_admin(deps, conn, request):
            return error_views.render_not_admin(list_admin_names(deps, conn, request))
        today = _workspace_today(deps, conn, request)
        days, label = time_off_ranges.read_labelled_time_off(request.text, today)
        if isinstance(days, RangeError):
            return views.render_range_error(days, today=today, command="settings holidays")
        added = time_off.add_time_off(
            conn,
            workspace=request.workspace,
            member=WHOLE_TEAM,
            first=days.first,
            last=days.last or days.first,  # no holiday is without an end
            label=label,
            now=deps.clock.now(),
        )
        _record_audit(deps, conn, request, "holiday.add", added)
    deps.stale_homes.mark_all_stale(request.workspace)
    return views.render_holiday_added(added, today=today)


def remove_holiday(deps: Deps, request: Request) -> AnyMessage:
    """Remove the holiday that a confirmed button names; only an admin's press counts."""
    with deps.database.begin() as conn:
        if not _is_admin(deps, conn, request):
            return error_views.render_not_admin(list_admin_names(deps, conn, request))
        today = _workspace_today(deps, conn, request)
        all_days = time_off.list_own_time_off(
            conn, workspace=request.workspace, member=WHOLE_TEAM, since=away.OLDEST_DAY
        )
        found = next((each for each in all_days if each.id == parse_row_id(request.text)), None)
        if found and request.is_outdated(found.state):
            return render_as_now(views.render_holidays([found], None, today=today).to_message())
        removed = time_off.remove_time_off(
            conn, workspace=request.workspace, member=WHOLE_TEAM, time_off_id=parse_row_id(request.text)
        )
        if removed:
            _record_audit(deps, conn, request, "holiday.remove", removed)
    deps.stale_homes.mark_all_stale(request.workspace)
    return views.render_holiday_removed(removed, today=today)


def _record_audit(deps: Deps, conn: Connection, request: Request, action: str, holiday: TimeOff) -> None:
    """Record it in the audit log, without the holiday's name."""
    subject = f"{holiday.first}/{holiday.last or holiday.first}"
    audit_log.record_act(
        conn, workspace=request.workspace, actor=request.member, act=action, now=deps.clock.now(), subject=subject
    )


def _workspace_today(deps: Deps, conn: Connection, request: Request) -> date:
    workspace = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
    return workspace.today(deps.clock.now())


def _is_admin(deps: Deps, conn: Connection, request: Request) -> bool:
    return find_requester(deps, conn, request).is_admin
