"""The days on which questions come: two usual ones, or one or two of somebody's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from itertools import combinations
from typing import Final

from bot.calendar.date_text import WEEKDAYS
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

QUESTION_TIME: Final = time(10)
USUAL_DAYS: Final = (1, 3)  # Tuesday and Thursday
MAX_DAYS: Final = 2
LEAST_LEARNED: Final = 3  # topics, before questions come by themselves
SLOWER_AFTER: Final = 3  # letters in a row without an answer, after which one comes a week
SILENT_AFTER: Final = 6  # after which none comes to who has stopped logging too
SLOW_DAYS: Final = 7
_WORD: Final = lazy_pattern(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*s?")
_BETWEEN: Final = lazy_pattern(r"[\s,&+/]+|\band\b")


@frozen
class Silence:
    """The question days since somebody last answered anything, and whether they have logged hours since the last."""

    letters: int = 0
    last_letter: date | None = None
    has_logged: bool = False

    def may_write(self, day: date) -> bool:
        """Return whether questions may come on a day: less often the longer nothing is answered, then none."""
        if self.letters >= SILENT_AFTER and not self.has_logged:
            return False
        is_slow = self.letters >= SLOWER_AFTER
        return not is_slow or self.last_letter is None or (day - self.last_letter).days >= SLOW_DAYS


def parse_days(typed: str) -> tuple[int, ...] | None:
    """Return one or two weekdays, Monday being 0; None for anything else."""
    words = [word for word in _BETWEEN.split(typed.casefold()) if word]
    found = [_WORD.fullmatch(word) for word in words]
    names = [name.lower() for name in WEEKDAYS]
    days = sorted({names.index(each[1]) for each in found if each})
    return tuple(days) if words and all(found) and 1 <= len(days) <= MAX_DAYS else None


def store_days(days: Sequence[int]) -> str:
    """Return weekdays as they are stored and typed: `tue thu`."""
    return " ".join(WEEKDAYS[day].lower() for day in days)


def days_text(days: Sequence[int]) -> str:
    """Return weekdays as people read them: `Tue and Thu`."""
    return " and ".join(WEEKDAYS[day] for day in days)


def list_day_choices() -> tuple[tuple[int, ...], ...]:
    """Return all that can be chosen: two days, then one."""
    return tuple(days for count in (2, 1) for days in combinations(range(len(WEEKDAYS)), count))


def read_days(stored: str) -> tuple[int, ...]:
    """Return what `store_days` stored."""
    return parse_days(stored) or ()
