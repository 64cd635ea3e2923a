"""The five steps of the setup, and how far a workspace is with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from bot.core.people.workspaces import Workspace
from bot.frozen import frozen


class Step(StrEnum):
    """A step, in the order in which they are shown."""

    CHANNEL = "channel"
    ZONE = "zone"
    BOARD = "board"
    MENTORS = "mentors"
    ANNOUNCE = "announce"


@frozen
class SetupState:
    """How a workspace stands: what was settled, wherever that was, and what the checklist says of it."""

    workspace: Workspace
    done: frozenset[Step]
    mentors: tuple[str, ...] = ()  # by name
    announced_on: date | None = None

    @property
    def open_steps(self) -> tuple[Step, ...]:
        """Return the steps that are left, in order."""
        return tuple(step for step in Step if step not in self.done)

    @property
    def fingerprint(self) -> str:
        """Return what a checklist in this state shows as open."""
        return encode_steps(self.open_steps)


def encode_steps(steps: Collection[Step]) -> str:
    """Return steps as words, in their order."""
    return " ".join(step for step in Step if step in steps)


def decode_steps(words: str | None) -> frozenset[Step]:
    """Return the steps among the words."""
    return frozenset(step for step in Step if step in (words or "").split())
