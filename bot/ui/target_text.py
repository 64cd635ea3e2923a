"""Write what a quarter, or the time until a day, is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from bot.calendar.quarters import next_quarter, quarter_of
from bot.catalog.models import Area
from bot.core.plan.plan_choices import PlanChoices
from bot.core.plan.target import Target
from bot.slack.mrkdwn import join_words
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import forecast_text
from bot.ui.hours_range import hours_range

ASKED_FOR: Final = timedelta(days=31)  # after a target has ended, what comes next is asked for so long


def target_lines(
    choices: PlanChoices, areas: Sequence[Area], today: date, minutes: Mapping[str, int] | None = None
) -> str:
    """Return the target, the one after it, and for a month that one has ended; empty where nothing was chosen.

    `areas` are those of the plan. With `minutes` by area, it says how many of the hours are done.
    """
    lines = []
    if names := _names(choices.target, areas):
        lines.append(f"🎯 {period_name(choices.target, today)}: {names}{_done_text(choices.target, areas, minutes)}")
    ended = choices.ended_target
    if ended and not choices.next_target and (names := _names(ended, areas)) and today - ended.last_day <= ASKED_FOR:
        whose = _short_name(ended, today) if ended.is_quarter else f"Your target until {_last_day(ended, today)}"
        lines.append(f"📅 {whose} has ended. It was for {names}. What's next? E.g. `{SLASH}plan this quarter: 2 and 5`")
    if names := _names(choices.next_target, areas):
        lines.append(f"📅 {period_name(choices.next_target, today)}: {names}")
    return "\n".join(lines)


def period_name(target: Target | None, today: date) -> str:
    """Return `This quarter (until 31 Dec)`, `Next quarter (from 1 Jan)`, or `Until 15 Dec`."""
    if target is None:
        return ""
    if target.period == quarter_of(today):
        return f"This quarter (until {_last_day(target, today)})"
    if target.period == next_quarter(today):
        return f"Next quarter (from {forecast_text.future_day(target.first_day, today)})"
    return _short_name(target, today)


def _short_name(target: Target, today: date) -> str:
    year, _, number = target.period.partition("-")
    return f"{number} {year}" if target.is_quarter else f"Until {_last_day(target, today)}"


def _last_day(target: Target, today: date) -> str:
    return forecast_text.future_day(target.last_day, today)


def _names(target: Target | None, areas: Sequence[Area]) -> str:
    return join_words([area.name for area in areas if target and area.id in target.areas])


def _done_text(target: Target | None, areas: Sequence[Area], minutes: Mapping[str, int] | None) -> str:
    """Return ` · 3 h of 90-140 h`."""
    if minutes is None or target is None:
        return ""
    wanted = [area for area in areas if area.id in target.areas]
    done = parse.spell(sum(minutes.get(area.id, 0) for area in wanted))
    hours = [area.hours for area in wanted if area.hours]
    estimate = f" of {hours_range(sum(each.low for each in hours), sum(each.high for each in hours))}" if hours else ""
    return f" · {done}{estimate}"
