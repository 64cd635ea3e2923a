"""What the buttons carry that ask somebody, and with which they answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from bot.slack.payloads import PERSON_PATTERN, ButtonPayload


class TogetherPayload(ButtonPayload):
    """Half an hour on a topic, in minutes since 1970: suggested by one member to another."""

    by: Annotated[str, Field(pattern=f"^{PERSON_PATTERN}$")]
    to: Annotated[str, Field(pattern=f"^{PERSON_PATTERN}$")]
    topic: Annotated[str, Field(max_length=128)]  # with the id that it had then, by which it's asked and answered once
    minute: Annotated[int, Field(ge=0, lt=2**31)]

    @property
    def reversed(self) -> TogetherPayload:
        """The same, suggested by the other one."""
        return self.model_copy(update={"by": self.to, "to": self.by})

    @property
    def starts_at(self) -> datetime:
        """The moment that it names."""
        return datetime.fromtimestamp(self.minute * 60, UTC)
