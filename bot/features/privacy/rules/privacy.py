"""Privacy: how long things are kept, who sees a member, and what is left of somebody who is forgotten."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

FORGOTTEN: Final = "forgotten"  # stands where the id of somebody stood who was forgotten
USUAL: Final = 24  # months
SHORTEST: Final = 3
LONGEST: Final = 120
FOREVER: Final = 0
LETTERS: Final = timedelta(days=35)  # what was sent, or was not, is kept so long
AWAY_DAYS: Final = timedelta(days=400)  # streaks look back a year
AFTER_LEAVING: Final = timedelta(days=30)  # what a workspace that has thrown us out may still come back to
SECOND_THOUGHTS: Final = timedelta(days=1)  # before a changed retention deletes anything


@dataclass(frozen=True, slots=True)
class Sight:
    """Who sees a member now: names of people, and what the member has chosen. `names_in_digest` where it names any."""

    mentors: tuple[str, ...]
    leads: tuple[str, ...]
    admins: tuple[str, ...]
    board_on: bool
    hidden: bool
    askable: bool
    names_in_digest: bool
    private_notes: int  # that mentors keep on them for themselves
    retention: int  # months
    is_admin: bool = False  # the member is one
    leads_above: bool = False  # among their mentors
    admins_above: bool = False  # among their mentors and the lead mentors


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


def before(now: datetime, months: int) -> datetime | None:
    """The moment so many calendar months ago; None where everything is kept."""
    if months == FOREVER:
        return None
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def spell(months: int) -> str:
    """`24 months`, or `off`."""
    return "off" if months == FOREVER else f"{months} months"
