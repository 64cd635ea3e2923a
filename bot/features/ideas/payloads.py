"""Payload of the buttons that choose a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from bot.slack.payloads import ButtonPayload


class IdeaTimePayload(ButtonPayload):
    """A time that was offered to those who are in for the idea of a week, in minutes since 1970."""

    week: Annotated[str, Field(pattern="^[0-9]{4}-W[0-9]{2}$")]
    minute: Annotated[int, Field(ge=0, lt=2**31)]

    @property
    def starts_at(self) -> datetime:
        """The moment that it names."""
        return datetime.fromtimestamp(self.minute * 60, UTC)
