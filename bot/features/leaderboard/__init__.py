"""The leaderboard of hours, among members who want to be seen."""

from __future__ import annotations

from typing import Final

from bot.feature import Feature
from bot.features.leaderboard import handlers
from bot.features.leaderboard.payloads import LeaderboardPayload
from bot.slack.command import Command, CommandUsage

COMMAND: Final = Command(
    "leaderboard",
    "Who learned how much",
    "[week, month, season, all] [by goal] [area] | me | share | hide | show",
    (
        CommandUsage("", "this week"),
        CommandUsage("month networking", "another period (`month`, `season`, `all`), or one area"),
        CommandUsage("by goal", "ranked by share of one's own goal; `by hours` ranks by hours"),
        CommandUsage("me", "those around you, and what it takes to the next rank"),
        CommandUsage("share", "show the top to the whole channel (asks first)"),
        CommandUsage("hide", "leave the board; nobody sees your hours there"),
        CommandUsage("show", "come back"),
    ),
    "month",
    (
        "*A season* is a quarter of the calendar. Periods run by the workspace's time zone.",
        "*By goal* compares your hours in a period with the goals of its weeks, lowered for the days you are away.",
        "Somebody new has no goal before the week they came in. All time has none, and is ranked by hours.",
        "*Who hides* is counted nowhere on it, and who is away the whole time is told so alone.",
    ),
)

FEATURE = Feature(
    name="leaderboard",
    payloads=(LeaderboardPayload,),
    command=COMMAND,
    register=handlers.register,
    answer=handlers.answer_leaderboard,
)
