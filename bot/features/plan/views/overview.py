"""The learning plan: all areas with their sums and what comes next, and the answers where there is no plan to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from slackblocks import Block

from bot.catalog.models import Area
from bot.core.forecast.forecast import AreaForecast
from bot.core.plan.first_month import FirstMonth
from bot.core.plan.progress import AreaProgress, NextStep, PlanSummary
from bot.features.plan.payloads import PlanChoicesPayload
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, MenuSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_count, format_part, format_percent, join_words, person_name
from bot.slack.payloads import PlanPagePayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import forecast_text, log_buttons, next_step, step_buttons
from bot.ui.first_month_text import first_month_lines
from bot.ui.hours_range import hours_range, total_hours
from bot.ui.progress_bar import progress_with_percent, without_bars
from bot.ui.step_buttons import Control

MAX_AREA_ROWS: Final = 40  # more areas share one row; Slack takes 50 blocks
MAX_FIRST_AREAS: Final = 3  # that a newcomer reads
ALL_DONE: Final = "🎉 Everything in the plan is done."


@frozen
class PlanOwner:
    """The owner of a plan: the reader, or the member with this id and name."""

    member: str = ""
    name: str = ""

    @property
    def is_reader(self) -> bool:
        """Return whether it is the reader's own plan, which they may change."""
        return not self.member


@frozen
class BookingContext:
    """The request that showed a page to book from, under which each length counts once, and the reader's day."""

    key: str
    today: date


def render_plan_overview(
    areas: Sequence[AreaProgress],
    summary: PlanSummary,
    step: NextStep | None,
    plan_owner: PlanOwner,
    *,
    entries: Sequence[str] | None = None,
    forecast: AreaForecast | None = None,
    booking_context: BookingContext | None = None,
    targets: str = "",
    hidden_minutes: int = 0,
    first_month: FirstMonth | None = None,
) -> Message:
    """Render the sums, what comes next, a row for each area in progress and a line for each of the others.

    `entries` are the member's last ones, `forecast` is for the next area, `targets` the lines of the targets,
    `hidden_minutes` are those in areas that are not in the plan.
    Who begins reads their `first_month` in place of the sums and rows.
    """
    hidden = f"In areas that are hidden: {parse.spell(hidden_minutes)}." if hidden_minutes else ""
    head = (
        _first_month_text(first_month, targets, step)
        if first_month
        else _head_text(summary, step, forecast, plan_owner, "\n".join(filter(None, (hidden, targets))))
    )
    blocks = [
        section(head, _change_button() if plan_owner.is_reader else None),
        actions(*_step_row(step, booking_context, _area_menu(areas, plan_owner))),
        *([section(_first_areas_text(areas))] if first_month else _area_rows(areas, plan_owner)),
        section(_last_entries_text(entries)) if entries is not None else None,
        None if plan_owner.is_reader else context(f"Only {person_name(plan_owner.name)} can change this plan."),
    ]
    return without_bars(compose_message([block for block in blocks if block]))


def _change_button() -> ButtonSpec:
    return ButtonSpec("Change my plan", "plan.form", PlanChoicesPayload().encode())


def _first_month_text(first_month: FirstMonth, targets: str, step: NextStep | None) -> str:
    """Return the weeks of a first month with what to learn in each."""
    return "\n".join(
        filter(
            None,
            (
                f"*Your first month, at {parse.spell(first_month.weekly_minutes)} a week*",
                *first_month_lines(first_month),
                targets,
                f"➡️ Next: {next_step.step_line(step)}" if step else "",
            ),
        )
    )


def _head_text(
    summary: PlanSummary,
    step: NextStep | None,
    forecast: AreaForecast | None,
    plan_owner: PlanOwner,
    notes: str,
) -> str:
    title = "Your plan" if plan_owner.is_reader else f"{person_name(plan_owner.name)}'s plan"
    optional = f"Optional areas are extra: {parse.spell(summary.optional_minutes)}." if summary.optional_minutes else ""
    lines = (
        f"*{title}: {_hours_text(summary)}",
        _counts_text(summary),
        optional,
        notes,
        f"➡️ Next: {next_step.step_line(step)}" if step else ALL_DONE,
        forecast_text.full_forecast(forecast, is_own=plan_owner.is_reader) if forecast else "",
    )
    return "\n".join(filter(None, lines))


def render_unknown_member(name: str) -> Message:
    """Say that there is no plan of this person: the name is unknown, or they have never used Roadmate."""
    person = f"“{person_name(name)}”" if name else "That person"
    return compose_message(section(f"{person} hasn't used Roadmate here yet, so there's no plan to show."))


def render_plan_finished() -> Message:
    """Answer a button that logs on the next step, where everything is done."""
    return compose_message(section(f"{ALL_DONE} You can still log hours on any area: `{SLASH}log 1h networking`."))


def render_one_member_only() -> Message:
    """Ask for one person at a time."""
    return compose_message(section(f"One member at a time, please: `{SLASH}plan @member`."))


def _step_row(
    step: NextStep | None, booking_context: BookingContext | None, menu: MenuSpec | None
) -> Sequence[Control | None]:
    """Return what to do with the step, and the menu of areas; that alone where it isn't the reader's own plan."""
    if booking_context is None:
        return [menu]
    if step is None:
        return [ButtonSpec("Log other hours", "log.form"), menu]
    today = booking_context.today
    log = log_buttons.step_log_button(step, key=booking_context.key, today=today, is_named=False)
    return step_buttons.step_row(step, log, menu, today=today, more=[("Log other hours", "log")])


def _area_menu(areas: Sequence[AreaProgress], plan_owner: PlanOwner) -> MenuSpec | None:
    """Return the menu that opens any of the areas."""
    options = [(each.area.name, _page_value(each, plan_owner)) for each in areas]
    return MenuSpec("Open an area", "plan.open", options) if options else None


def _area_rows(areas: Sequence[AreaProgress], plan_owner: PlanOwner) -> list[Block]:
    """Return a row with its button for each area in progress, and the others in one paragraph."""
    begun = [each for each in areas if each.minutes > 0 or each.ticked_assignments][:MAX_AREA_ROWS]
    rows: list[Block] = [
        section(
            _area_row(each),
            ButtonSpec(
                "Open",
                "plan.open",
                _page_value(each, plan_owner),
                accessibility_label=f"Open {each.area.name}",
            ),
        )
        for each in begun
    ]
    rest = [_area_line(each) for each in areas if each not in begun]
    return [*rows, section("\n".join(["*Not started yet*" if begun else "*The areas*", *rest]))] if rest else rows


def _first_areas_text(areas: Sequence[AreaProgress]) -> str:
    """Return what the plan of somebody who begins has, in one line; the menu above it opens any area."""
    names = join_words([each.area.name for each in areas[:MAX_FIRST_AREAS]])
    count, first = format_count(len(areas), "area"), "First comes" if len(areas) == 1 else "First come"
    return f"*The plan* has {count}. {first} {names}."


def _page_value(progress: AreaProgress, plan_owner: PlanOwner) -> str:
    return PlanPagePayload(area=progress.area.id, member=plan_owner.member).encode()


def _area_row(progress: AreaProgress) -> str:
    area = progress.area
    return f"*{area.priority}. {area.name}*{optional_mark(area)}\n{area_progress_text(progress)}"


def _area_line(progress: AreaProgress) -> str:
    """Return an area that is not started in one line: `2. Infrastructure as Code: 40-60 h · 3 assignments`."""
    area = progress.area
    estimate = hours_range(area.hours.low, area.hours.high) if area.hours else "the estimate varies"
    return (
        f"{area.priority}. {area.name}{optional_mark(area)}: {estimate}"
        f" · {format_count(len(area.assignments), 'assignment')}"
    )


def area_progress_text(progress: AreaProgress) -> str:
    """Return the figures behind a bar: `▰▰▱▱▱▱▱▱▱▱ 24% · 12 h of 50-80 h · 1 of 3 assignments`."""
    if progress.is_done:
        return f"🎉 Finished: {_area_figures(progress)}"
    hours = progress.area.hours
    bar = f"{progress_with_percent(progress.minutes, hours.low * 60)} · " if hours else ""
    return f"{bar}{_area_figures(progress)}"


def _area_figures(progress: AreaProgress) -> str:
    hours = progress.area.hours
    estimate = f" of {hours_range(hours.low, hours.high)}" if hours else ", the estimate varies"
    tasks = format_part(len(progress.ticked_assignments), len(progress.area.assignments), "assignment")
    return f"{parse.spell(progress.minutes)}{estimate} · {tasks}"


def _hours_text(summary: PlanSummary) -> str:
    """Return `3 h of 90-140 h*, 3%`, with the star that ends the bold title; no share where every estimate varies."""
    hours = total_hours(summary.minutes, summary.low_hours, summary.high_hours)
    return f"{hours}*, {format_percent(summary.share)}" if summary.high_hours else f"{hours}*, the estimate varies"


def _counts_text(summary: PlanSummary) -> str:
    return (
        f"{format_part(summary.ticked_assignments, summary.assignments, 'assignment')} done"
        f" · {format_part(summary.finished_areas, summary.areas, 'area')} finished"
    )


def _last_entries_text(entries: Sequence[str]) -> str:
    return "*Last entries*\n" + "\n".join(f"• {line}" for line in entries) if entries else "No entries yet."


def optional_mark(area: Area) -> str:
    """Return what stands behind the name of an area that is optional."""
    return " (optional)" if area.optional else ""
