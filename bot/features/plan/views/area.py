"""One area of the plan: hours against the estimate, the forecast, its assignments, and what to learn next in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from slackblocks import Block

from bot.catalog.models import Area, Assignment, Roadmap, TopicReference
from bot.core.assignments.workflow import AssignmentHistory
from bot.core.forecast.forecast import AreaForecast
from bot.core.plan.actual_hours import ActualHours
from bot.core.plan.progress import AmbiguousArea, AreaProgress
from bot.features.plan.payloads import TargetDayPayload
from bot.features.plan.views import assignment
from bot.features.plan.views.assignment import NO_VIEWER, AssignmentViewer
from bot.features.plan.views.overview import (
    BookingContext,
    PlanOwner,
    area_progress_bar,
    area_progress_text,
    optional_mark,
)
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import PlanPagePayload, RoadmapQueryPayload
from bot.timeexpr.target_days import YEARS, TargetError, TargetProblem
from bot.ui import forecast_text, log_buttons, which_area

MAX_ASSIGNMENTS_SHOWN: Final = 30


MAX_BUTTON_ROWS: Final = 20  # assignments that have a row of buttons each; of more of them, each has one button


@dataclass(frozen=True, slots=True)
class AreaPage:
    """What the page of one area shows; `acting` is None where the reader cannot act."""

    progress: AreaProgress
    open_topics: tuple[TopicReference, ...]
    roadmaps: tuple[Roadmap, ...]
    plan_owner: PlanOwner
    booking_context: BookingContext | None = None
    lead: str = ""
    forecast: AreaForecast | None = None
    actual_hours: ActualHours | None = None
    histories: Mapping[str, AssignmentHistory] = field(default_factory=dict)
    viewer: AssignmentViewer = NO_VIEWER


def render_area(page: AreaPage) -> Message:
    """One area: its text, hours against the estimate, assignments, and what to learn next in it."""
    of, whose = page.progress.area, page.plan_owner
    title = f"*{of.name}*{optional_mark(of)}" + ("" if whose.is_reader else f", {escape(clip(whose.name, 60))}")
    coming = "\n".join(
        f"• {place.topic.name}, {place.roadmap.name} ({place.topic.level})" for place in page.open_topics
    )
    top = f"{page.lead}\n" if page.lead else ""
    beside = [
        *(
            log_buttons.area_log_buttons(of.id, key=page.booking_context.key, today=page.booking_context.today)
            if page.booking_context
            else ()
        ),
        ButtonSpec("All areas", "plan.open", PlanPagePayload(member=whose.member).encode()),
    ]
    blocks: list[Block | Sequence[Block] | None] = [
        section(f"{top}{title}\n{of.description}"),
        section(
            "\n".join(
                line for line in (area_progress_text(page.progress, with_bar=True), *_forecast_lines(page)) if line
            )
        ),
        [block for task in of.assignments[:MAX_ASSIGNMENTS_SHOWN] for block in _assignment_blocks(task, page)],
        section("\n".join(_remaining_assignment_lines(of.assignments, page.progress)))
        if len(of.assignments) > MAX_ASSIGNMENTS_SHOWN
        else None,
        section(f"*Learn next here*\n{coming}") if coming else None,
        actions(*beside, *_roadmap_buttons(page.roadmaps)),
        None if whose.is_reader else context(_reviewer_footer(whose)),
    ]
    message = compose_message(*blocks)
    return Message(message.text.replace(area_progress_bar(page.progress) or "\0", "", 1), message.blocks)


def ticked_text(task: Assignment, *, is_done: bool) -> str:
    """What a press has changed."""
    return f"*Done:* {task.name}." if is_done else f"*Open again:* {task.name}."


def _forecast_lines(page: AreaPage) -> tuple[str, str, str]:
    """What the area took others, when it is done, and the target where the forecast has not said it."""
    if page.forecast is None:
        return _actual_hours_text(page.actual_hours, page.progress.area), "", ""
    told, target = (
        forecast_text.full_forecast(page.forecast, is_own=page.plan_owner.is_reader),
        page.forecast.target_day,
    )
    aim = f"Target: {forecast_text.future_day(target, page.forecast.today)}." if target and not told else ""
    return _actual_hours_text(page.actual_hours, page.progress.area), told, aim


def _actual_hours_text(actual_hours: ActualHours | None, area: Area) -> str:
    """`Estimate: plan 50-80 h, 4 finishers took 62 h (half of them 58 to 71).`"""
    if actual_hours is None:
        return ""
    plan = f"plan {area.hours.low}-{area.hours.high} h" if area.hours else "the plan varies"
    middle, low, high = (
        max(1, (minutes + 30) // 60)
        for minutes in (actual_hours.median_minutes, actual_hours.lower_quartile, actual_hours.upper_quartile)
    )
    half = f" (half of them {low} to {high})" if low < high else ""
    return f"Estimate: {plan}, {actual_hours.finishers} finishers took {middle} h{half}."


def _assignment_blocks(task: Assignment, page: AreaPage) -> list[Block]:
    """Where it is and what the reader can do with it; where there are many, the rest is behind `More`."""
    history, is_done = page.histories.get(task.id), task.id in page.progress.ticked_assignments
    state = assignment.status_text(history, page.viewer, is_ticked=is_done)
    words = "\n".join(filter(None, (f"*{task.name}*{' (done)' if is_done else ''}", task.text, state)))
    more = assignment.details_button(task.id, page.plan_owner.member)
    if len(page.progress.area.assignments) > MAX_BUTTON_ROWS:
        return [section(words, more)]
    own = assignment.owner_buttons(task.id, history, is_ticked=is_done, viewer=page.viewer)
    row = actions(*(own if page.plan_owner.is_reader else assignment.reviewer_buttons(history)), more)
    return [block for block in (section(words), row) if block]


def _remaining_assignment_lines(tasks: Sequence[Assignment], progress: AreaProgress) -> list[str]:
    return [
        f"{task.name}{' (done)' if task.id in progress.ticked_assignments else ''}"
        for task in tasks[MAX_ASSIGNMENTS_SHOWN:]
    ]


def _roadmap_buttons(roadmaps: Sequence[Roadmap]) -> list[ButtonSpec]:
    return [
        ButtonSpec(f"Roadmap: {each.name}", "roadmap.open", RoadmapQueryPayload(query=each.id).encode())
        for each in roadmaps[:20]
    ]


def _reviewer_footer(plan_owner: PlanOwner) -> str:
    """Who changes it, and what a mentor does."""
    name = escape(clip(plan_owner.name, 60))
    return f"Only {name} can change this plan; what {name} hands in is yours to sign off."


def target_day_text(day: date | None, *, is_changed: bool, today: date) -> str:
    """What has become of the target, to stand above the area's page."""
    if day is not None:
        return f"*Target {'set' if is_changed else 'is already'}:* {forecast_text.future_day(day, today)}."
    return "*Target removed.*" if is_changed else "There was no target day here."


def render_target_day_error(error: TargetError, *, last_day: date, today: date, example: str) -> Message:
    """Words that are no day to aim for."""
    typed = escape(clip(error.got, 80))
    match error.why:
        case TargetProblem.NO_DAY:
            what = f"“{typed}” is no day I understand."
        case TargetProblem.NO_SUCH_DAY:
            what = f"There is no such day as “{typed}”."
        case TargetProblem.PAST:
            what = f"“{typed}” is not ahead of us, and a target has to be."
        case TargetProblem.TOO_FAR:
            last = forecast_text.future_day(last_day, today)
            what = f"“{typed}” is too far ahead: a target lies within {YEARS} years, by {last}."
    return compose_message(section(f"{what}\nFor example `{example}`, or `by off` to remove it."))


def render_target_area_missing(example: str) -> Message:
    """A day without an area."""
    return compose_message(section(f"Which area is it for? For example `{example}`."))


def render_target_not_own() -> Message:
    """A target day for somebody else."""
    return compose_message(section("Everyone sets their own target days, so nothing was changed."))


def render_target_area_choice(ambiguous_area: AmbiguousArea, day: date | None, *, today: date, example: str) -> Message:
    """Words that name no single area; the buttons keep the day."""
    presses = [
        ButtonSpec(area.name, "plan.aim", TargetDayPayload(area=area.id, day=day).encode())
        for area in ambiguous_area.options
    ]
    kept = f" I keep the day: {forecast_text.future_day(day, today)}." if day else ""
    return which_area.which_area(ambiguous_area, presses, example, kept=kept)
