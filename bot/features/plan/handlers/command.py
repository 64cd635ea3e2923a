"""`/plan`: the areas, one of them, the assignments to tick, and target days."""

from __future__ import annotations

from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.subjects import is_full_name
from bot.catalog.models import Area
from bot.core.plan import member_plan, progress
from bot.core.plan.progress import AmbiguousArea, NamedArea
from bot.deps import Deps
from bot.dispatch.request import MentionedPerson, Request, extract_people, find_requester, requester_today
from bot.dispatch.router import Router
from bot.features.help import views as help_views
from bot.features.plan.handlers import assignment_actions, own_plan, pages
from bot.features.plan.payloads import TargetDayPayload
from bot.features.plan.rules.change_words import parse_numbers, read_typed_change
from bot.features.plan.views import area as area_views
from bot.features.plan.views import overview
from bot.slack.message import AnyMessage
from bot.slack.payloads import PayloadError, PlanPagePayload, decode_payload
from bot.timeexpr import target_days
from bot.timeexpr.target_days import TargetError, TargetProblem, TargetRequest

NAME = "plan"


def register(app: Router, deps: Deps) -> None:
    """Register the buttons, and all that is done with assignments."""
    app.on_click(deps, "plan.open", open_plan_page)
    app.on_click(deps, "plan.tick", tick_assignment)
    app.on_click(deps, "plan.untick", untick_assignment)
    app.on_click(deps, "plan.aim", press_target_day)
    assignment_actions.register(app, deps)
    own_plan.register(app, deps)


def answer_plan(deps: Deps, request: Request) -> AnyMessage:
    """Answer what was typed after `/plan`."""
    today = requester_today(deps, request)
    typed, people = extract_people(request.text)
    if typed.casefold().split()[-1:] == ["help"]:
        return help_views.render_command_help(deps.commands, NAME)
    if len(people) > 1:
        return overview.render_one_member_only()
    is_of_others = any(person.id != request.member for person in people)
    if change := read_typed_change(deps.catalog.of(request.workspace), typed):
        return area_views.render_not_own() if is_of_others else own_plan.answer_change(deps, request, change)
    if not people and (numbered := parse_numbers(deps.catalog.of(request.workspace), typed)):
        return own_plan.ask_what_with(numbered, today)
    target_request = target_days.read_target_request(typed, today)
    if target_request and not _is_area_name(deps, request, typed, target_request):
        if is_of_others:
            return area_views.render_not_own()
        return _answer_target_day(deps, request, target_request, today)
    person = people[0] if people else MentionedPerson(request.member, "")
    area_match, lead = _find_area(deps.catalog.of(request.workspace), typed) if typed else (None, "")
    return pages.show_plan(deps, request, person.id, area_match, typed_name=person.name, lead=lead)


def _find_area(catalog: Catalog, typed: str) -> tuple[NamedArea | AmbiguousArea, str]:
    """Return the area that is named, and how to do there what the words ask for: `networking done`."""
    words = typed.split()
    acts = [word for word in (words[0], words[-1]) if word.casefold() in area_views.ACT_LEADS]
    if len(words) > 1 and acts and not is_full_name(catalog, typed):
        rest = " ".join(words[1:] if words[0] == acts[0] else words[:-1])
        match = progress.find_area(catalog, rest)
        if isinstance(match, NamedArea):
            return match, area_views.ACT_LEADS[acts[0].casefold()]
    return progress.find_area(catalog, typed), ""


def open_plan_page(deps: Deps, request: Request) -> AnyMessage:
    """Open the page that a button names."""
    page = decode_payload(PlanPagePayload, request.text, deps.catalog.of(request.workspace).current_id)
    area = deps.catalog.of(request.workspace).find_area(page.area)
    if page.area and area is None:
        raise PayloadError("area")
    return pages.show_plan(deps, request, page.member or request.member, NamedArea(area) if area else None)


def tick_assignment(deps: Deps, request: Request) -> AnyMessage:
    """Mark an assignment of one's own as done."""
    return _set_ticked(deps, request, is_done=True)


def untick_assignment(deps: Deps, request: Request) -> AnyMessage:
    """Mark an assignment of one's own as open again."""
    return _set_ticked(deps, request, is_done=False)


def _set_ticked(deps: Deps, request: Request, *, is_done: bool) -> AnyMessage:
    if (found := deps.catalog.of(request.workspace).find_assignment(request.text)) is None:
        raise PayloadError("assignment")
    area, task = found
    with deps.database.begin() as conn:
        owner = find_requester(deps, conn, request)
        lead = "" if is_done else assignment_actions.reopen_refusal(deps, conn, owner, task)
        now = deps.clock.now()
        if not lead:
            member_plan.tick_assignment(
                conn, workspace=request.workspace, member=owner.id, assignment=task.id, is_done=is_done, now=now
            )
            record = member_plan.read_learning_record(conn, workspace=request.workspace, member=owner.id, now=now)
            lead = area_views.ticked_text(task, progress.measure_area(area, record), is_done=is_done)
        return pages.show_own_area(deps, conn, request, area, owner=owner, lead=lead)


def _is_area_name(deps: Deps, request: Request, typed: str, target_request: TargetRequest) -> bool:
    """Return whether `by` belongs to a name: no day follows it, and the content knows the words as they stand."""
    day = target_request.day
    if not isinstance(day, TargetError) or day.why is not TargetProblem.NO_DAY:
        return False
    match = progress.find_area(deps.catalog.of(request.workspace), typed)
    return isinstance(match, NamedArea) and not match.corrections and not isinstance(match.matched_by, str)


def _answer_target_day(deps: Deps, request: Request, target_request: TargetRequest, today: date) -> AnyMessage:
    """Set or remove the member's own target day, or say what is missing."""
    day = target_request.day
    if isinstance(day, TargetError):
        return area_views.render_target_day_error(day, last_day=target_days.farthest_target(today), today=today)
    if not target_request.what:
        return area_views.render_target_area_missing()
    match = progress.find_area(deps.catalog.of(request.workspace), target_request.what)
    if isinstance(match, AmbiguousArea):
        return area_views.render_target_area_choice(match, day, today=today)
    return _save_target_day(deps, request, match.area, day, today)


def press_target_day(deps: Deps, request: Request) -> AnyMessage:
    """Set the target day that a button has kept, for its area."""
    payload, today = (
        decode_payload(TargetDayPayload, request.text, deps.catalog.of(request.workspace).current_id),
        requester_today(deps, request),
    )
    area = deps.catalog.of(request.workspace).find_area(payload.area)
    if area is None or (payload.day and not today < payload.day <= target_days.farthest_target(today)):
        raise PayloadError("aim")
    return _save_target_day(deps, request, area, payload.day, today)


def _save_target_day(deps: Deps, request: Request, area: Area, day: date | None, today: date) -> AnyMessage:
    with deps.database.begin() as conn:
        owner = find_requester(deps, conn, request)
        changed = member_plan.set_target_day(conn, workspace=request.workspace, member=owner.id, area=area.id, day=day)
        lead = area_views.target_day_text(day, is_changed=changed, today=today)
        return pages.show_own_area(deps, conn, request, area, owner=owner, lead=lead)
