"""Assignments on their way: who works on one, hands it in, and has it signed off or sent back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

SOON: Final = timedelta(days=7)  # due so near that a nudge names it
FARTHEST: Final = timedelta(days=732)  # a due day lies within two years


class Stage(StrEnum):
    """Where an assignment is. Only a mentor's word signs off; a tick is the member's own word."""

    STARTED = "started"
    HANDED_IN = "handed in"
    SENT_BACK = "sent back"
    SIGNED_OFF = "signed off"


class Act(StrEnum):
    """A step in the history of an assignment."""

    START = "start"
    HAND_IN = "hand in"
    TAKE_BACK = "take back"  # what was handed in, by the member
    SIGN_OFF = "sign off"
    SEND_BACK = "send back"
    DUE = "due"  # a day was set, or removed


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who took it, and what they said and linked to. The words of `DUE` are the day, empty for none."""

    id: int
    at: datetime
    actor: str
    act: Act
    link: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """Where a member is with an assignment. `step` is the number of the newest step in its history."""

    member: str
    assignment: str
    stage: Stage
    due: date | None
    step: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """An assignment with every step that led to where it is, oldest first."""

    work: Work
    steps: tuple[Step, ...]

    @property
    def turn(self) -> Step:
        """The step that led to the stage: the newest that is no due day."""
        return next((step for step in reversed(self.steps) if step.act is not Act.DUE), self.steps[-1])

    @property
    def is_over(self) -> bool:
        """Whether it was signed off."""
        return self.work.stage is Stage.SIGNED_OFF

    @property
    def handed_in(self) -> Step | None:
        """What was handed in last."""
        return next((step for step in reversed(self.steps) if step.act is Act.HAND_IN), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act has led to: the history as it stands now, None for one not begun.

    `done` is whether the act was taken now: not where it does not fit the stage any more.
    """

    done: bool
    history: History | None


_FITS: Final[Mapping[Act, frozenset[Stage | None]]] = {  # the stages in which an act can be taken; None: not begun
    Act.START: frozenset({None}),
    Act.HAND_IN: frozenset({None, Stage.STARTED, Stage.SENT_BACK}),
    Act.TAKE_BACK: frozenset({Stage.HANDED_IN}),
    Act.SIGN_OFF: frozenset({Stage.HANDED_IN}),
    Act.SEND_BACK: frozenset({Stage.HANDED_IN, Stage.SIGNED_OFF}),
    Act.DUE: frozenset({None, Stage.STARTED, Stage.HANDED_IN, Stage.SENT_BACK}),
}
_LEADS_TO: Final[Mapping[Act, Stage]] = {
    Act.START: Stage.STARTED,
    Act.HAND_IN: Stage.HANDED_IN,
    Act.TAKE_BACK: Stage.STARTED,
    Act.SIGN_OFF: Stage.SIGNED_OFF,
    Act.SEND_BACK: Stage.SENT_BACK,
}


def may(stage: Stage | None, act: Act) -> bool:
    """Whether an act can be taken in a stage; None is an assignment that nobody has begun."""
    return stage in _FITS[act]


def after(stage: Stage | None, act: Act) -> Stage:
    """The stage that an act leads to; a due day begins what is not begun, and moves nothing else."""
    return _LEADS_TO.get(act) or stage or Stage.STARTED


def is_late(work: Work, today: date) -> bool:
    """Whether the day has passed and it is still the member's turn."""
    return work.due is not None and work.due < today and work.stage in (Stage.STARTED, Stage.SENT_BACK)


def can_be_due(day: date, today: date) -> bool:
    """Whether something can be set to be due on a day."""
    return today <= day <= today + FARTHEST
