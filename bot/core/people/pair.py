"""Who is whose mentor: both have to say yes, either may end it, and a pair that does not meet is asked once to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

REST: Final = timedelta(days=28)  # after a no, before the same person is asked the same by somebody who is no admin
QUIET: Final = timedelta(days=28)  # without a meeting, after which a pair is asked once to meet


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentor and a mentee who are paired or asked to be; `area` is empty for everything."""

    id: int
    workspace: str
    mentor: str
    mentee: str
    area: str
    asked_by: str
    mentor_at: datetime | None  # when they said yes
    mentee_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    reminded_at: datetime | None
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it is asked or holds, and nobody has ended it."""
        return self.ended_at is None

    @property
    def since(self) -> datetime | None:
        """Since when both had said yes; None before that."""
        return max(self.mentor_at, self.mentee_at) if self.mentor_at and self.mentee_at else None

    @property
    def holds(self) -> bool:
        """Whether they are paired now."""
        return self.is_open and self.since is not None

    def waits_for(self, member: str) -> bool:
        """Whether it is that member's turn to say yes or no."""
        said = self.mentor_at if member == self.mentor else self.mentee_at
        return self.is_open and member in (self.mentor, self.mentee) and said is None

    def other(self, member: str) -> str:
        """The other one of the two; the mentor's mentee for anybody else."""
        return self.mentor if member == self.mentee else self.mentee
