"""Payloads of the plan's buttons: enough to carry on where the person was, checked again when it comes back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from bot.core.plan.plan_choices import MAX_ESTIMATE, ChoiceKind
from bot.features.plan.rules.changes import ChangeKind
from bot.slack.payloads import ButtonPayload, ContentId


class AssignmentPayload(ButtonPayload):
    """An assignment, of `member` or, where that is empty, of whoever presses.

    `step` led to the stage that a mentor's press is about.
    """

    assignment: Annotated[ContentId, Field(max_length=128)]
    member: Annotated[str, Field(max_length=64)] = ""
    step: Annotated[int, Field(ge=0, lt=10**9)] = 0


class TargetDayPayload(ButtonPayload):
    """A target day for an area; None removes it."""

    area: Annotated[ContentId, Field(max_length=64)]
    day: date | None = None


class PlanChoicesPayload(ButtonPayload):
    """The choices in one's own plan or, with `is_team`, in the team's default, as they were when this was drawn."""

    seen: Annotated[str, Field(max_length=16)] = ""
    is_team: bool = False


class UndoPlanPayload(PlanChoicesPayload):
    """The choices as they were before a change, as area, kind and value; `seen` is what the change made of them."""

    before: list[tuple[Annotated[str, Field(max_length=64)], ChoiceKind, Annotated[str, Field(max_length=16)]]]


class PlanChangePayload(ButtonPayload):
    """A change of one's own plan or, with `is_team`, of the team's default; a target is set only in its period."""

    kind: ChangeKind
    areas: list[Annotated[ContentId, Field(max_length=64)]]
    hours: Annotated[int, Field(ge=1, le=MAX_ESTIMATE)] | None = None
    period: Annotated[str, Field(max_length=16)] = ""
    is_team: bool = False
