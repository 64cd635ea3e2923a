"""How often somebody is nudged: less often the longer nothing is answered, then one question, then nothing."""

from __future__ import annotations

import enum
from typing import Final

from bot.calendar.weeks import shift_week

SLOWER_AFTER: Final = 2  # unanswered nudges, after which they come every second week
ASKED_AFTER: Final = 4  # unanswered nudges, after which only one question comes
EVERY_TWO_WEEKS: Final = 2
MONTHLY: Final = 4  # weeks
CADENCES: Final = (1, EVERY_TWO_WEEKS, MONTHLY)


class LetterKind(enum.Enum):
    """What an occurrence brings to somebody who wants nudges."""

    NUDGE = "nudge"
    QUESTION = "question"  # whether nudges are still useful
    NOTHING = "nothing"


def weeks_between(every: int, unanswered: int) -> int:
    """Return the weeks from one nudge to the next."""
    return max(every, EVERY_TWO_WEEKS) if unanswered >= SLOWER_AFTER else every


def is_silent(unanswered: int) -> bool:
    """Return whether nothing more comes, since not even the question was answered."""
    return unanswered > ASKED_AFTER


def choose_letter(*, period: str, last_week: str | None, every: int, unanswered: int) -> LetterKind:
    """Return what is due in the week `period`; `last_week` is that of the last nudge, `every` their wish in weeks.

    `unanswered` are the nudges, the question among them, since the member last did anything here.
    """
    if is_silent(unanswered):
        return LetterKind.NOTHING
    if last_week and period < shift_week(last_week, weeks_between(every, unanswered)):
        return LetterKind.NOTHING
    return LetterKind.QUESTION if unanswered == ASKED_AFTER else LetterKind.NUDGE
