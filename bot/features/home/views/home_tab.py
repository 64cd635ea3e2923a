"""The App Home: this week, what comes next, the plan, the last entries and the ways to change things, at one look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from slackblocks import Block

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.core.forecast.outlook import Outlook, State
from bot.core.plan.progress import Progress, summary
from bot.features.home.rules import Home
from bot.features.home.views import week
from bot.slack.blocks import Press, actions, context, divider, header, section
from bot.slack.message import resolved
from bot.slack.mrkdwn import clip, listed, percent
from bot.slack.payloads import Opened
from bot.slack.progress_bar import gauge
from bot.timeexpr.durations import parse
from bot.ui import entry_text, forecast_text, log_buttons, next_step

Blocks = tuple[Mapping[str, Any], ...]

LINES: Final = 10  # areas in one paragraph
MOST_AREAS: Final = 60
MOST_OUTLOOKS: Final = 5
MOST_NAMED: Final = 4


def page(home: Home, catalog: Catalog, charts: Sequence[Block], prefix: str = "") -> Blocks:
    """All of it, at most a hundred blocks; `charts` come before the last entries."""
    parts = (
        (*week.week(home, prefix), *_next(home)),
        (divider(), *_plan(home)),
        (*([divider()] if charts else []), *charts),
        (divider(), *_entries(home, catalog, prefix)),
        (divider(), *_settings(home)),
    )
    return tuple(resolved(chain.from_iterable(parts)))


def _next(home: Home) -> list[Block | None]:
    """The next step, with buttons that book on it, and the form for everything else."""
    step = home.step
    words = f"*Next:* {next_step.short(step)}" if step else "*Everything in the plan is done.*"
    key = f"home:{home.last_row}"  # a second press counts for nothing until the page was made anew
    presses = log_buttons.on_step(step, key=key, today=home.today) if step else []
    on = (
        f"The first two book on {log_buttons.subject(step)}, {calendar_format.spell(home.today, home.today)}."
        if step
        else ""
    )
    return [
        section(words),
        actions(*presses, Press("Log hours", "log.form")),
        context(on) if on else None,
    ]


def _plan(home: Home) -> list[Block | None]:
    """All areas with bars, and when those in progress are done."""
    total = summary(home.areas)
    head = f"{parse.spell(total.minutes)} of {total.low}-{total.high} h, {percent(total.share)}"
    rows = [_row(each) for each in home.areas[:MOST_AREAS]]
    chunks = ["\n".join(rows[start : start + LINES]) for start in range(0, len(rows), LINES)]
    words = _ahead(home.outlooks)
    return [
        header(f"Your plan: {head}"),
        *(section(chunk) for chunk in chunks),
        section("\n".join(words)) if words else None,
        actions(Press("Open the plan", "plan.open", Opened().value())),
    ]


def _ahead(outlooks: Sequence[Outlook]) -> list[str]:
    """When areas are done, one line each; those of which it is too early to say share one."""
    early = [each for each in outlooks if each.state is State.TOO_EARLY and not each.was_away and each.target is None]
    lines = [forecast_text.words(each) for each in outlooks if each not in early or len(early) == 1][:MOST_OUTLOOKS]
    if len(early) > 1:
        names = [each.area for each in early[:MOST_NAMED]]
        more = [f"{len(early) - MOST_NAMED} more"] if len(early) > MOST_NAMED else []
        lines.append(f"Too early to say when {listed([*names, *more])} are done: each takes three full weeks of hours.")
    return [line for line in lines if line]


def _row(each: Progress) -> str:
    """`▓▓░░░░░░░░ *Networking* 12 h of 50-80 h`."""
    hours_of = each.area.hours
    bar = gauge(each.minutes, hours_of.low * 60 if hours_of else 0)
    of = f" of {hours_of.low}-{hours_of.high} h" if hours_of else ", the estimate varies"
    optional = " (optional)" if each.area.optional else ""
    end = " · finished" if each.is_done else ""
    return f"{bar} *{each.area.name}*{optional} {parse.spell(each.minutes)}{of}{end}"


def _entries(home: Home, catalog: Catalog, prefix: str) -> list[Block | None]:
    """The last entries, each with Edit."""
    if not home.entries:
        return [header("Last entries"), section(f"None. `/{prefix}log 30m networking` books one.")]
    return [
        header("Last entries"),
        *(
            section(
                f"*{entry_text.line(entry, catalog, home.today)}*{entry_text.quoted(clip(entry.note, 120))}",
                Press("Edit", "log.edit", str(entry.root)),
            )
            for entry in home.entries
        ),
        actions(Press("All entries", "log.list", "0")),
    ]


def _settings(home: Home) -> list[Block | None]:
    """What is in force for the member, and the ways to change it."""
    member = home.member
    whose = "yours" if member.has_own_goal else "the workspace's"
    whose += ", from next week" if home.week.whole != member.goal else ""
    words = (
        f"Weekly goal {parse.spell(member.goal)} ({whose}) · day starts at {member.day_starts:%H:%M}"
        f" · weekly nudge {'on' if member.nudged else 'off'}"
        f" · {'hidden from' if member.hidden else 'shown on'} the leaderboard · {member.zone.key} time"
    )
    return [
        context(words),
        actions(
            Press("Settings", "home.settings"),
            Press("Away", "home.away"),
            Press("Export my data", "roadmate.export"),
        ),
    ]
