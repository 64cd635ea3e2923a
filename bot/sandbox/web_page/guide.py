"""What the page offers beside the conversations: where to begin, what to try, which jumps in time, a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.sandbox.slack_api.fixtures import SlackUser


@dataclass(frozen=True, slots=True)
class SuggestedStep:
    """One thing to try, with the press that does it: go to a place, and say a line there or jump in time.

    A press goes to `place` as `person`; `line` is then said there, or the clock is turned by the words in `jump`.
    """

    title: str
    text: str
    button: str
    person: str
    place: str
    line: str = ""
    jump: str = ""


@dataclass(frozen=True, slots=True)
class ClockJump:
    """A jump in time with its label, such as "To the next digest"; its moment is found when it is offered."""

    label: str
    moment: datetime


class Guide(Protocol):
    """The content of the strip above the conversations; an app without one has an `EmptyGuide`."""

    def start(self) -> tuple[str, str]:
        """Return the handle of the person and the name of the place where a visit begins."""
        ...

    def steps(self, person: SlackUser) -> Sequence[SuggestedStep]:
        """Return what this person could try now, at most five things."""
        ...

    def jumps(self, person: SlackUser, now: datetime) -> Sequence[ClockJump]:
        """Return the jumps in time to offer to this person, nearest first."""
        ...

    @property
    def can_restart(self) -> bool:
        """Return whether everything can be put back to the start."""
        ...

    def restart(self) -> None:
        """Put everything back to the start; the server of the page begins anew, and pages load again by themselves."""
        ...


class EmptyGuide:
    """A guide with nothing to offer but a place to begin."""

    def __init__(self, person: str, place: str) -> None:
        self._start = (person, place)

    def start(self) -> tuple[str, str]:
        """Return where a visit begins."""
        return self._start

    def steps(self, person: SlackUser) -> Sequence[SuggestedStep]:  # noqa: ARG002 - the protocol's name
        """Return nothing."""
        return ()

    def jumps(self, person: SlackUser, now: datetime) -> Sequence[ClockJump]:  # noqa: ARG002 - the protocol's names
        """Return nothing."""
        return ()

    @property
    def can_restart(self) -> bool:
        """Return that there is no start to go back to."""
        return False

    def restart(self) -> None:
        """Refuse: nobody offers it. Raises RuntimeError."""
        raise RuntimeError("there is no start to go back to")
