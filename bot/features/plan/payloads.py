"""Payloads of the plan's buttons: enough to carry on where the person was, checked again when it comes back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from bot.slack.payloads import ButtonPayload


class AssignmentPayload(ButtonPayload):
    """An assignment, of `member` or, where that is empty, of whoever presses.

    `step` led to the stage that a mentor's press is about.
    """

    assignment: Annotated[str, Field(max_length=128)]
    member: Annotated[str, Field(max_length=64)] = ""
    step: Annotated[int, Field(ge=0, lt=10**9)] = 0


class TargetDayPayload(ButtonPayload):
    """A target day for an area; None removes it."""

    area: Annotated[str, Field(max_length=64)]
    day: date | None = None
