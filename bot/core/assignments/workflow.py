"""The workflow of an assignment: started, handed in, signed off or sent back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.frozen import frozen

DUE_SOON: Final = timedelta(days=7)  # due so near that a nudge names it
MAX_DUE_AHEAD: Final = timedelta(days=732)  # a due day lies within two years


class AssignmentStage(StrEnum):
    """The stage of an assignment. Only a mentor signs off; a tick is the member's own word."""

    STARTED = "started"
    HANDED_IN = "handed in"
    SENT_BACK = "sent back"
    SIGNED_OFF = "signed off"


class AssignmentAction(StrEnum):
    """An action that adds a step to the history of an assignment."""

    START = "start"
    HAND_IN = "hand in"
    TAKE_BACK = "take back"  # what was handed in, by the member
    SIGN_OFF = "sign off"
    SEND_BACK = "send back"
    SET_DUE = "due"  # a day was set, or removed


@frozen
class AssignmentStep:
    """One step: who took it, with what note and link. The note of `SET_DUE` is the day, empty for none."""

    id: int
    at: datetime
    actor: str
    action: AssignmentAction
    link: str = ""
    note: str = ""


@frozen
class AssignmentProgress:
    """The stage of a member's assignment. `last_step_id` is the newest step in its history."""

    member: str
    assignment: str
    stage: AssignmentStage
    due_day: date | None
    last_step_id: int
    changed_at: datetime


@frozen
class AssignmentHistory:
    """An assignment with all its steps, oldest first."""

    progress: AssignmentProgress
    steps: tuple[AssignmentStep, ...]

    @property
    def last_transition(self) -> AssignmentStep:
        """The step that led to the stage: the newest that sets no due day."""
        return next(
            (step for step in reversed(self.steps) if step.action is not AssignmentAction.SET_DUE), self.steps[-1]
        )

    @property
    def is_signed_off(self) -> bool:
        return self.progress.stage is AssignmentStage.SIGNED_OFF

    @property
    def last_hand_in(self) -> AssignmentStep | None:
        """The newest hand-in; None where there is none."""
        return next((step for step in reversed(self.steps) if step.action is AssignmentAction.HAND_IN), None)


@frozen
class ActionOutcome:
    """The result of an action: the history as it is now, None for an assignment not started.

    `is_applied` is False where the stage did not allow the action any more.
    """

    is_applied: bool
    history: AssignmentHistory | None


# The stages in which an action can be taken; None: not started.
_ALLOWED_STAGES: Final[Mapping[AssignmentAction, frozenset[AssignmentStage | None]]] = {
    AssignmentAction.START: frozenset({None}),
    AssignmentAction.HAND_IN: frozenset({None, AssignmentStage.STARTED, AssignmentStage.SENT_BACK}),
    AssignmentAction.TAKE_BACK: frozenset({AssignmentStage.HANDED_IN}),
    AssignmentAction.SIGN_OFF: frozenset({AssignmentStage.HANDED_IN}),
    AssignmentAction.SEND_BACK: frozenset({AssignmentStage.HANDED_IN, AssignmentStage.SIGNED_OFF}),
    AssignmentAction.SET_DUE: frozenset(
        {None, AssignmentStage.STARTED, AssignmentStage.HANDED_IN, AssignmentStage.SENT_BACK}
    ),
}
_STAGE_AFTER: Final[Mapping[AssignmentAction, AssignmentStage]] = {
    AssignmentAction.START: AssignmentStage.STARTED,
    AssignmentAction.HAND_IN: AssignmentStage.HANDED_IN,
    AssignmentAction.TAKE_BACK: AssignmentStage.STARTED,
    AssignmentAction.SIGN_OFF: AssignmentStage.SIGNED_OFF,
    AssignmentAction.SEND_BACK: AssignmentStage.SENT_BACK,
}


def is_allowed(stage: AssignmentStage | None, action: AssignmentAction) -> bool:
    """Return whether an action can be taken in a stage; None is an assignment not started."""
    return stage in _ALLOWED_STAGES[action]


def stage_after(stage: AssignmentStage | None, action: AssignmentAction) -> AssignmentStage:
    """Return the stage that an action leads to; a due day starts what is not started, and changes nothing else."""
    return _STAGE_AFTER.get(action) or stage or AssignmentStage.STARTED


def is_late(progress: AssignmentProgress, today: date) -> bool:
    """Return whether the due day has passed and it is still the member's turn."""
    return (
        progress.due_day is not None
        and progress.due_day < today
        and progress.stage in (AssignmentStage.STARTED, AssignmentStage.SENT_BACK)
    )


def can_be_due(day: date, today: date) -> bool:
    """Return whether a due day can be set to this day."""
    return today <= day <= today + MAX_DUE_AHEAD
