"""Ways in which the stand-in can be told to misbehave, per method and a number of times."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


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
RESPONSE_URL: Final = "response_url"
DOWNLOAD: Final = "download"
ALWAYS: Final = -1


def rate_limited(retry_after: int = 1) -> Fault:
    """HTTP 429 with a Retry-After header; nothing is done."""
    return Fault(Wrong.RATE_LIMITED, seconds=retry_after)


def broken() -> Fault:
    """HTTP 500; nothing is done."""
    return Fault(Wrong.STATUS, status=500, body="Internal Server Error")


def unavailable() -> Fault:
    """HTTP 503 with a web page where JSON is expected; nothing is done."""
    return Fault(Wrong.STATUS, status=503, body="<!DOCTYPE html><html><body><h1>Down for now</h1></body></html>")


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
                if key == ANY_METHOD and method in (EVENTS, RESPONSE_URL, DOWNLOAD):
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
