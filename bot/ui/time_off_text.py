"""Days away in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.core.time_off.absence import Absence
from bot.slack.mrkdwn import escape

_SHORT: Final = 3


def days(absence: Absence, today: date) -> str:
    """`Mon 3 Aug`, `Mon 3 Aug-Fri 14 Aug`, `from Mon 3 Aug until you say ...`."""
    first = calendar_format.spell(absence.first, today)
    if absence.last is None:
        return f"from {first} until you say “away off”"
    return first if absence.last == absence.first else f"{first}-{calendar_format.spell(absence.last, today)}"


def in_short(absences: Sequence[Absence], today: date) -> str:
    """The next ones in one line: `Thu 24 Dec-Fri 1 Jan 2027: Christmas; 2 more`."""
    words = [spelled(each, today) for each in absences[:_SHORT]]
    more = len(absences) - _SHORT
    return "; ".join([*words, f"{more} more"] if more > 0 else words) or "none"


def spelled(absence: Absence, today: date) -> str:
    """`Thu 24 Dec-Fri 1 Jan 2027: Christmas`."""
    return days(absence, today) + (f": {escape(absence.label)}" if absence.label else "")
