"""How far somebody says they are in a roadmap, and what a mentor says to it."""

from __future__ import annotations

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
        return self.confirmed is None


def rank(level: str) -> int:
    """1 for beginner to 4 for expert; 0 for anything else."""
    return ORDER.index(level) + 1 if level in ORDER else 0


def read(word: str) -> str | None:
    """A level by its name or the beginning of it, from three letters on."""
    typed = word.casefold()
    return next((level for level in ORDER if len(typed) > 2 and level.startswith(typed)), None)
