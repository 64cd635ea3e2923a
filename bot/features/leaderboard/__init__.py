"""The leaderboard of hours, among members who want to be seen."""

from __future__ import annotations

from typing import Final

from bot.feature import Feature
from bot.features.leaderboard import handlers
from bot.features.leaderboard.payloads import LeaderboardPayload
from bot.slack.command import Command, CommandUsage, WordHint

_HIDE: Final = WordHint("This takes you off the leaderboard; nobody sees your hours there:", ("leaderboard hide",))
_SHOW: Final = WordHint("This puts you back on the leaderboard:", ("leaderboard show",))
_PERIODS: Final = WordHint(
    "The leaderboard shows this week, this month, the season or all time.",
    ("leaderboard", "leaderboard month", "leaderboard season", "leaderboard all"),
)
_SWITCH: Final = WordHint(
    "You can leave the board yourself. An admin turns it on or off for everyone.",
    ("leaderboard hide", "roadmate settings"),
)

COMMAND: Final = Command(
    "leaderboard",
    "Who learned how much",
    "[week, month, season, all] [by goal] [area] | me | share | hide | show",
    (
        CommandUsage("", "this week"),
        CommandUsage("month networking", "another period (`month`, `season`, `all`), or one area"),
        CommandUsage("by goal", "rank by share of each person's goal; `by hours` ranks by hours"),
        CommandUsage("me", "those around you, and what it takes to reach the next rank"),
        CommandUsage("share", "show the top to the whole channel (asks first)"),
        CommandUsage("hide", "leave the board; nobody sees your hours there"),
        CommandUsage("show", "come back"),
    ),
    "month",
    (
        "*A season* is a calendar quarter. Periods follow the workspace's time zone.",
        "*By goal* compares your hours in a period with your goals for its weeks, lowered for time off.",
        "New members have no goal before the week they joined. All time has none, so it ranks by hours.",
        "*Hidden members* aren't counted. If you're away the whole time, only you see that.",
    ),
    synonyms={
        **dict.fromkeys(("week", "weekly", "month", "monthly", "season", "quarter", "quarterly", "this week")),
        **dict.fromkeys(("all", "ever", "me", "around", "goal", "goals", "hours", "hide me", "show me", "this month")),
        **dict.fromkeys(
            ("list", "ls", "view", "stats", "status", "overview", "summary", "team", "today"), "leaderboard"
        ),
        **dict.fromkeys(("total", "totals", "all time"), "leaderboard all"),
        **dict.fromkeys(("top 3", "top 5", "top 10", "top ten"), "leaderboard"),
        **dict.fromkeys(("yesterday", "last week", "last month", "year", "history"), _PERIODS),
        **dict.fromkeys(("mine", "my", "profile", "position"), "leaderboard me"),
        **dict.fromkeys(("on", "off", "stop", "start", "mute"), _SWITCH),
        **dict.fromkeys(("leave", "remove me", "delete", "remove", "opt out"), _HIDE),
        **dict.fromkeys(("join", "opt in", "undo", "add me"), _SHOW),
    },
    reads_names=True,
)

FEATURE = Feature(
    name="leaderboard",
    payloads=(LeaderboardPayload,),
    command=COMMAND,
    register=handlers.register,
    answer=handlers.answer_leaderboard,
    synonyms={
        **dict.fromkeys(("board", "boards", "leaderboards", "leader board", "lb", "scoreboard"), "leaderboard"),
        **dict.fromkeys(("top", "rank", "ranks", "ranking", "rankings", "score", "scores", "points"), "leaderboard"),
        **dict.fromkeys(("hide", "hide me"), _HIDE),
        **dict.fromkeys(("unhide", "unhide me"), _SHOW),
    },
    samples=("leaderboard", "leaderboard hide", "leaderboard show"),
    admin_samples=(
        "roadmate settings board on",
        "leaderboard",
        "leaderboard month",
        "leaderboard all networking",
        "leaderboard share",
        "leaderboard month week",
    ),
)
