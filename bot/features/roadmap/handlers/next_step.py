"""`/roadmap next`: what to learn next, and an hour of a topic logged from its page."""

from __future__ import annotations

from typing import Final

from bot.catalog.models import Roadmap
from bot.core.plan import member_plan, next_moves, progress
from bot.core.plan.progress import AmbiguousArea, NamedArea
from bot.deps import Deps
from bot.dispatch.request import Request, requester_today
from bot.features.hours.handlers import log_command as hours_log_command
from bot.features.roadmap.views import topics
from bot.features.roadmap.views.fragments import RoadmapPageContext
from bot.slack.blocks import ButtonSpec
from bot.slack.message import AnyMessage
from bot.slack.payloads import PayloadError, PendingEntryPayload
from bot.slack.slash import SLASH
from bot.ui import which_area

HOUR_MINUTES: Final = 60


def show_next_step_in(
    deps: Deps,
    request: Request,
    page_context: RoadmapPageContext,
    words: list[str],
    *,
    is_share_requested: bool = False,
) -> AnyMessage:
    """Show what to learn next in what the words name, or ask what is meant; without words, in the whole plan."""
    named = progress.find_area(page_context.catalog, " ".join(words)) if words else None
    if isinstance(named, AmbiguousArea):
        buttons = [ButtonSpec(each.name, "roadmate.say", f"roadmap next {each.id}") for each in named.options]
        return which_area.which_area(named, buttons, f"{SLASH}roadmap next docker")
    return show_next_step(deps, request, page_context, area_match=named, is_share_requested=is_share_requested)


def show_next_step(
    deps: Deps,
    request: Request,
    page_context: RoadmapPageContext,
    *,
    area_match: NamedArea | None = None,
    is_share_requested: bool = False,
) -> AnyMessage:
    """Show what to learn next, in an area or by the plan's priority, by level and by what the member has logged."""
    today = requester_today(deps, request)
    with deps.database.read() as conn:
        key = {"workspace": request.workspace, "member": request.member}
        known = member_plan.read_learning_record(conn, **key, now=deps.clock.now())
    area, roadmap = (area_match.area, area_match.matched_by) if area_match else (None, None)
    road = roadmap if isinstance(roadmap, Roadmap) else None
    step = next_moves.choose_next_step(page_context.catalog, known, area, roadmap=road)
    pending = None
    if step:
        topic_ref = page_context.catalog.find_topic(step.subject.id)
        roadmap, topic = (topic_ref.roadmap.id, topic_ref.id) if topic_ref else (None, None)
        pending = PendingEntryPayload(
            key=request.key,
            minutes=HOUR_MINUTES,
            area=step.area.id,
            roadmap=roadmap,
            topic=topic,
            day=today,
            step=None if topic_ref else step.subject.id,
        )
    return topics.render_next_step(page_context, step, pending, is_share_requested=is_share_requested)


def log_topic_hour(deps: Deps, request: Request) -> AnyMessage:
    """Book an hour of today on the topic whose page the button stands on."""
    topic_ref = deps.catalog.of(request.workspace).find_topic(request.text)
    if topic_ref is None:
        raise PayloadError("topic")
    local = deps.directory.ensure_member(request.workspace, request.member, request.name)
    hour = PendingEntryPayload(
        key=request.key,
        minutes=HOUR_MINUTES,
        area=topic_ref.topic.areas[0],
        roadmap=topic_ref.roadmap.id,
        topic=topic_ref.id,
        day=local.today(deps.clock.now()),
    )
    return hours_log_command.press_book(deps, request.with_text(hour.encode()))
