"""One area of the plan with its assignments and target day, and what is answered to the words that set one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Final

from slackblocks import Block

from bot.catalog.models import Area, Assignment, Roadmap, TopicReference
from bot.core.assignments.workflow import AssignmentHistory
from bot.core.forecast.forecast import AreaForecast
from bot.core.plan.actual_hours import ActualHours
from bot.core.plan.progress import AmbiguousArea, AreaProgress
from bot.features.plan.payloads import PlanChangePayload, TargetDayPayload
from bot.features.plan.rules.changes import ChangeKind
from bot.features.plan.views import assignment
from bot.features.plan.views.assignment import NO_VIEWER, AssignmentViewer
from bot.features.plan.views.overview import (
    BookingContext,
    PlanOwner,
    area_progress_text,
    optional_mark,
)
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, MenuSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, person_name
from bot.slack.payloads import PlanPagePayload, RoadmapQueryPayload
from bot.slack.slash import SLASH
from bot.timeexpr.target_days import YEARS, TargetError, TargetProblem
from bot.ui import forecast_text, log_buttons, which_area
from bot.ui.hours_range import hours_range
from bot.ui.progress_bar import without_bars

MAX_ASSIGNMENTS_SHOWN: Final = 30  # of more of them, the rest share one paragraph
ACT_LEADS: Final = {
    **dict.fromkeys(
        ("done", "complete", "completed", "finish", "finished", "tick", "check"),
        "To tick an assignment, open it and press *Done*.",
    ),
    **dict.fromkeys(("start", "begin", "started"), "To start an assignment, open it and press *Start*."),
    **dict.fromkeys(("undo", "untick", "reopen"), "To reopen an assignment, open it and press *Reopen*."),
}
_TARGET_EXAMPLE: Final = f"{SLASH}plan networking by 1 jun"


@frozen
class AreaPage:
    """The contents of an area's page; `booking_context` is None where the reader cannot book."""

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
    is_hidden: bool = False


def render_area(page: AreaPage) -> Message:
    """Render an area: its text, hours against the estimate, assignments, and what to learn next in it."""
    area, owner = page.progress.area, page.plan_owner
    lead = f"{page.lead}\n" if page.lead else ""
    title = f"*{area.name}*{optional_mark(area)}" + ("" if owner.is_reader else f", {person_name(owner.name)}")
    figures = (
        area_progress_text(page.progress),
        _actual_hours_text(page.actual_hours, area),
        _forecast_line(page),
    )
    rest = [
        f"{task.name}{' (done)' if task.id in page.progress.ticked_assignments else ''}"
        for task in area.assignments[MAX_ASSIGNMENTS_SHOWN:]
    ]
    next_topics = ", ".join(f"{each.topic.name} ({each.roadmap.name}, {each.level_words})" for each in page.open_topics)
    message = compose_message(
        section(f"{lead}{title}\n{area.description}"),
        section("\n".join(filter(None, figures))),
        [_assignment_row(task, page) for task in area.assignments[:MAX_ASSIGNMENTS_SHOWN]],
        section("\n".join(rest)) if rest else None,
        section(f"*Next topics in this area*: {next_topics}") if next_topics else None,
        section("This area isn't in your plan.", _show_button(area)) if page.is_hidden and owner.is_reader else None,
        actions(*_page_controls(page)),
        None if owner.is_reader else context(_reviewer_footer(owner)),
    )
    return without_bars(message)


def ticked_text(task: Assignment, progress: AreaProgress, *, is_done: bool) -> str:
    """Return the lead after Done or Reopen, with how much of the area that makes."""
    if not is_done:
        return f"↩️ Reopened *{task.name}*. {assignment.area_count_text(progress)}"
    return "\n".join(
        filter(
            None,
            (f"✅ Done: *{task.name}*. {assignment.area_count_text(progress)}", assignment.finished_text(progress)),
        )
    )


def _forecast_line(page: AreaPage) -> str:
    """Return when the area is done, or the target where there is no forecast to name it."""
    if page.forecast is None:
        return ""
    if outlook := forecast_text.full_forecast(page.forecast, is_own=page.plan_owner.is_reader):
        return outlook
    target = page.forecast.target_day
    return f"Target: {forecast_text.future_day(target, page.forecast.today)}." if target else ""


def _actual_hours_text(actual_hours: ActualHours | None, area: Area) -> str:
    """Return `Estimate: 50-80 h. 5 people who finished took 62 h (half of them 58-71 h).`."""
    if actual_hours is None:
        return ""
    plan = hours_range(area.hours.low, area.hours.high) if area.hours else "it varies"
    middle, low, high = (
        max(1, (minutes + 30) // 60)
        for minutes in (actual_hours.median_minutes, actual_hours.lower_quartile, actual_hours.upper_quartile)
    )
    half = f" (half of them {low}-{high} h)" if low < high else ""
    return f"Estimate: {plan}. {actual_hours.finishers} people who finished took {middle} h{half}."


def _assignment_row(task: Assignment, page: AreaPage) -> Block:
    """Return its name and status, with the button that opens what it asks and what the reader can do with it."""
    history, is_done = page.histories.get(task.id), task.id in page.progress.ticked_assignments
    status = assignment.status_text(history, page.viewer, is_ticked=is_done)
    title = f"✅ *{task.name}* (done)" if is_done else f"*{task.name}*"
    more = assignment.details_button(task.id, page.plan_owner.member, name=task.name, label="Open")
    return section("\n".join(filter(None, (title, status))), more)


def _show_button(area: Area) -> ButtonSpec:
    change = PlanChangePayload(kind=ChangeKind.SHOW, areas=[area.id])
    label = f"Add {area.name} to my plan"
    return ButtonSpec("Add to my plan", "plan.change", change.encode(), accessibility_label=clip(label, 70))


def _page_controls(page: AreaPage) -> Iterator[ButtonSpec | MenuSpec]:
    if booking := page.booking_context:
        yield from log_buttons.area_log_buttons(page.progress.area.id, key=booking.key, today=booking.today)
    yield ButtonSpec("All areas", "plan.open", PlanPagePayload(member=page.plan_owner.member).encode())
    if page.roadmaps:
        options = [(each.name, RoadmapQueryPayload(query=each.id).encode()) for each in page.roadmaps]
        yield MenuSpec("Open a roadmap", "roadmap.open", options)


def _reviewer_footer(plan_owner: PlanOwner) -> str:
    name = person_name(plan_owner.name)
    return f"Only {name} can change this plan. You can sign off what {name} hands in."


def target_day_text(day: date | None, *, is_changed: bool, today: date) -> str:
    """Return the lead after a target day was set or removed."""
    if day is None:
        return "✅ Target removed." if is_changed else "There was no target here, so nothing changed."
    when = forecast_text.future_day(day, today)
    return f"✅ Target set: *{when}*." if is_changed else f"The target is already *{when}*."


def render_target_day_error(error: TargetError, *, last_day: date, today: date) -> Message:
    """Say why the words name no target day, and what to type."""
    reason = target_day_problem(error, last_day=last_day, today=today)
    return compose_message(section(f"{reason}\nTry `{_TARGET_EXAMPLE}`, or `by off` to remove a target."))


def target_day_problem(error: TargetError, *, last_day: date, today: date) -> str:
    """Return why the words name no day for a target; `last_day` is the farthest that is allowed."""
    typed = escape(clip(error.got, 80))
    match error.why:
        case TargetProblem.NO_DAY:
            return f"I can't read “{typed}” as a day."
        case TargetProblem.NO_SUCH_DAY:
            return f"There's no such day as “{typed}”."
        case TargetProblem.PAST:
            return f"A target has to be in the future; “{typed}” isn't."
        case TargetProblem.TOO_FAR:
            last = forecast_text.future_day(last_day, today)
            return f"“{typed}” is too far ahead: pick a day within {YEARS} years, by {last}."


def render_target_area_missing() -> Message:
    """Ask for which area a target day is."""
    return compose_message(section(f"Which area is the target for? E.g. `{_TARGET_EXAMPLE}`."))


def render_not_own() -> Message:
    """Refuse to change somebody else's plan."""
    return compose_message(section("You can only change your own plan, so nothing changed."))


def render_target_area_choice(ambiguous_area: AmbiguousArea, day: date | None, *, today: date) -> Message:
    """Ask which area is meant; the buttons keep the day."""
    buttons = [
        ButtonSpec(area.name, "plan.aim", TargetDayPayload(area=area.id, day=day).encode())
        for area in ambiguous_area.options
    ]
    kept = f" (by {forecast_text.future_day(day, today)})" if day else ""
    return which_area.which_area(ambiguous_area, buttons, _TARGET_EXAMPLE, kept=kept)
