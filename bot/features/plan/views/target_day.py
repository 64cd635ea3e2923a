"""Words about target days: set, removed, or not understood."""

from __future__ import annotations

from datetime import date

from bot.core.plan.progress import Doubt
from bot.slack.blocks import Press, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import Aim
from bot.timeexpr.target_days import YEARS, TargetError, TargetProblem
from bot.ui import forecast_text
from bot.ui import which_area as ui_which_area


def told(day: date | None, *, changed: bool, today: date) -> str:
    """What has become of the target, to stand above the area's page."""
    if day is not None:
        return f"*Target {'set' if changed else 'is already'}:* {forecast_text.day(day, today)}."
    return "*Target removed.*" if changed else "There was no target day here."


def unfit(found: TargetError, *, farthest: date, today: date, example: str) -> Message:
    """Words that are no day to aim for."""
    typed = escape(clip(found.got, 80))
    match found.why:
        case TargetProblem.NO_DAY:
            what = f"“{typed}” is no day I understand."
        case TargetProblem.NO_SUCH_DAY:
            what = f"There is no such day as “{typed}”."
        case TargetProblem.PAST:
            what = f"“{typed}” is not ahead of us, and a target has to be."
        case TargetProblem.TOO_FAR:
            last = forecast_text.day(farthest, today)
            what = f"“{typed}” is too far ahead: a target lies within {YEARS} years, by {last}."
    return compose(section(f"{what}\nFor example `{example}`, or `by off` to remove it."))


def on_what(example: str) -> Message:
    """A day without an area."""
    return compose(section(f"Which area is it for? For example `{example}`."))


def not_yours() -> Message:
    """A target day for somebody else."""
    return compose(section("Everyone sets their own target days, so nothing was changed."))


def which_area(doubt: Doubt, day: date | None, *, today: date, example: str) -> Message:
    """Words that name no single area; the buttons keep the day."""
    presses = [Press(area.name, "plan.aim", Aim(area=area.id, day=day).value()) for area in doubt.options]
    kept = f" I keep the day: {forecast_text.day(day, today)}." if day else ""
    return ui_which_area.which_area(doubt, presses, example, kept=kept)
