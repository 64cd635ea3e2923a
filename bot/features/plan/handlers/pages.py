"""The pages of `/plan`: all areas, or one of them, for those who may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core import audit_log, helpful_links
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentHistory
from bot.core.forecast import forecast
from bot.core.goals import goals
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.people.workspaces import DEFAULT_GOAL_MINUTES
from bot.core.plan import actual_hours, first_month, member_plan, next_moves, progress, refreshers
from bot.core.plan.first_month import FirstMonth
from bot.core.plan.plan_choices import find_hidden
from bot.core.plan.progress import AmbiguousArea, LearningRecord, NamedArea
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import access, error_views
from bot.dispatch.request import Request, find_requester
from bot.features.plan.views import area as area_views
from bot.features.plan.views import overview
from bot.features.plan.views.assignment import AssignmentViewer
from bot.features.plan.views.overview import BookingContext, PlanOwner
from bot.slack.blocks import ButtonSpec
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PlanPagePayload
from bot.slack.slash import SLASH
from bot.ui import names as ui_names
from bot.ui import target_text, which_area
from bot.ui.helpful_link_text import add_helpful_links


def show_plan(
    deps: Deps,
    request: Request,
    member: str,
    area_match: NamedArea | AmbiguousArea | None,
    *,
    typed_name: str = "",
    lead: str = "",
) -> AnyMessage:
    """Show a member's plan or one area of it; a reader who may not see it is refused, which is recorded.

    `lead` says to the owner of an area how to do there what they asked for.
    """
    opened = deps.database.read if member == request.member else deps.database.begin  # a look at others is recorded
    with opened() as conn:
        reader = find_requester(deps, conn, request)
        if not reader.may_see(member):
            audit_log.record_refusal(conn, reader=reader, kind="plan", now=deps.clock.now(), subject=member)
            if reader.is_mentor:
                return access.not_mentored_message(conn, reader, member, typed=typed_name)
            return error_views.render_not_allowed("Another member's plan", "admins and mentors")
        owner = _find_owner(deps, conn, request, member)
        if owner is None:
            return overview.render_unknown_member(typed_name)
        audit_log.record_look(conn, reader=reader, subject=owner.id, kind="plan", now=deps.clock.now())
        plan_owner = PlanOwner() if owner.id == reader.id else PlanOwner(owner.id, owner.name)
        if isinstance(area_match, AmbiguousArea):
            return _ask_which_area(area_match, plan_owner)
        if area_match:
            how = lead if plan_owner.is_reader else ""
            lead = " ".join(filter(None, (ui_names.told(area_match), how)))
            return _show_area(deps, conn, request, area_match.area, owner=owner, plan_owner=plan_owner, lead=lead)
        return _show_overview(deps, conn, request, owner=owner, plan_owner=plan_owner)


def show_own_area(deps: Deps, conn: Connection, request: Request, area: Area, *, owner: Member, lead: str) -> Message:
    """Show an area of one's own; `lead` says what a press has changed."""
    return _show_area(deps, conn, request, area, owner=owner, plan_owner=PlanOwner(), lead=lead)


def _show_area(
    deps: Deps, conn: Connection, request: Request, area: Area, *, owner: Member, plan_owner: PlanOwner, lead: str
) -> Message:
    """Show one area; `lead` says how the reader got there."""
    catalog, today = deps.catalog.of(request.workspace), owner.today(deps.clock.now())
    key = {"workspace": request.workspace, "member": owner.id}
    record = member_plan.read_learning_record(conn, **key, now=deps.clock.now())
    measured = progress.measure_area(area, record)
    forecasts = forecast.read_plan_forecasts(conn, **key, areas=[measured.area], minutes=record.minutes, today=today)
    workspace = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
    histories = assignments.read_histories(conn, **key, assignments=[task.id for task in area.assignments])
    shown = area_views.render_area(
        area_views.AreaPage(
            progress=measured,
            open_topics=progress.list_open_topics(catalog, record, area),
            is_hidden=area.id in find_hidden(catalog, record.choices),
            roadmaps=tuple(roadmap for each in area.roadmaps if (roadmap := catalog.find_roadmap(each))),
            plan_owner=plan_owner,
            booking_context=BookingContext(request.key, today) if plan_owner.is_reader else None,
            lead=lead,
            forecast=forecasts[area.id],
            actual_hours=actual_hours.read_actual_hours(
                conn, workspace=request.workspace, area=area, zone=workspace.zone
            ),
            histories=histories,
            viewer=read_assignment_viewer(deps, conn, owner, histories.values(), reader_id=request.member),
        )
    )
    links = helpful_links.list_subject_links(conn, workspace=request.workspace, reader=request.member, subject=area.id)
    return add_helpful_links(shown, links, catalog)


def read_assignment_viewer(
    deps: Deps, conn: Connection, member: Member, histories: Iterable[AssignmentHistory], *, reader_id: str
) -> AssignmentViewer:
    """Return the reader in the calendar of `member`, with the names of all who took a step in the histories."""
    actors = {step.actor for history in histories for step in history.steps}
    names = members.read_names(conn, workspace=member.workspace, member_ids=actors) if actors else {}
    return AssignmentViewer(member.today(deps.clock.now()), member.zone, reader_id, names, member.is_guest)


def _ask_which_area(ambiguous_area: AmbiguousArea, plan_owner: PlanOwner) -> Message:
    buttons = [
        ButtonSpec(area.name, "plan.open", PlanPagePayload(area=area.id, member=plan_owner.member).encode())
        for area in ambiguous_area.options
    ]
    return which_area.which_area(ambiguous_area, buttons, f"{SLASH}plan networking")


def _show_overview(deps: Deps, conn: Connection, request: Request, *, owner: Member, plan_owner: PlanOwner) -> Message:
    catalog, today = deps.catalog.of(request.workspace), owner.today(deps.clock.now())
    key = {"workspace": request.workspace, "member": owner.id}
    record = member_plan.read_learning_record(conn, **key, now=deps.clock.now())
    seen = record if plan_owner.is_reader else refreshers.hide_refresher(record)
    areas, step = progress.list_area_progress(catalog, record), next_moves.choose_next_step(catalog, seen)
    outlook = None
    if step:
        minutes, area = record.minutes.get(step.area.id, 0), record.choices.adjust(step.area)
        outlook = forecast.read_area_forecast(conn, **key, area=area, minutes=minutes, today=today)
    summary = progress.summarize_plan(areas)
    return overview.render_plan_overview(
        areas,
        summary,
        step,
        plan_owner,
        forecast=outlook,
        booking_context=BookingContext(request.key, today) if plan_owner.is_reader else None,
        hidden_minutes=sum(record.minutes.get(area, 0) for area in find_hidden(catalog, record.choices)),
        targets=target_text.target_lines(record.choices, [each.area for each in areas], today, record.minutes),
        first_month=_first_month(conn, catalog, record, owner, today=today, is_reader=plan_owner.is_reader),
    )


def _first_month(
    conn: Connection, catalog: Catalog, record: LearningRecord, owner: Member, *, today: date, is_reader: bool
) -> FirstMonth | None:
    """Return what comes in the first month of somebody who reads their own plan and has nothing in it yet."""
    if not is_reader or not record.is_new:
        return None
    week = goals.read_goal_progress(conn, workspace=owner.workspace, member=owner.id, today=today)
    return first_month.outline_first_month(catalog, record, week.full_goal or DEFAULT_GOAL_MINUTES)


def _find_owner(deps: Deps, conn: Connection, request: Request, member: str) -> Member | None:
    """Return the member whose plan is asked for; None where the name has no id, or they never used Roadmate here."""
    if not member:
        return None
    return members.find_member(conn, workspace=request.workspace, member=member, default_zone=deps.settings.timezone)
