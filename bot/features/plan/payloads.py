"""What travels in a button: enough to carry on where the person was, checked again when it comes back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from bot.slack.payloads import ButtonPayload


class AssignmentPayload(ButtonPayload):
    """An assignment: one's own, or that `member`'s; what a mentor's press is about is the `step` that led to its stage.

    `listed` is one on a page of several, which the answer shows again.
    """

    assignment: Annotated[str, Field(max_length=128)]
    member: Annotated[str, Field(max_length=64)] = ""
    step: Annotated[int, Field(ge=0, lt=10**9)] = 0
    listed: bool = False


class TargetDayPayload(ButtonPayload):
    """A target day for an area, or none any more."""

    area: Annotated[str, Field(max_length=64)]
    day: date | None = None
