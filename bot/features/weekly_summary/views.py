"""One's own week: what was done against the goal, what that adds up to, and what comes next."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.core.goals.goal import Standing
from bot.core.plan.progress import Step
from bot.core.time_off import absence
from bot.features.weekly_summary.rules import Summary
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape, listed
from bot.timeexpr.durations import parse
from bot.ui import forecast_text, log_buttons, next_step, streak_text

TICKED: Final = 8  # assignments by name; the rest are counted
NAME: Final = 80


def week(
    summary: Summary,
    *,
    step: Step | None,
    catalog: Catalog,
    today: date,
    key: str,
    asked: bool = False,
    prefix: str = "",
) -> Message:
    """A week that is over; of an empty one a single line. Each button books once under `key`.

    `asked` where the member has just asked to see it, and it did not come by itself.
    """
    span = weeks.spell(summary.week.week, today)
    lines = [_empty(summary, span)] if summary.is_empty else [f"*Your week, {span}*", *_done(summary, catalog)]
    ahead = [] if summary.is_empty else [streak_text.streak_words(summary.streak), _outlook(summary)]
    coming = f"*Next:* {next_step.short(step)}" if step else ""
    booking = log_buttons.on_step(step, key=key, today=today) if step else []
    small = [
        log_buttons.told(step, today) if step else "",
        "" if asked else "This comes on Mondays because you asked for it.",
        f"`/{prefix}roadmate summary {'on` sends it every Monday.' if asked else 'off` ends it.'}",
    ]
    return compose(
        section("\n".join(filter(None, [*lines, *ahead]))),
        section(coming) if coming else None,
        actions(*booking, Press("Log other", "log.form")),
        context(" ".join(filter(None, small))),
    )


def switched(*, on: bool, coming: datetime, today: date, prefix: str = "") -> Message:
    """Whether it is sent from now on, and when next; `coming` is in the member's zone."""
    command = f"/{prefix}roadmate summary"
    if not on:
        return compose(section(f"Your weekly summary is *off*. `{command} on` brings it back, `{command}` shows it."))
    at = f"{calendar_format.spell(coming.date(), today)} {coming:%H:%M}"
    return compose(
        section(f"Your weekly summary is *on*. The next one comes on {at}, for the week before."),
        context(f"Only you get it. `{command}` shows it at any time, `{command} off` ends it."),
    )


def unclear(words: str, prefix: str = "") -> Message:
    """Words that mean nothing here."""
    command = f"/{prefix}roadmate summary"
    got = escape(clip(words, 60))
    return compose(section(f"“{got}” is neither `on` nor `off`. `{command} on` sends it, `{command}` shows it now."))


def _empty(summary: Summary, span: str) -> str:
    """A week without anything, said kindly."""
    if summary.was_away:
        return f"You were away in the week {span}: nothing was due, and your streak is kept."
    return f"Nothing booked in the week {span}. Weeks like that happen, and half an hour is a good start into this one."


def _done(summary: Summary, catalog: Catalog) -> list[str]:
    """What was done, a line each."""
    names = [f"{_area(area, catalog)} {parse.spell(minutes)}" for area, minutes in summary.areas]
    finished = [f"*{_area(area, catalog)} is finished*, every assignment of it." for area in summary.finished]
    return [
        _standing(summary.week),
        f"By area: {', '.join(names)}" if names else "",
        f"Done: {_ticked(summary.ticked, catalog)}" if summary.ticked else "",
        *finished,
    ]


def _standing(week: Standing) -> str:
    """Booked against the goal, and why that was lower than usual."""
    done = parse.spell(week.done)
    if week.goal == 0:
        return f"*{done}*, in a week that you were away."
    rest = "goal reached" if week.is_met else f"{parse.spell(week.goal - week.done)} short of the goal"
    days = count(absence.WORKDAYS - week.present, "day")
    lowered = f" ({days} away lowered it from {parse.spell(week.whole)})" if week.goal < week.whole else ""
    return f"*{done} of {parse.spell(week.goal)}*: {rest}{lowered}."


def _ticked(assignments: tuple[str, ...], catalog: Catalog) -> str:
    found = [(each, catalog.find_assignment(each)) for each in assignments[:TICKED]]
    names = [clip(escape(known[1].name if known else each), NAME) for each, known in found]
    more = len(assignments) - len(names)
    return listed([*names, f"{more} more"] if more else names)


def _outlook(summary: Summary) -> str:
    return forecast_text.words(summary.outlook) if summary.outlook else ""


def _area(area_id: str, catalog: Catalog) -> str:
    """An area's name; an id that left the content stays readable."""
    area = catalog.find_area(area_id)
    return escape(area.name if area else area_id)
