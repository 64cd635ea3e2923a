"""`/roadmate mentoring`: the mentors' Monday message, on or off, and the way from it to somebody's plan."""

from __future__ import annotations

from bot.calendar import schedule
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.dispatch.router import Router
from bot.features.mentor_summary import rules, service, views
from bot.features.plan.handlers import pages as plan_pages
from bot.features.settings import rules as settings_rules
from bot.slack import modals
from bot.slack.message import AnyMessage
from bot.slack.modals import Modal
from bot.slack.payloads import PlanPagePayload, decode_payload


def register(app: Router, deps: Deps) -> None:
    """Register the button of older versions' messages; newer ones open the card."""
    app.on_click(deps, views.OPEN_PLAN_ACTION, open_member_plan)


def answer_mentoring(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate mentoring`: show whether the message comes, or switch it on or off."""
    is_enabled, now = settings_rules.parse_switch(request.text), deps.clock.now()
    if request.text and is_enabled is None:
        return views.render_unknown_switch(request.text)
    with deps.database.begin() as conn:
        reader = find_requester(deps, conn, request)
        if not (reader.may_see_team or reader.is_mentor):
            return error_views.render_not_allowed("The mentor's summary", "admins and mentors")
        if is_enabled is not None:
            service.set_enabled(conn, member=reader, is_on=is_enabled, now=now)
        is_on = service.is_enabled(conn, member=reader)
    _, next_at = schedule.next_occurrence(rules.SLOT, reader.zone, now)
    return views.render_mentoring_switch(
        is_on=is_on,
        is_changed=is_enabled is not None,
        next_at=next_at.astimezone(reader.zone),
        today=reader.today(now),
    )


def open_member_plan(deps: Deps, request: Request) -> Modal:
    """Open a member's plan in a window, so that the message with the others stays."""
    member = decode_payload(PlanPagePayload, request.text).member
    plan = plan_pages.show_plan(deps, request, member or request.member, None)
    return modals.modal_from_message(plan.to_message(), "Their plan")
