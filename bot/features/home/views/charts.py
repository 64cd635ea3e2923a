"""The App Home's two charts: hours by week and by area, drawn by Slack or written as text."""

from __future__ import annotations

from typing import Final

from slackblocks import Block

from bot.calendar import weeks
from bot.features.home.rules import Home
from bot.slack.blocks import bars, section
from bot.slack.progress_bar import gauge
from bot.timeexpr.durations import parse

BARS: Final = 6  # older clients draw no more
Bars = tuple[tuple[str, int], ...]  # labels with minutes


def drawn(home: Home) -> list[Block]:
    """Slack's own charts."""
    return [
        bars(title, "Hours", [(label, round(minutes / 60, 2)) for label, minutes in values])
        for title, values in _charts(home)
    ]


def written(home: Home) -> list[Block]:
    """The same as text, for a Slack that draws no charts here."""
    return [section(f"*{title}*\n{_lines(values)}") for title, values in _charts(home)]


def _charts(home: Home) -> list[tuple[str, Bars]]:
    """Title and bars of each chart that has something to compare."""
    by_week, by_area = _by_week(home), _by_area(home)
    charts = [("Hours by week", by_week)] if any(minutes for _, minutes in by_week) else []
    return [*charts, ("Hours by area so far", by_area)] if len(by_area) > 1 else charts


def _by_week(home: Home) -> Bars:
    return tuple((weeks.spell(week, home.today), max(0, minutes)) for week, minutes in home.weeks[-BARS:])


def _by_area(home: Home) -> Bars:
    """The areas with most hours; what has no bar of its own stands in the last."""
    every = sorted(((each.area.name, each.minutes) for each in home.areas if each.minutes > 0), key=lambda bar: -bar[1])
    if len(every) <= BARS:
        return tuple(every)
    return (*every[: BARS - 1], ("Others", sum(minutes for _, minutes in every[BARS - 1 :])))


def _lines(values: Bars) -> str:
    most = max(minutes for _, minutes in values)
    return "\n".join(f"{gauge(minutes, most)} {label}: {parse.spell(minutes)}" for label, minutes in values)
