"""Write days away in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import date_text
from bot.core.time_off import TimeOff
from bot.slack.mrkdwn import escape

_MAX_SUMMARIZED: Final = 3


def absence_days_text(absence: TimeOff, today: date) -> str:
    """Return `Mon 3 Aug`, `Mon 3 Aug-Fri 14 Aug`, `from Mon 3 Aug until you say ...`."""
    first = date_text.day_text(absence.first, today)
    if absence.last is None:
        return f"from {first} until you say “away off”"
    return first if absence.last == absence.first else f"{first}-{date_text.day_text(absence.last, today)}"


def time_off_summary(absences: Sequence[TimeOff], today: date) -> str:
    """Return the next ones in one line: `Thu 24 Dec-Fri 1 Jan 2027: Christmas; 2 more`."""
    words = [absence_line(each, today) for each in absences[:_MAX_SUMMARIZED]]
    more = len(absences) - _MAX_SUMMARIZED
    return "; ".join([*words, f"{more} more"] if more > 0 else words) or "none"


def absence_line(absence: TimeOff, today: date) -> str:
    """Return `Thu 24 Dec-Fri 1 Jan 2027: Christmas`."""
    return absence_days_text(absence, today) + (f": {escape(absence.label)}" if absence.label else "")
