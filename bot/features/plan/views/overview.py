"""The learning plan: all areas with what they add up to and what comes next, and words that name none of them."""

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
from bot.slack.mrkdwn import clip, escape, format_count, format_percent, progress_bar
from bot.slack.payloads import PlanPagePayload
from bot.timeexpr.durations import parse
from bot.ui import forecast_text, log_buttons, next_step

MAX_AREA_ROWS: Final = 40  # that have a row of their own; Slack takes 50 blocks


@dataclass(frozen=True, slots=True)
class PlanOwner:
    """Whose plan it is: the reader's own, or the one of the member with this id and name."""

    member: str = ""
    name: str = ""

    @property
    def is_reader(self) -> bool:
        """Whether the reader may change it."""
        return not self.member


@dataclass(frozen=True, slots=True)
class BookingContext:
    """That the reader may book from this page: the request that showed it, under which each length counts once."""

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
    """All areas in priority order; `entries` are a member's last ones, `outlook` is on the area that comes next."""
    title = "Your plan" if plan_owner.is_reader else f"The plan of {escape(clip(plan_owner.name, 60))}"
    head = [f"*{title}: {_hours_text(summary)}*, {format_percent(summary.share)}", _counts_text(summary)]
    if summary.optional_minutes:
        head.append(f"Optional areas are extra: {parse.spell(summary.optional_minutes)}.")
    head.append(f"Next: {next_step.step_line(step)}" if step else "Everything in the plan is done.")
    coming = forecast_text.full_forecast(forecast, is_own=plan_owner.is_reader) if forecast else ""
    head += [coming] if coming else []
    last = section(_last_entries_text(entries)) if entries is not None else None
    blocks = [section("\n".join(head)), *_log_button_rows(step, booking_context), *_area_rows(areas, plan_owner)]
    booked = f"{log_buttons.log_target_text(step, booking_context.today)} " if step and booking_context else ""
    small = (
        "Percentages count each area up to the low end of its estimate."
        if plan_owner.is_reader
        else read_only_text(plan_owner)
    )
    small = f"{booked}{small}"
    rows = section("\n".join(_area_row(each, with_bar=False) for each in areas))
    text = "\n".join(block_plain_text(each._resolve()) for each in (blocks[0], rows, last, context(small)) if each)
    return compose_message(blocks, last, context(small), text=text)


def render_unknown_member(name: str) -> Message:
    """A person of whom there is no plan: nobody by that name, or somebody we have never met."""
    who = f"“{escape(clip(name, 60))}”" if name else "That person"
    return compose_message(section(f"{who} has not used Roadmate here, so there is no plan to show."))


def render_plan_finished(command: str) -> Message:
    """A quick button pressed by somebody who is done with everything."""
    return compose_message(
        section(f"Everything in your plan is done. `{command} 1h networking` books on an area of your choice.")
    )


def render_one_member_only() -> Message:
    """More than one person at once."""
    return compose_message(section("One member at a time, please: `/plan @member`."))


def _log_button_rows(step: NextStep | None, booking_context: BookingContext | None) -> list[Block]:
    """Buttons that book on the step; nothing where the reader cannot."""
    if booking_context is None:
        return []
    now = log_buttons.step_log_buttons(step, key=booking_context.key, today=booking_context.today) if step else []
    row = actions(*now, ButtonSpec("Log other", "log.form"))
    return [row] if row else []


def _area_rows(areas: Sequence[AreaProgress], plan_owner: PlanOwner) -> list[Block]:
    rows = [
        section(
            _area_row(each, with_bar=True),
            ButtonSpec("Open", "plan.open", PlanPagePayload(area=each.area.id, member=plan_owner.member).encode()),
        )
        for each in areas[:MAX_AREA_ROWS]
    ]
    rest = [_area_row(each, with_bar=False) for each in areas[MAX_AREA_ROWS:]]
    return [*rows, section("\n".join(rest))] if rest else [*rows]


def _area_row(progress: AreaProgress, *, with_bar: bool) -> str:
    title = f"*{progress.area.priority}. {progress.area.name}*{optional_mark(progress.area)}"
    return f"{title}{chr(10) if with_bar else ': '}{area_progress_text(progress, with_bar=with_bar)}"


def area_progress_text(progress: AreaProgress, *, with_bar: bool) -> str:
    """Actual against estimate and the assignments: `▓▓░░ 12 h of 50-80 h · 1 of 3 assignments`."""
    hours = progress.area.hours
    of = f" of {hours.low}-{hours.high} h" if hours else ", the estimate varies"
    tasks = f"{len(progress.ticked_assignments)} of {format_count(len(progress.area.assignments), 'assignment')}"
    end = " · finished" if progress.is_done else ""
    return f"{area_progress_bar(progress) if with_bar else ''}{parse.spell(progress.minutes)}{of} · {tasks}{end}"


def area_progress_bar(progress: AreaProgress) -> str:
    """A bar that is full only when the low end is reached and empty only when nothing is logged."""
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
    """What stands behind the name of an area that nobody needs."""
    return " (optional)" if area.optional else ""


def read_only_text(plan_owner: PlanOwner) -> str:
    """Why there are no buttons."""
    return f"Only {escape(clip(plan_owner.name, 60))} can change this plan."
