"""A suggestion and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.features.suggestions.rules.proposals import Proposal
from bot.frozen import frozen

MAX_REASON: Final = 500
MAX_OPEN: Final = 20  # suggestions of one person that wait


class SuggestionState(StrEnum):
    """What became of a suggestion so far."""

    OPEN = "open"
    TAKEN = "taken"  # in force
    SENT_BACK = "returned"
    WITHDRAWN = "withdrawn"  # by who made it


@frozen
class SuggestionFilter:
    """Which suggestions are meant: those that wait or those that are settled, of everybody or of one member."""

    is_settled: bool
    member: str = ""


@frozen
class Settled:
    """Who settled a suggestion and when, with their word where they sent it back."""

    by: str
    at: datetime
    note: str = ""


@frozen
class Suggestion:
    """A change that a member suggests to the keepers of the content."""

    id: int
    member: str
    proposal: Proposal
    reason: str
    at: datetime
    state: SuggestionState
    settled: Settled | None = None

    @property
    def topic(self) -> str:
        """The id of the topic that it is about."""
        return self.proposal.target.topic

    @property
    def key(self) -> str:
        """The key of the letters about it to keepers."""
        return f"suggestion:{self.id}"

    @property
    def own_key(self) -> str:
        """The key of the letter to who made it."""
        return f"suggested:{self.id}"
