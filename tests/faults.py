"""A stand-in for Slack that can be told to misbehave, per method and a number of times."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from werkzeug.wrappers import Request, Response

from bot.sandbox.slack_api.server import (
    DOWNLOAD,
    RESPONSE_URL,
    UPLOAD,
    SandboxServer,
    drop_connection,
    json_response,
    read_arguments,
)
from bot.sandbox.slack_api.workspace import SlackWorkspace
from bot.sandbox.validation.errors import RefusedError


class Wrong(StrEnum):
    """What goes wrong."""

    REFUSED = "refused"
    RATE_LIMITED = "rate_limited"
    STATUS = "status"
    HANG = "hang"
    SLOW = "slow"
    DROPPED_AFTER = "dropped_after"
    DUPLICATE = "duplicate"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour with what it needs to know; build it with the functions below."""

    wrong: Wrong
    seconds: float = 0
    status: int = 200
    error: str = ""
    body: str = ""


ANY_METHOD: Final = "*"
EVENTS: Final = "event"
ALWAYS: Final = -1


def rate_limited(retry_after: int = 1) -> Fault:
    """HTTP 429 with a Retry-After header; nothing is done."""
    return Fault(Wrong.RATE_LIMITED, seconds=retry_after)


def broken() -> Fault:
    """HTTP 500; nothing is done."""
    return Fault(Wrong.STATUS, status=500, body="Internal Server Error")


def unavailable(after: float = 0) -> Fault:
    """HTTP 503 with a web page where JSON is expected, after so many seconds; nothing is done."""
    return Fault(
        Wrong.STATUS, seconds=after, status=503, body="<!DOCTYPE html><html><body><h1>Down for now</h1></body></html>"
    )


def hang(seconds: float) -> Fault:
    """Nothing is done and nothing is answered; the connection closes after so many seconds."""
    return Fault(Wrong.HANG, seconds=seconds)


def slow(seconds: float) -> Fault:
    """The request is done, the answer comes only after so many seconds."""
    return Fault(Wrong.SLOW, seconds=seconds)


def close_after_processing() -> Fault:
    """The request is done, then the connection closes without an answer."""
    return Fault(Wrong.DROPPED_AFTER)


def error(name: str) -> Fault:
    """Any refusal by its Slack name; nothing is done."""
    return Fault(Wrong.REFUSED, error=name)


def invalid_blocks() -> Fault:
    """The refusal for blocks that this workspace does not have yet."""
    return Fault(Wrong.REFUSED, error="invalid_blocks", body="unsupported type [json-pointer:/blocks/0/type]")


def token_revoked() -> Fault:
    """The refusal after an uninstall."""
    return error("token_revoked")


def duplicate_event() -> Fault:
    """The next event (method `EVENTS`) is delivered a second time, as a retry with the same id."""
    return Fault(Wrong.DUPLICATE)


def reordered_event() -> Fault:
    """The next event (method `EVENTS`) is held back until the one after it was delivered."""
    return Fault(Wrong.REORDERED)


class Faults:
    """The faults that are due; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due: defaultdict[str, deque[tuple[Fault, int]]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        """Makes the next `times` requests of this method go wrong (or `ALWAYS`), after those already told."""
        with self._lock:
            self._due[method].append((fault, times))

    def clear(self) -> None:
        """Forgets all that was told."""
        with self._lock:
            self._due.clear()

    def take(self, method: str) -> Fault | None:
        """What goes wrong with this request, if anything; a fault told `ALWAYS` stays."""
        with self._lock:
            for key in (method, ANY_METHOD):
                if key == ANY_METHOD and method in (EVENTS, RESPONSE_URL, DOWNLOAD, UPLOAD):
                    continue
                due = self._due[key]
                if due:
                    fault, times = due[0]
                    if times == 1:
                        due.popleft()
                    elif times > 1:
                        due[0] = (fault, times - 1)
                    return fault
        return None


class FaultyServer(SandboxServer):
    """The stand-in over HTTP, with the faults that it is told."""

    def __init__(self, workspace: SlackWorkspace, faults: Faults | None = None, port: int = 0) -> None:
        super().__init__(workspace, port)
        self.faults = faults or Faults()

    def answer(self, request: Request, method: str) -> Response:
        """Answer a request, or do what the fault tells that is due."""
        fault = self.faults.take(method)
        if fault is None:
            return super().answer(request, method)
        if fault.wrong in (Wrong.SLOW, Wrong.DROPPED_AFTER):
            response = super().answer(request, method)
            self.stopping.wait(fault.seconds)
            return drop_connection(request) if fault.wrong is Wrong.DROPPED_AFTER else response
        self.workspace.record_call(method, read_arguments(request)[1], fault.error or str(fault.wrong))
        if fault.wrong is Wrong.REFUSED:
            return json_response(RefusedError(fault.error, *filter(None, [fault.body])).as_answer())
        if fault.wrong is Wrong.RATE_LIMITED:
            response = json_response({"ok": False, "error": "ratelimited"}, 429)
            response.headers["Retry-After"] = str(int(fault.seconds))
            return response
        if fault.wrong is Wrong.STATUS:
            self.stopping.wait(fault.seconds)
            return Response(fault.body, fault.status, content_type="text/html")
        self.stopping.wait(fault.seconds)
        return drop_connection(request)
