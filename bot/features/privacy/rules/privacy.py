"""Privacy: how long things are kept, who sees a member, and what is left of somebody who is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

LETTERS: Final = timedelta(days=35)  # what was sent, or was not, is kept so long


AWAY_DAYS: Final = timedelta(days=400)  # streaks look back a year


AFTER_LEAVING: Final = timedelta(days=30)  # what a workspace that has thrown us out may still come back to


SECOND_THOUGHTS: Final = timedelta(days=1)  # before a changed retention deletes anything


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept about a person; `minutes` by area stay as a sum without them."""

    entries: int = 0
    minutes: int = 0
    ticks: int = 0
    works: int = 0
    levels: int = 0
    stucks: int = 0
    notes_about: int = 0
    notes_by: int = 0
    pairs: int = 0
    hosted: int = 0
    joined: int = 0
    choices: int = 0  # goals, target days, days away, a next step that was set
    letters: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing but that we have met."""
        return not any(astuple(self))


@dataclass(frozen=True, slots=True)
class PairEnded:
    """To the other side of a pair: the reader was the mentor, or the mentee. `left` are those they still have."""

    was_mentor: bool
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionOff:
    """To who joined a session that is not held."""

    title: str
    starts_at: datetime
    reader_at: datetime  # the same moment in the reader's zone
    now: datetime  # in the reader's zone


News = PairEnded | SessionOff


@dataclass(frozen=True, slots=True)
class Words:
    """What forgetting has to know of words: every spelling of a name in messages, and the letters to others."""

    spell: Callable[[str], Collection[str]]
    tell: Callable[[News], Mapping[str, Any]]
