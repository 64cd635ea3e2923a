"""`/roadmate settings holidays`: days on which the whole team does not learn, kept by admins."""

from __future__ import annotations

from datetime import date

from bot.core import audit_log, time_off
from bot.core.people import members, workspaces
from bot.core.time_off import WHOLE_TEAM, TimeOff
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.time_off import views
from bot.features.time_off.handlers import away
from bot.slack.message import AnyMessage
from bot.slack.payloads import parse_row_id
from bot.timeexpr import time_off_ranges
from bot.timeexpr.range_ends import RangeError


def register(app: Router, deps: Deps) -> None:
    """The buttons."""
    app.on_click(deps, "holiday.show", show_holidays)
    app.on_click(deps, "holiday.set", add_holiday)
    app.on_click(deps, "holiday.drop", remove_holiday)


def answer_holidays(deps: Deps, request: Request) -> AnyMessage:
    """Whatever was typed after `settings holidays`."""
    return (
        show_holidays(deps, request)
        if request.text.strip().casefold() in away.SHOW_WORDS
        else add_holiday(deps, request)
    )


def show_holidays(deps: Deps, request: Request) -> AnyMessage:
    """All that are not over, for everybody to read."""
    with deps.database.read() as conn:
        today = _workspace_today(deps, conn, request)
        found = time_off.list_own_time_off(conn, workspace=request.workspace, member=WHOLE_TEAM, since=today)
        admins = None if _is_admin(deps, conn, request) else _admin_names(deps, conn, request)
    return views.render_holidays(found, admins, today=today, prefix=deps.settings.command_prefix)


def add_holiday(deps: Deps, request: Request) -> AnyMessage:
    """The days and the name that an admin typed."""
    with deps.database.begin() as conn:
        if not _is_admin(deps, conn, request):
            return error_views.render_not_admin(_admin_names(deps, conn, request))
        today = _workspace_today(deps, conn, request)
        found, label = time_off_ranges.read_labelled_time_off(request.text, today)
        if isinstance(found, RangeError):
            return views.render_range_error(
                found, today=today, prefix=deps.settings.command_prefix, command="settings holidays"
            )
        added = time_off.add_time_off(
            conn,
            workspace=request.workspace,
            member=WHOLE_TEAM,
            first=found.first,
            last=found.last or found.first,  # no holiday is without an end
            label=label,
            now=deps.clock.now(),
        )
        _record_audit(deps, conn, request, "holiday.add", added)
    deps.stale_homes.mark_all_stale(request.workspace)
    return views.render_holiday_added(added, today=today)


def remove_holiday(deps: Deps, request: Request) -> AnyMessage:
    """A confirmed button names one; only an admin's counts."""
    with deps.database.begin() as conn:
        if not _is_admin(deps, conn, request):
            return error_views.render_not_admin(_admin_names(deps, conn, request))
        today = _workspace_today(deps, conn, request)
        gone = time_off.remove_time_off(
            conn, workspace=request.workspace, member=WHOLE_TEAM, time_off_id=parse_row_id(request.text)
        )
        if gone:
            _record_audit(deps, conn, request, "holiday.remove", gone)
    deps.stale_homes.mark_all_stale(request.workspace)
    return views.render_holiday_removed(gone, today=today)


def _record_audit(deps: Deps, conn: Connection, request: Request, action: str, holiday: TimeOff) -> None:
    """For the audit log; a holiday's name is left out there."""
    subject = f"{holiday.first}/{holiday.last or holiday.first}"
    audit_log.record_act(
        conn, workspace=request.workspace, actor=request.member, act=action, now=deps.clock.now(), subject=subject
    )


def _workspace_today(deps: Deps, conn: Connection, request: Request) -> date:
    """The workspace's day."""
    place = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
    return place.today(deps.clock.now())


def _is_admin(deps: Deps, conn: Connection, request: Request) -> bool:
    return find_requester(deps, conn, request).is_admin


def _admin_names(deps: Deps, conn: Connection, request: Request) -> list[str]:
    return [each.name for each in members.list_admins(conn, workspace=request.workspace, settings=deps.settings)]
