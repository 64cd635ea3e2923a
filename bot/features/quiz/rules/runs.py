"""A run of questions: what was asked in it, and what became of a press."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from bot.frozen import frozen


class AnswerState(Enum):
    """What became of a press on an option."""

    COUNTED = "counted"
    BEFORE = "before"  # it was answered already, with this or another option
    CHANGED = "changed"  # the content asks something else now, or an admin stopped it
    EXPIRED = "expired"
    GONE = "gone"  # they weren't asked that, or it was deleted


@frozen
class AskedQuestion:
    """A question that somebody was asked, and the place of the option they pressed."""

    run: str
    number: int
    total: int
    question: str
    version: str
    scope: str
    asked_at: datetime
    answered_at: datetime | None = None
    place: int | None = None
    is_right: bool | None = None

    @property
    def topic(self) -> str:
        """The id of its topic."""
        return self.question.partition("/")[0]
