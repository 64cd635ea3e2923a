"""The journal: what the app asked of Slack and what people saw of it, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ShownKind(StrEnum):
    """The kinds of things that people see."""

    MESSAGE = "message"
    EPHEMERAL = "ephemeral"
    UPDATED = "updated"
    DELETED = "deleted"
    REACTION = "reaction"
    REACTION_REMOVED = "reaction_removed"
    MODAL = "modal"
    MODAL_CLOSED = "modal_closed"
    FIELD_ERRORS = "field_errors"
    OPTIONS = "options"
    HOME = "home"
    CONFIRM = "confirm"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One request of the app to Slack; the body it answered a command with has the method "response"."""

    method: str
    payload: Mapping[str, Any]
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the call as `roadmate say --json` prints it."""
        return {"method": self.method, "payload": dict(self.payload)}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One thing that appeared on screens: on that of `to` alone, or of every member of `channel`."""

    kind: ShownKind
    channel: str = ""
    ts: str = ""
    user: str = ""
    text: str = ""
    blocks: tuple[Mapping[str, Any], ...] = ()
    attachments: tuple[Mapping[str, Any], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    thread_ts: str = ""
    to: str = ""
    view: Mapping[str, Any] | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The result of one thing a person did: the app's HTTP status (0 for none), what they saw, what the app asked.

    Their own message is not among what they saw, `ts` is its time stamp. `refused` names what Slack refused.
    Calls of requests under way at the same moment are among the calls.
    """

    status: int
    shown: tuple[ShownItem, ...] = ()
    calls: tuple[ApiCall, ...] = ()
    refused: tuple[str, ...] = ()
    ts: str = ""

    @property
    def text(self) -> str:
        """The plain texts of what was shown, one after the other."""
        return "\n".join(shown.text for shown in self.shown if shown.text)

    @property
    def error(self) -> str:
        """The first error that the person was shown by Slack itself, or nothing."""
        return next((shown.error for shown in self.shown if shown.error), "")

    @property
    def last(self) -> ShownItem:
        """The newest thing shown; raise `IndexError` when nothing was."""
        return self.shown[-1]


@dataclass(slots=True)
class Journal:
    """All calls, shown items and refusals since the start; the workspace's lock guards it."""

    calls: list[ApiCall] = field(default_factory=list)
    shown: list[ShownItem] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def mark(self) -> tuple[int, int, int]:
        """Return where the journal stands now, for reading on from here later."""
        return len(self.calls), len(self.shown), len(self.refused)
