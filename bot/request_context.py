"""What a thread is working on: a request, a run of a job, a command line. Its id is in each log line of that work.

Messages that are queued meanwhile keep the id, so that the lines of their sending have it too.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextvars import ContextVar, Token, copy_context
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

OK: Final = "ok"
BROKEN: Final = "broken"
DATABASE_SECONDS: Final = 2.3  # for the database out of the three that Slack waits; the rest is for all else
_SIGNS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # no letter that is mistaken for another when it is said aloud
_PAIRS: Final = tuple(one + other for one in _SIGNS for other in _SIGNS)


class RequestContext:
    """A piece of work under way: `id`, and what becomes known of it.

    `kind` says what it is in the log ("log", "button hours.undo", "tick"); `command` is its label among the metrics.
    `database_seconds` is for how long it may still wait for the database; None where nobody waits for an answer.
    """

    __slots__ = ("command", "database_seconds", "id", "kind", "outcome", "workspace")

    def __init__(self, request_id: str, kind: str, workspace: str) -> None:
        self.id = request_id
        self.kind = kind
        self.workspace = workspace
        self.command = ""
        self.outcome = OK
        self.database_seconds: float | None = None

    def spend_on_database(self, seconds: float) -> None:
        """Note that it has waited for the database."""
        if self.database_seconds is not None:
            self.database_seconds -= seconds


_CURRENT: Final[ContextVar[RequestContext | None]] = ContextVar("request_context", default=None)


class working_on:  # noqa: N801 - used like a function; a generator would cost every request three times as much
    """Do what the block does under an id: a new one, or the one of the request that asked for it.

    Where it `is_awaited`, it waits for the database for DATABASE_SECONDS at most.
    """

    __slots__ = ("_context", "_token")

    def __init__(
        self, kind: str, *, workspace: str = "", request_id: str | None = None, is_awaited: bool = False
    ) -> None:
        self._context = RequestContext(request_id or new_request_id(), kind, workspace)
        if is_awaited:
            self._context.database_seconds = DATABASE_SECONDS

    def __enter__(self) -> RequestContext:
        self._token: Token[RequestContext | None] = _CURRENT.set(self._context)
        return self._context

    def __exit__(self, *_error: object) -> None:
        _CURRENT.reset(self._token)


class no_time_limit:  # noqa: N801 - used like a function
    """Let what the block does wait for the database as long as it takes."""

    __slots__ = ("_context", "_left")

    def __init__(self, *, unless: bool = False) -> None:
        self._context = None if unless else _CURRENT.get()

    def __enter__(self) -> None:
        if self._context:
            self._left, self._context.database_seconds = self._context.database_seconds, None

    def __exit__(self, *_error: object) -> None:
        if self._context:
            self._context.database_seconds = self._left


def new_request_id() -> str:
    """Return eight signs that no other piece of work has had lately: one of 2^40."""
    bits = random.getrandbits(40)
    return _PAIRS[bits & 1023] + _PAIRS[bits >> 10 & 1023] + _PAIRS[bits >> 20 & 1023] + _PAIRS[bits >> 30]


def current() -> RequestContext | None:
    """Return what this thread is working on; None where that is nothing that has an id."""
    return _CURRENT.get()


def current_id() -> str | None:
    """Return the id of it."""
    context = _CURRENT.get()
    return context.id if context else None


def note_workspace(workspace: str) -> None:
    """Note for which workspace the work turned out to be."""
    if context := _CURRENT.get():
        context.workspace = workspace


def note_outcome(outcome: str) -> None:
    """Note how the work ended, where it is not well: a word of a small set."""
    if context := _CURRENT.get():
        context.outcome = outcome


def carried(call: Callable[P, T]) -> Callable[P, T]:
    """Return the call as one that another thread makes for the work of this one."""
    context = copy_context()

    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return context.run(call, *args, **kwargs)

    return run
