"""The pages of `/plan`: all areas, or one of them, if they are the reader's to see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.catalog.models import Area, Roadmap
from bot.core import audit_log
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentHistory
from bot.core.forecast import forecast
from bot.core.people import members, workspaces
from bot.core.people.member import Member
from bot.core.plan import actual_hours, member_plan, progress
from bot.core.plan.progress import AmbiguousArea, NamedArea
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
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import PlanPagePayload
from bot.ui import names as ui_names
from bot.ui import which_area


def show_plan(
    deps: Deps, request: Request, member: str, area_match: NamedArea | AmbiguousArea | None, *, typed_name: str = ""
) -> AnyMessage:
    """A member's plan or one area of it, if it is the reader's to see."""
    opened = deps.database.read if member == request.member else deps.database.begin  # a look at others is written down
    with opened() as session:
        reader = find_requester(deps, session, request)
        if not reader.may_see(member):
            audit_log.record_refusal(session, reader=reader, kind="plan", now=deps.clock.now(), subject=member)
            if reader.is_mentor:
                return access.not_mentored_message(session, reader, member, typed=typed_name)
            return error_views.render_not_allowed("Another member's plan", "admins and mentors")
        owner = _find_owner(deps, session, request, member)
        if owner is None:
            return overview.render_unknown_member(unescape(typed_name))
        audit_log.record_look(session, reader=reader, subject=owner.id, kind="plan", now=deps.clock.now())
        whose = PlanOwner() if owner.id == reader.id else PlanOwner(owner.id, owner.name)
        if isinstance(area_match, AmbiguousArea):
            return ask_which_area(deps, area_match, whose)
        if area_match:
            return show_area(
                deps, session, request, area_match.area, owner=owner, plan_owner=whose, lead=ui_names.told(area_match)
            )
        return _show_overview(deps, session, request, owner=owner, plan_owner=whose)


def show_area(
    deps: Deps, conn: Connection, request: Request, area: Area, *, owner: Member, plan_owner: PlanOwner, lead: str
) -> Message:
    """One area; `lead` says how we got there."""
    catalog, today = deps.catalog.current(), owner.today(deps.clock.now())
    known = member_plan.read_learning_record(conn, workspace=request.workspace, member=owner.id)
    ahead = forecast.read_plan_forecasts(
        conn, workspace=request.workspace, member=owner.id, areas=[area], minutes=known.minutes, today=today
    )
    place = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
    tasks = [task.id for task in area.assignments]
    begun = assignments.read_histories(conn, workspace=request.workspace, member=owner.id, assignments=tasks)
    return area_views.render_area(
        area_views.AreaPage(
            progress=progress.measure_area(area, known),
            open_topics=progress.list_open_topics(catalog, known, area),
            roadmaps=_list_area_roadmaps(deps, area),
            plan_owner=plan_owner,
            booking_context=BookingContext(request.key, today) if plan_owner.is_reader else None,
            lead=lead,
            forecast=ahead[area.id],
            actual_hours=actual_hours.read_actual_hours(conn, workspace=request.workspace, area=area, zone=place.zone),
            histories=begun,
            viewer=read_assignment_viewer(deps, conn, owner, begun.values(), reader_id=request.member),
        )
    )


def show_own_area(deps: Deps, conn: Connection, request: Request, area: Area, *, owner: Member, lead: str) -> Message:
    """An area of one's own, with what a press has changed."""
    return show_area(deps, conn, request, area, owner=owner, plan_owner=PlanOwner(), lead=lead)


def read_assignment_viewer(
    deps: Deps, conn: Connection, member: Member, histories: Iterable[AssignmentHistory], *, reader_id: str
) -> AssignmentViewer:
    """Who reads about assignments, by whose calendar; with the names of all who took a step in them."""
    actors = {step.actor for history in histories for step in history.steps}
    names = members.read_names(conn, workspace=member.workspace, member_ids=actors) if actors else {}
    return AssignmentViewer(member.today(deps.clock.now()), member.zone, reader_id, names, member.is_guest)


def ask_which_area(deps: Deps, ambiguous_area: AmbiguousArea, plan_owner: PlanOwner) -> Message:
    """Words that name no single area."""
    presses: Sequence[ButtonSpec] = [
        ButtonSpec(area.name, "plan.open", PlanPagePayload(area=area.id, member=plan_owner.member).encode())
        for area in ambiguous_area.options
    ]
    return which_area.which_area(ambiguous_area, presses, f"{deps.settings.slash_command('plan')} networking")


def _show_overview(deps: Deps, conn: Connection, request: Request, *, owner: Member, plan_owner: PlanOwner) -> Message:
    catalog, today = deps.catalog.current(), owner.today(deps.clock.now())
    known = member_plan.read_learning_record(conn, workspace=request.workspace, member=owner.id)
    areas, step = progress.list_area_progress(catalog, known), progress.choose_next_step(catalog, known)
    outlook = None
    if step:
        minutes, of = known.minutes.get(step.area.id, 0), step.area
        outlook = forecast.read_area_forecast(
            conn, workspace=request.workspace, member=owner.id, area=of, minutes=minutes, today=today
        )
    acting = BookingContext(request.key, today) if plan_owner.is_reader else None
    return overview.render_plan_overview(
        areas, progress.summarize_plan(areas), step, plan_owner, forecast=outlook, booking_context=acting
    )


def _list_area_roadmaps(deps: Deps, area: Area) -> tuple[Roadmap, ...]:
    catalog = deps.catalog.current()
    return tuple(roadmap for each in area.roadmaps if (roadmap := catalog.find_roadmap(each)))


def _find_owner(deps: Deps, conn: Connection, request: Request, member: str) -> Member | None:
    """Whose plan is asked for; nobody where the name has no id, or we have never met them."""
    if not member:
        return None
    return members.find_member(conn, workspace=request.workspace, member=member, default_zone=deps.settings.timezone)
