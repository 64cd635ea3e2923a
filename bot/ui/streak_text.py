"""Write streaks in a few words."""

from __future__ import annotations

from bot.core.goals.streaks import Streak
from bot.slack.mrkdwn import format_count


def streak_text(streak: Streak) -> str:
    """Return weeks with the goal met and days with an entry in a row; empty for those who have neither."""
    parts = [
        f"goal met {format_count(streak.weeks, 'week')} in a row" if streak.weeks else "",
        f"logged {format_count(streak.days, 'day')} in a row" if streak.days else "",
        f"best {format_count(streak.best_weeks, 'week')}" if streak.best_weeks > streak.weeks else "",
    ]
    words = " · ".join(filter(None, parts))
    return f"🔥 Streak: {words}" if words else ""
