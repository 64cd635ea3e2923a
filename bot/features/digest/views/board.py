"""The leaderboard of a digest's week."""

from __future__ import annotations

from typing import Final

from bot.features.digest.rules import Digest
from bot.features.leaderboard.rules import RankedMember
from bot.slack.mrkdwn import format_percent, short_person_name
from bot.timeexpr.durations import parse

TOP_RANKS: Final = 5
MAX_LINES: Final = 8


def board_lines(digest: Digest) -> list[str]:
    """Return the first five ranks under a title; a long tie is counted. A board of one would say the total again."""
    if not digest.leaderboard or len(digest.leaderboard) < 2:
        return []
    is_by_goal = digest.leaderboard[0].goal_percent is not None
    title = "*Leaderboard*, by share of each person's goal" if is_by_goal else "*Leaderboard*"
    rows = [row for row in digest.leaderboard if row.rank <= TOP_RANKS]
    lines = [f"{row.rank}. {short_person_name(row.name)}: {_score_text(row)}" for row in rows[:MAX_LINES]]
    more = len(rows) - len(lines)
    return [title, *lines, *([f"and {more} more with {_score_text(rows[-1])}"] if more else [])]


def _score_text(row: RankedMember) -> str:
    """Return the hours, or the share alone: with the hours beside it, it would tell a goal, and days away."""
    return parse.spell(row.minutes) if row.goal_percent is None else format_percent(row.goal_percent / 100 or 0.001)
