"""The whole story: everyday life, what happens once, and what makes each ending a present that one walks into."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain
from typing import Final

from bot.demo import question_days
from bot.demo.everyday import Everyday
from bot.demo.scenes import assignments, endings, first_weeks, help_requests, levels, mentoring, sessions, talk
from bot.demo.script import Act

WEEKS: Final = 12
_SCENES: Final = (first_weeks, assignments, levels, help_requests, mentoring, sessions, talk)


class Story:
    """What everybody does, week by week, without an end; the same seed and endings make the same story."""

    def __init__(self, seed: int, first_monday: date, moments_of_endings: Sequence[datetime]) -> None:
        self._seed = seed
        self._everyday = Everyday(seed)
        self._once = [
            *chain.from_iterable(scene.acts() for scene in _SCENES),
            *endings.acts(first_monday, moments_of_endings),
        ]

    def acts(self, week: int) -> list[Act]:
        """Return what happens in a week that is counted from 0."""
        return [
            *(act for act in self._once if act.week == week),
            *self._everyday.acts(week),
            *question_days.acts(self._seed, week),
        ]
