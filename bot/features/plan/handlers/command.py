"""`/plan`: the ten areas, one of them, and the assignments to tick."""

from __future__ import annotations

from datetime import date

from bot.catalog.models import Area
from bot.core.plan import member_plan, progress
from bot.core.plan.progress import AmbiguousArea, NamedArea
from bot.deps import Deps
from bot.dispatch.request import MentionedPerson as Person
from bot.dispatch.request import Request, extract_people, find_requester, requester_today
from bot.dispatch.router import Router
from bot.features.help import views as help_views
from bot.features.plan.handlers import assignment_actions, pages
from bot.features.plan.payloads import TargetDayPayload
from bot.features.plan.views import area as area_views
from bot.features.plan.views import overview
from bot.features.plan.views.overview import PlanOwner
from bot.slack.message import AnyMessage
from bot.slack.mrkdwn import unescape
from bot.slack.payloads import PayloadError, PlanPagePayload, decode_payload
from bot.timeexpr import target_days
from bot.timeexpr.target_days import TargetError, TargetRequest

NAME = "plan"


def register(app: Router, deps: Deps) -> None:
    """The command and its buttons."""
    app.on_command(deps, NAME, answer_plan)
    app.on_click(deps, "plan.open", open_plan_page)
    app.on_click(deps, "plan.tick", tick_assignment)
    app.on_click(deps, "plan.untick", untick_assignment)
    register_target_day(app, deps)
    assignment_actions.register(app, deps)


def answer_plan(deps: Deps, request: Request) -> AnyMessage:
    """Whatever was typed after `/plan`."""
    today = requester_today(deps, request)
    words, people = extract_people(request.text)
    typed = unescape(words)
    if words.casefold().split()[-1:] == ["help"]:
        return help_views.render_command_help(deps.commands, NAME)
    if len(people) > 1:
        return overview.render_one_member_only()
    asked = target_days.read_target_request(typed, today)
    if asked and not _is_area_name(deps, typed, asked):
        return _set_target_if_own(deps, request, asked, people)
    found = progress.find_area(deps.catalog.current(), typed) if typed else None
    if not people:
        return pages.show_plan(deps, request, request.member, found)
    return pages.show_plan(deps, request, people[0].id, found, typed_name=people[0].name)


def open_plan_page(deps: Deps, request: Request) -> AnyMessage:
    """A page named by a button."""
    page = decode_payload(PlanPagePayload, request.text)
    area = deps.catalog.current().find_area(page.area)
    if page.area and area is None:
        raise PayloadError("area")
    return pages.show_plan(deps, request, page.member or request.member, NamedArea(area) if area else None)


def tick_assignment(deps: Deps, request: Request) -> AnyMessage:
    """An assignment of one's own is done."""
    return _set_ticked(deps, request, is_done=True)


def untick_assignment(deps: Deps, request: Request) -> AnyMessage:
    """An assignment of one's own is open again."""
    return _set_ticked(deps, request, is_done=False)


def _set_ticked(deps: Deps, request: Request, *, is_done: bool) -> AnyMessage:
    found = deps.catalog.current().find_assignment(request.text)
    if found is None:
        raise PayloadError("assignment")
    area, task = found
    with deps.database.begin() as conn:
        owner = find_requester(deps, conn, request)
        lead = "" if is_done else assignment_actions.reopen_refusal(deps, conn, owner, task)
        if not lead:
            now = deps.clock.now()
            member_plan.tick_assignment(
                conn, workspace=request.workspace, member=owner.id, assignment=task.id, is_done=is_done, now=now
            )
            lead = area_views.ticked_text(task, is_done=is_done)
        return pages.show_own_area(deps, conn, request, area, owner=owner, lead=lead)


def _is_area_name(deps: Deps, typed: str, target_request: TargetRequest) -> bool:
    """Whether `by` belongs to a name: no day follows it, and the content knows the words as they stand."""
    if (
        not isinstance(target_request.day, TargetError)
        or target_request.day.why is not target_days.TargetProblem.NO_DAY
    ):
        return False
    found = progress.find_area(deps.catalog.current(), typed)
    return isinstance(found, NamedArea) and not found.corrections and not isinstance(found.matched_by, str)


def _set_target_if_own(
    deps: Deps, request: Request, target_request: TargetRequest, mentioned_people: tuple[Person, ...]
) -> AnyMessage:
    """A target day, which one can only set for oneself."""
    if any(person.id != request.member for person in mentioned_people):
        return area_views.render_target_not_own()
    today = requester_today(deps, request)
    return answer_target_day(deps, request, target_request, today)


def register_target_day(app: Router, deps: Deps) -> None:
    """The button that keeps the day when the area was in doubt."""
    app.on_click(deps, "plan.aim", press_target_day)


def answer_target_day(deps: Deps, request: Request, target_request: TargetRequest, today: date) -> AnyMessage:
    """Set the member's own target day, or take it away."""
    example = f"{deps.settings.slash_command('plan')} networking by 1 jun"
    if isinstance(target_request.day, TargetError):
        return area_views.render_target_day_error(
            target_request.day, last_day=target_days.farthest_target(today), today=today, example=example
        )
    if not target_request.what:
        return area_views.render_target_area_missing(example)
    found = progress.find_area(deps.catalog.current(), target_request.what)
    if isinstance(found, AmbiguousArea):
        return area_views.render_target_area_choice(found, target_request.day, today=today, example=example)
    return _save_target_day(deps, request, found.area, target_request.day, today)


def press_target_day(deps: Deps, request: Request) -> AnyMessage:
    """The area that was meant, with the day that was typed."""
    ticket, today = decode_payload(TargetDayPayload, request.text), requester_today(deps, request)
    area = deps.catalog.current().find_area(ticket.area)
    if area is None or (ticket.day and not today < ticket.day <= target_days.farthest_target(today)):
        raise PayloadError("aim")
    return _save_target_day(deps, request, area, ticket.day, today)


def _save_target_day(deps: Deps, request: Request, area: Area, day: date | None, today: date) -> AnyMessage:
    with deps.database.begin() as conn:
        owner = find_requester(deps, conn, request)
        changed = member_plan.set_target_day(conn, workspace=request.workspace, member=owner.id, area=area.id, day=day)
        lead = area_views.target_day_text(day, is_changed=changed, today=today)
        return pages.show_area(deps, conn, request, area, owner=owner, plan_owner=PlanOwner(), lead=lead)
