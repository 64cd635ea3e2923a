"""How far somebody says they are in a roadmap, and what a mentor says to it.

A mentor's word counts until a mentor's next one: topics, coverage and `who` follow it, and no claim changes it.
What a member says after it waits where it is another level; saying what is confirmed, or nothing any more, leaves
the mentor's word alone and asks nobody. Where no mentor has said anything, topics follow what the member says.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

ORDER: Final = ("beginner", "intermediate", "advanced", "expert")


@dataclass(frozen=True, slots=True)
class Level:
    """A member's level in a roadmap; `confirmed` is a mentor's word, which may be another one than `claimed`."""

    member: str
    roadmap: str
    claimed: str
    claimed_at: datetime
    confirmed: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    @property
    def counts(self) -> str:
        """The level that topics follow: the mentor's word where there is one."""
        return self.confirmed or self.claimed

    @property
    def waits(self) -> bool:
        """Whether no mentor has said anything to it yet."""
        if self.confirmed is None or self.confirmed_at is None:
            return self.confirmed is None
        return self.claimed != self.confirmed and self.claimed_at > self.confirmed_at


@dataclass(frozen=True, slots=True)
class Change:
    """A member's level before they said something of it and after; None for nothing said."""

    roadmap: str
    before: Level | None
    after: Level | None

    @property
    def asks(self) -> bool:
        """Whether a mentor's word is asked for that was not asked for before."""
        return self.after is not None and self.after.waits and self.after != self.before

    @property
    def stays(self) -> bool:
        """Whether a mentor's word stands and nothing waits."""
        return self.after is not None and not self.after.waits

    @property
    def overtakes(self) -> bool:
        """Whether what waited before does not any more."""
        return self.before is not None and self.before.waits and self.before != self.after


def rank(level: str) -> int:
    """1 for beginner to 4 for expert; 0 for anything else."""
    return ORDER.index(level) + 1 if level in ORDER else 0


def read(word: str) -> str | None:
    """A level by its name or the beginning of it, from three letters on."""
    typed = word.casefold()
    return next((level for level in ORDER if len(typed) > 2 and level.startswith(typed)), None)


def near(word: str) -> str | None:
    """The level that a slip of the pen was perhaps meant to be."""
    return next(iter(difflib.get_close_matches(word.casefold(), ORDER, 1, 0.75)), None)
