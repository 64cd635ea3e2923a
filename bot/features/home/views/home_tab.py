"""The page of the App Home: this week, what comes next, the plan, charts, the last entries and the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from slackblocks import Block

from bot.calendar import date_text, weeks
from bot.catalog.catalog import Catalog
from bot.core import time_off
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.core.plan.progress import AreaProgress, summarize_plan
from bot.features.home.rules import HomeSnapshot
from bot.features.home.views import forms
from bot.slack.blocks import ButtonSpec, actions, context, divider, header, section, two_columns
from bot.slack.message import resolve_blocks
from bot.slack.mrkdwn import clip, format_count, format_percent, join_words, person_name, progress_bar
from bot.slack.payloads import PlanPagePayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import entry_text, forecast_text, log_buttons, next_step
from bot.ui.streak_text import streak_text

HomeBlocks = tuple[Mapping[str, Any], ...]
ChartBars = tuple[tuple[str, int], ...]  # labels with minutes

AREAS_PER_SECTION: Final = 10
MAX_AREAS: Final = 60
MAX_OUTLOOKS: Final = 5
MAX_NAMED: Final = 4
MAX_BARS: Final = 6
MAX_ABSENCES: Final = 3


def render_home(
    home: HomeSnapshot,
    catalog: Catalog,
) -> HomeBlocks:
    """Render the whole page, at most a hundred blocks; the charts come before the last entries."""
    charts = chart_blocks(home)
    parts = (
        (*_week_blocks(home), *_next_step_blocks(home)),
        (divider(), *_plan_blocks(home)),
        (*([divider()] if charts else []), *charts),
        (divider(), *_entry_blocks(home, catalog)),
        (divider(), *_settings_blocks(home)),
    )
    return tuple(resolve_blocks(chain.from_iterable(parts)))


def _next_step_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render the next step, with buttons that book on it, and the form for everything else."""
    step = home.step
    words = f"*Next:* {next_step.step_line(step)}" if step else "*Everything in the plan is done.*"
    key = f"home:{home.last_row}"  # a second press counts for nothing until the page was made anew
    buttons = log_buttons.step_log_buttons(step, key=key, today=home.today) if step else []
    target = (
        f"The first two book on {log_buttons.step_subject(step)}, {date_text.day_text(home.today, home.today)}."
        if step
        else ""
    )
    return [
        section(words),
        actions(*buttons, ButtonSpec("Log hours", "log.form")),
        context(target) if target else None,
    ]


def _plan_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render all areas with bars, and when those in progress are done."""
    total = summarize_plan(home.areas)
    head = f"{parse.spell(total.minutes)} of {total.low_hours}-{total.high_hours} h, {format_percent(total.share)}"
    rows = [_area_row(each) for each in home.areas[:MAX_AREAS]]
    chunks = ["\n".join(rows[start : start + AREAS_PER_SECTION]) for start in range(0, len(rows), AREAS_PER_SECTION)]
    outlooks = _outlook_lines(home.outlooks)
    return [
        header(f"Your plan: {head}"),
        *(section(chunk) for chunk in chunks),
        section("\n".join(outlooks)) if outlooks else None,
        actions(ButtonSpec("Open the plan", "plan.open", PlanPagePayload().encode())),
    ]


def _outlook_lines(outlooks: Sequence[AreaForecast]) -> list[str]:
    """Return when areas are done, one line each; those of which it is too early to say share one."""
    early = [
        each
        for each in outlooks
        if each.state is ForecastState.TOO_EARLY and not each.was_away and each.target_day is None
    ]
    single = [each for each in outlooks if each not in early or len(early) == 1]
    lines = [forecast_text.full_forecast(each) for each in single[:MAX_OUTLOOKS]]
    if len(early) > 1:
        names = [each.area_name for each in early[:MAX_NAMED]]
        more = [f"{len(early) - MAX_NAMED} more"] if len(early) > MAX_NAMED else []
        lines.append(
            f"Too early to say when {join_words([*names, *more])} are done: each takes three full weeks of hours."
        )
    return [line for line in lines if line]


def _area_row(area_progress: AreaProgress) -> str:
    """Return a line such as `▓▓░░░░░░░░ *Networking* 12 h of 50-80 h`."""
    area, minutes = area_progress.area, area_progress.minutes
    bar = progress_bar(minutes, area.hours.low * 60 if area.hours else 0)
    estimate = f" of {area.hours.low}-{area.hours.high} h" if area.hours else ", the estimate varies"
    optional = " (optional)" if area.optional else ""
    finished = " · finished" if area_progress.is_done else ""
    return f"{bar} *{area.name}*{optional} {parse.spell(minutes)}{estimate}{finished}"


def _entry_blocks(home: HomeSnapshot, catalog: Catalog) -> list[Block | None]:
    """Render the last entries, each with Edit."""
    if not home.entries:
        return [header("Last entries"), section(f"None. `{SLASH}log 30m networking` books one.")]
    return [
        header("Last entries"),
        *(
            section(
                f"*{entry_text.entry_line(entry, catalog, home.today)}*{entry_text.quoted_note(clip(entry.note, 120))}",
                ButtonSpec("Edit", "log.edit", str(entry.root)),
            )
            for entry in home.entries
        ),
        actions(ButtonSpec("All entries", "log.list", "0")),
    ]


def _settings_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render the settings in force for the member, and the ways to change them."""
    member = home.member
    origin = "yours" if member.has_own_goal else "the workspace's"
    origin += ", from next week" if home.week.full_goal != member.goal else ""
    words = (
        f"Weekly goal {parse.spell(member.goal)} ({origin}) · day starts at {member.day_starts:%H:%M}"
        f" · weekly nudge {'on' if member.nudged else 'off'}"
        f" · {'hidden from' if member.hidden else 'shown on'} the leaderboard · {member.zone.key} time"
    )
    return [
        context(words),
        actions(
            ButtonSpec("Settings", "home.settings"),
            ButtonSpec("Away", "home.away"),
            ButtonSpec("Export my data", "roadmate.export"),
        ),
    ]


def chart_blocks(home: HomeSnapshot) -> list[Block]:
    """Render the hours by week and by area as bars of text: Slack draws charts in messages only.

    What a bar stands for is written before it, so that a screen reader says that first.
    """
    return list(chain.from_iterable(two_columns(f"*{title}*", _text_bars(bars)) for title, bars in _chart_data(home)))


def _chart_data(home: HomeSnapshot) -> list[tuple[str, ChartBars]]:
    """Return title and bars of each chart that has something to compare."""
    by_week, by_area = _week_bars(home), _area_bars(home)
    charts = [("Hours by week", by_week)] if any(minutes for _, minutes in by_week) else []
    return [*charts, ("Hours by area so far", by_area)] if len(by_area) > 1 else charts


def _week_bars(home: HomeSnapshot) -> ChartBars:
    return tuple((weeks.week_text(week, home.today), max(0, minutes)) for week, minutes in home.weeks[-MAX_BARS:])


def _area_bars(home: HomeSnapshot) -> ChartBars:
    """Return the areas with most hours; the last bar has all that have none of their own."""
    bars = sorted(((each.area.name, each.minutes) for each in home.areas if each.minutes > 0), key=lambda bar: -bar[1])
    if len(bars) <= MAX_BARS:
        return tuple(bars)
    return (*bars[: MAX_BARS - 1], ("Others", sum(minutes for _, minutes in bars[MAX_BARS - 1 :])))


def _text_bars(chart_bars: ChartBars) -> list[tuple[str, str]]:
    most = max(minutes for _, minutes in chart_bars)
    return [(f"{label}: {parse.spell(minutes)}", progress_bar(minutes, most)) for label, minutes in chart_bars]


def _week_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render a greeting for a new member, this week against its goal, the streaks, and days away."""
    lines = [_goal_text(home), streak_text(home.streak), *_away_lines(home)]
    return [
        _greeting(home),
        _setup_line(home),
        header(f"This week, {weeks.week_text(home.week.week, home.today)}"),
        section("\n".join(line for line in lines if line)),
    ]


def _setup_line(home: HomeSnapshot) -> Block | None:
    if not home.open_setup_steps:
        return None
    left = format_count(home.open_setup_steps, "step")
    return section(f"➡️ The setup of this workspace has {left} left.", ButtonSpec("Open the setup", "setup.open"))


def _greeting(home: HomeSnapshot) -> Block | None:
    """Render two lines for somebody who has booked nothing yet."""
    if not home.is_new:
        return None
    name = person_name(home.member.name)
    button = ", or with a button below" if home.step else ""
    return section(
        f"*Hello {name}.* This page shows your learning at one look.\n"
        f"Nothing booked yet. Start with `{SLASH}log 1h networking`{button}."
    )


def _goal_text(home: HomeSnapshot) -> str:
    """Return what was done against the goal: `▓▓▓▓▓░░░░░ 1 h of 2 h: 1 h to go`."""
    week = home.week
    done = parse.spell(week.minutes_done)
    if week.goal == 0:
        why = "You are away all week, so there is no goal" if week.full_goal else "There is no goal"
        return f"*{done}*. {why}."
    rest = "goal reached" if week.is_met else f"{parse.spell(week.goal - week.minutes_done)} to go"
    days = format_count(time_off.WORKDAYS_PER_WEEK - week.workdays_present, "day")
    why = (
        f"\nThe goal of {parse.spell(week.full_goal)} is lowered for {days} away." if week.goal < week.full_goal else ""
    )
    return f"{progress_bar(week.minutes_done, week.goal)} *{done} of {parse.spell(week.goal)}*: {rest}{why}"


def _away_lines(home: HomeSnapshot) -> list[str]:
    stretches = time_off.merge_stretches(home.absences)[:MAX_ABSENCES]
    return [f"{forms.away_text(each, home.today)}: no nudges, streak kept." for each in stretches]
