"""The journal: what the app asked of Slack and what people saw of it, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, NamedTuple


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


class JournalMark(NamedTuple):
    """A place in the journal: how many calls, shown items and refusals there were."""

    calls: int
    shown: int
    refused: int


KEPT_CALLS: Final = 2_000
KEPT_VIEWS: Final = 500


@dataclass(slots=True)
class Journal:
    """What was shown since the start, and the newest calls and refusals; the workspace's lock guards it.

    Of calls and refusals the newest are kept, at least `KEPT_CALLS`. Of forms and Homes that were shown it is the
    newest too whose content is kept, among the last `KEPT_VIEWS` entries. Marks stay right whatever was dropped.
    """

    calls: list[ApiCall] = field(default_factory=list)
    shown: list[ShownItem] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _dropped_calls: int = 0
    _dropped_refusals: int = 0
    _places_of_views: deque[int] = field(default_factory=deque)

    def mark(self) -> JournalMark:
        """Return where the journal is now, for reading on from here later."""
        return JournalMark(
            self._dropped_calls + len(self.calls), len(self.shown), self._dropped_refusals + len(self.refused)
        )

    def calls_since(self, mark: JournalMark) -> tuple[ApiCall, ...]:
        """Return the calls after this mark that are still kept."""
        return tuple(self.calls[max(0, mark.calls - self._dropped_calls) :])

    def refused_since(self, mark: JournalMark) -> tuple[str, ...]:
        """Return the refusals after this mark that are still kept."""
        return tuple(self.refused[max(0, mark.refused - self._dropped_refusals) :])

    def add_call(self, call: ApiCall) -> None:
        """Write down a call, and drop old ones."""
        self.calls.append(call)
        self._dropped_calls += _drop_old(self.calls)
        if call.error:
            self.refused.append(f"{call.method}: {call.error}")
            self._dropped_refusals += _drop_old(self.refused)

    def add_shown(self, shown: ShownItem) -> int:
        """Write down what appeared, and return its place."""
        place = len(self.shown)
        self.shown.append(shown)
        if shown.view is not None:
            self._places_of_views.append(place)
        while self._places_of_views and self._places_of_views[0] < place - KEPT_VIEWS:
            old = self._places_of_views.popleft()
            self.shown[old] = replace(self.shown[old], view=None)
        return place


def _drop_old(entries: list[Any]) -> int:
    """Drop the older half of a list that has grown to twice what is kept; return how many went."""
    if len(entries) < 2 * KEPT_CALLS:
        return 0
    del entries[:-KEPT_CALLS]
    return KEPT_CALLS
