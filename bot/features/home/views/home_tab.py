"""The page of the App Home: this week, what comes next, the plan, the last weeks and entries, and the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from slackblocks import Block

from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.core import time_off
from bot.core.forecast.forecast import AreaForecast, ForecastState
from bot.core.ledger.rules import Entry
from bot.core.plan.progress import AreaProgress, summarize_plan
from bot.features.home.rules import HomeSnapshot
from bot.features.home.views import forms
from bot.slack.blocks import ButtonSpec, actions, context, divider, header, section
from bot.slack.message import resolve_blocks
from bot.slack.mrkdwn import clip, format_count, format_percent, join_words, plain_person_name
from bot.slack.payloads import PlanPagePayload
from bot.slack.slash import SLASH
from bot.timeexpr.durations import parse
from bot.ui import entry_text, forecast_text, log_buttons, next_step, step_buttons, target_text
from bot.ui.first_month_text import first_month_lines
from bot.ui.hours_range import hours_range, total_hours
from bot.ui.progress_bar import progress_bar, progress_with_percent
from bot.ui.streak_text import streak_text

HomeBlocks = tuple[Mapping[str, Any], ...]

AREAS_PER_SECTION: Final = 10
MAX_AREAS: Final = 30
MAX_OUTLOOKS: Final = 3
MAX_NAMED: Final = 4
MAX_ABSENCES: Final = 3
_ALL_DONE: Final = "🎉 Everything in the plan is done."


def render_home(
    home: HomeSnapshot,
    catalog: Catalog,
) -> HomeBlocks:
    """Render the whole page, at most a hundred blocks; for a newcomer, what a first week looks like."""
    parts: list[list[Block | None]] = [_first_week_blocks(home)]
    if not home.is_new:
        parts = [
            [*_week_blocks(home), *_next_step_blocks(home)],
            [divider(), *_plan_blocks(home)],
            [divider(), *_recent_weeks_blocks(home)] if any(minutes > 0 for _, minutes in home.weeks) else [],
            [divider(), *_entry_blocks(home, catalog)],
        ]
    parts.append([divider(), *_settings_blocks(home)])
    return tuple(resolve_blocks(chain.from_iterable(parts)))


def _first_week_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render what a first week looks like, with buttons that log the first hours."""
    learn = "Learn something for half an hour."
    if home.step:
        learn = f"Learn for half an hour. *{next_step.step_name(home.step)}* is a good start."
    areas = [each.area.name for each in home.areas[:MAX_NAMED]]
    lines = (
        "*Your first week*",
        f"1. {learn}",
        f"2. Log it in one line, like `{SLASH}log 30m networking`. I'll answer with what comes next.",
        f"3. Stuck? `{SLASH}roadmate stuck` and a few words asks for help.",
        f"Your goal: {parse.spell(home.week.full_goal)} a week." if home.week.full_goal else "",
        *_outlook_lines([each for each in home.outlooks if each.target_day]),
        *_away_lines(home),
    )
    return [
        _setup_line(home),
        header(f"👋 Welcome, {plain_person_name(home.member.name, 60)}"),
        section("\n".join(filter(None, lines))),
        _log_row(home),
        section("\n".join(["*Your first month*", *first_month_lines(home.first_month)])) if home.first_month else None,
        section(f"*The plan* has {format_count(len(home.areas), 'area')}. First come {join_words(areas)}.")
        if areas
        else None,
        actions(_plan_button()),
    ]


def _week_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render this week against its goal, the streaks, and days away."""
    lines = [_goal_text(home), streak_text(home.streak), *_away_lines(home)]
    return [
        _setup_line(home),
        header(f"This week, {weeks.week_text(home.week.week, home.today)}"),
        section("\n".join(line for line in lines if line)),
    ]


def _goal_text(home: HomeSnapshot) -> str:
    """Return what was done against the goal: `🎯 1 h of 2 h: 1 h to go`, and a bar below it."""
    week = home.week
    done = parse.spell(week.minutes_done)
    if week.goal == 0:
        reason = "you're away all week, so there's no goal" if week.full_goal else "no goal set"
        return f"🎯 *{done}* this week; {reason}."
    bar = progress_with_percent(week.minutes_done, week.goal)
    goal = parse.spell(week.goal)
    if week.goal < week.full_goal:
        days = format_count(time_off.WORKDAYS_PER_WEEK - week.workdays_present, "day")
        goal = f"{goal} ({parse.spell(week.full_goal)}, minus {days} away)"
    if week.is_met:
        return f"🎯 *{done} of {goal}*: goal met\n{bar}"
    return f"🎯 *{done} of {goal}*: {parse.spell(week.goal - week.minutes_done)} to go\n{bar}"


def _away_lines(home: HomeSnapshot) -> list[str]:
    stretches = time_off.merge_stretches(home.absences)[:MAX_ABSENCES]
    return [f"📅 {forms.away_text(each, home.today)}: no nudges, your streak is safe." for each in stretches]


def _next_step_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render the next step, with what to do with it, and the form for all other hours."""
    return [section(f"➡️ Next: {next_step.step_line(home.step)}" if home.step else _ALL_DONE), _log_row(home)]


def _log_row(home: HomeSnapshot) -> Block | None:
    key = f"home:{home.last_row}"  # a second press counts for nothing until the page was made anew
    other = ButtonSpec("Log other hours", "log.form")
    if home.step is None:
        return actions(other)
    log = log_buttons.step_log_button(home.step, key=key, today=home.today, is_named=False)
    return actions(*step_buttons.step_row(home.step, log, other, today=home.today))


def _plan_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render the areas in progress with bars, how many are left, and when those in progress are done."""
    total = summarize_plan(home.areas)
    begun = [each for each in home.areas if each.minutes > 0 or each.ticked_assignments]
    rows = [_area_row(each) for each in begun[:MAX_AREAS]]
    chunks = ["\n".join(rows[start : start + AREAS_PER_SECTION]) for start in range(0, len(rows), AREAS_PER_SECTION)]
    rest = len(home.areas) - len(rows)
    outlooks = _outlook_lines(home.outlooks)
    minutes = {each.area.id: each.minutes for each in home.areas}
    targets = target_text.target_lines(home.choices, [each.area for each in home.areas], home.today, minutes)
    hours = total_hours(total.minutes, total.low_hours, total.high_hours)
    share = f", {format_percent(total.share)}" if total.high_hours else ""
    return [
        header(f"Your plan: {hours}{share}"),
        section(targets) if targets else None,
        *(section(chunk) for chunk in chunks),
        section(f"{format_count(rest, 'more area')} in the plan.") if rest else None,
        section("\n".join(outlooks)) if outlooks else None,
        actions(_plan_button()),
    ]


def _plan_button() -> ButtonSpec:
    return ButtonSpec("Open the plan", "plan.open", PlanPagePayload().encode())


def _outlook_lines(outlooks: Sequence[AreaForecast]) -> list[str]:
    """Return when areas are done, one line each; those of which one says the same share one."""
    alike: dict[str, list[AreaForecast]] = {}
    for each in outlooks:
        if sentence := _shared_sentence(each):
            alike.setdefault(sentence, []).append(each)
    shared = {sentence: found for sentence, found in alike.items() if len(found) > 1}
    single = [each for each in outlooks if _shared_sentence(each) not in shared]
    lines = [forecast_text.full_forecast(each) for each in single[:MAX_OUTLOOKS]]
    lines += [sentence.format(areas=_name_areas(found)) for sentence, found in shared.items()]
    return [line for line in lines if line]


def _shared_sentence(outlook: AreaForecast) -> str:
    """Return the sentence that is said once of all areas with no more to say of them; empty for any other."""
    if outlook.was_away or outlook.target_day is not None:
        return ""
    if outlook.state is ForecastState.TOO_EARLY:
        return "I can forecast {areas} after three full weeks of logging in each."
    if outlook.state is ForecastState.RANGE and outlook.first_day is None:
        return "At this pace {areas} take more than two years each."
    if outlook.state is ForecastState.RANGE and outlook.last_day is None:
        return "Not enough hours in {areas} yet for a useful forecast."
    return ""


def _name_areas(outlooks: Sequence[AreaForecast]) -> str:
    names = [each.area_name for each in outlooks[:MAX_NAMED]]
    more = [f"{len(outlooks) - MAX_NAMED} more"] if len(outlooks) > MAX_NAMED else []
    return join_words([*names, *more])


def _area_row(progress: AreaProgress) -> str:
    """Return a line such as `▰▰▱▱▱▱▱▱▱▱ 24% *Networking*: 12 h of 50-80 h`."""
    area, done = progress.area, parse.spell(progress.minutes)
    if progress.is_done:
        return f"🎉 *{area.name}*: finished, {done}"
    if not area.hours:
        return f"*{area.name}*{' (optional)' if area.optional else ''}: {done}, the estimate varies"
    bar = progress_with_percent(progress.minutes, area.hours.low * 60)
    optional = " (optional)" if area.optional else ""
    return f"{bar} *{area.name}*{optional}: {done} of {hours_range(area.hours.low, area.hours.high)}"


def _recent_weeks_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render the hours by week, from the first that has some on: Slack draws charts in messages only."""
    first = next(number for number, (_, minutes) in enumerate(home.weeks) if minutes > 0)
    most = max(minutes for _, minutes in home.weeks)
    lines = [
        f"{progress_bar(minutes, most)} {weeks.week_text(week, home.today)}: {parse.spell(max(0, minutes))}"
        for week, minutes in home.weeks[first:]
    ]
    return [section("\n".join(["*Hours by week*", *lines]))]


def _entry_blocks(home: HomeSnapshot, catalog: Catalog) -> list[Block | None]:
    """Render the last entries, each with Edit."""
    if not home.entries:
        return [header("Last entries"), section(f"No entries now. Add one: `{SLASH}log 30m networking`.")]
    lines = [entry_text.entry_line(entry, catalog, home.today) for entry in home.entries]
    return [
        header("Last entries"),
        *(
            _entry_row(entry, line, label)
            for entry, line, label in zip(home.entries, lines, _edit_labels(lines), strict=True)
        ),
        actions(ButtonSpec("All entries", "log.list", "0")),
    ]


def _edit_labels(lines: Sequence[str]) -> list[str]:
    """Return what each Edit says that it edits; those that read the same once they are cut say which they are."""
    labels = [clip(f"Edit {line}", log_buttons.MAX_LABEL) for line in lines]
    return [
        f"Edit {labels[: number + 1].count(label)} of {labels.count(label)}: {line}"
        if labels.count(label) > 1
        else label
        for number, (label, line) in enumerate(zip(labels, lines, strict=True))
    ]


def _entry_row(entry: Entry, line: str, label: str) -> Block:
    note = entry_text.quoted_note(clip(entry.note, 120))
    button = ButtonSpec("Edit", "log.edit", str(entry.root), accessibility_label=label)
    return section(f"*{line}*{note}", button)


def _settings_blocks(home: HomeSnapshot) -> list[Block | None]:
    """Render the settings in force for the member, and the ways to change them."""
    member = home.member
    origin = "your own" if member.has_own_goal else "team default"
    origin += ", from next week" if home.week.full_goal != member.goal else ""
    goal = f"Goal {parse.spell(member.goal)} a week ({origin})" if member.goal else "No weekly goal"
    words = (
        f"{goal} · day starts at {member.day_starts:%H:%M}"
        f" · weekly nudge {'on' if member.nudged else 'off'}"
        f"{' · hidden from the leaderboard' if member.hidden else ''} · {member.zone.key} time"
    )
    return [
        context(words),
        actions(
            ButtonSpec("Settings", "home.settings"),
            ButtonSpec("Time off", "home.away"),
            ButtonSpec("Export my data", "roadmate.export"),
        ),
    ]


def _setup_line(home: HomeSnapshot) -> Block | None:
    if not home.open_setup_steps:
        return None
    left = format_count(home.open_setup_steps, "step")
    return section(f"➡️ The setup of this workspace has {left} left.", ButtonSpec("Open the setup", "setup.open"))
