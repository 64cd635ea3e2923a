"""The learning plan: all areas with their sums and what comes next, and the answers where there is no plan to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from slackblocks import Block

from bot.catalog.models import Area
from bot.core.forecast.forecast import AreaForecast
from bot.core.plan.progress import AreaProgress, NextStep, PlanSummary
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, block_plain_text, compose_message
from bot.slack.mrkdwn import format_count, format_percent, person_name, progress_bar
from bot.slack.payloads import PlanPagePayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import forecast_text, log_buttons, next_step

MAX_AREA_ROWS: Final = 40  # more areas share one row; Slack takes 50 blocks


@dataclass(frozen=True, slots=True)
class PlanOwner:
    """The owner of a plan: the reader, or the member with this id and name."""

    member: str = ""
    name: str = ""

    @property
    def is_reader(self) -> bool:
        """Return whether it is the reader's own plan, which they may change."""
        return not self.member


@dataclass(frozen=True, slots=True)
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
) -> Message:
    """Render all areas in priority order; `entries` are the member's last ones, `forecast` is for the next area."""
    title = "Your plan" if plan_owner.is_reader else f"The plan of {person_name(plan_owner.name)}"
    head = [f"*{title}: {_hours_text(summary)}*, {format_percent(summary.share)}", _counts_text(summary)]
    if summary.optional_minutes:
        head.append(f"Optional areas are extra: {parse.spell(summary.optional_minutes)}.")
    head.append(f"Next: {next_step.step_line(step)}" if step else "Everything in the plan is done.")
    outlook = forecast_text.full_forecast(forecast, is_own=plan_owner.is_reader) if forecast else ""
    head += [outlook] if outlook else []
    last = section(_last_entries_text(entries)) if entries is not None else None
    blocks = [section("\n".join(head)), *_log_button_rows(step, booking_context), *_area_rows(areas, plan_owner)]
    footer = "Percentages count each area up to the low end of its estimate."
    if not plan_owner.is_reader:
        footer = f"Only {person_name(plan_owner.name)} can change this plan."
    if step and booking_context:
        footer = f"{log_buttons.log_target_text(step, booking_context.today)} {footer}"
    rows = section("\n".join(_area_row(each, with_bar=False) for each in areas))
    text = "\n".join(block_plain_text(each._resolve()) for each in (blocks[0], rows, last, context(footer)) if each)
    return compose_message(blocks, last, context(footer), text=text)


def render_unknown_member(name: str) -> Message:
    """Say that there is no plan of this person: the name is unknown, or they have never used Roadmate."""
    person = f"“{person_name(name)}”" if name else "That person"
    return compose_message(section(f"{person} has not used Roadmate here, so there is no plan to show."))


def render_plan_finished() -> Message:
    """Answer a button that books on the next step, where everything is done."""
    text = f"Everything in your plan is done. `{SLASH}log 1h networking` books on an area of your choice."
    return compose_message(section(text))


def render_one_member_only() -> Message:
    """Ask for one person at a time."""
    return compose_message(section(f"One member at a time, please: `{SLASH}plan @member`."))


def _log_button_rows(step: NextStep | None, booking_context: BookingContext | None) -> list[Block]:
    """Return the buttons that book on the step; nothing where the reader cannot book."""
    if booking_context is None:
        return []
    quick = log_buttons.step_log_buttons(step, key=booking_context.key, today=booking_context.today) if step else []
    row = actions(*quick, ButtonSpec("Log other", "log.form"))
    return [row] if row else []


def _area_rows(areas: Sequence[AreaProgress], plan_owner: PlanOwner) -> list[Block]:
    rows: list[Block] = [
        section(
            _area_row(each, with_bar=True),
            ButtonSpec("Open", "plan.open", PlanPagePayload(area=each.area.id, member=plan_owner.member).encode()),
        )
        for each in areas[:MAX_AREA_ROWS]
    ]
    rest = [_area_row(each, with_bar=False) for each in areas[MAX_AREA_ROWS:]]
    return [*rows, section("\n".join(rest))] if rest else rows


def _area_row(progress: AreaProgress, *, with_bar: bool) -> str:
    title = f"*{progress.area.priority}. {progress.area.name}*{optional_mark(progress.area)}"
    return f"{title}{chr(10) if with_bar else ': '}{area_progress_text(progress, with_bar=with_bar)}"


def area_progress_text(progress: AreaProgress, *, with_bar: bool) -> str:
    """Return the hours against the estimate and the assignments: `▓▓░░ 12 h of 50-80 h · 1 of 3 assignments`."""
    hours = progress.area.hours
    estimate = f" of {hours.low}-{hours.high} h" if hours else ", the estimate varies"
    tasks = f"{len(progress.ticked_assignments)} of {format_count(len(progress.area.assignments), 'assignment')}"
    end = " · finished" if progress.is_done else ""
    return f"{area_progress_bar(progress) if with_bar else ''}{parse.spell(progress.minutes)}{estimate} · {tasks}{end}"


def area_progress_bar(progress: AreaProgress) -> str:
    """Return a bar that is full only when the low end is reached and empty only when nothing is logged."""
    return f"{progress_bar(progress.minutes, progress.area.hours.low * 60)} " if progress.area.hours else ""


def _hours_text(summary: PlanSummary) -> str:
    return f"{parse.spell(summary.minutes)} of {summary.low_hours}-{summary.high_hours} h"


def _counts_text(summary: PlanSummary) -> str:
    return (
        f"{summary.ticked_assignments} of {format_count(summary.assignments, 'assignment')} done"
        f" · {summary.finished_areas} of {format_count(summary.areas, 'area')} finished"
    )


def _last_entries_text(entries: Sequence[str]) -> str:
    return "*Last entries*\n" + "\n".join(f"• {line}" for line in entries) if entries else "No entries yet."


def optional_mark(area: Area) -> str:
    """Return what stands behind the name of an area that is optional."""
    return " (optional)" if area.optional else ""
