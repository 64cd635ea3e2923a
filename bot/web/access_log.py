"""One line and one count for each request of Slack's that was answered, over HTTP or Socket Mode."""

from __future__ import annotations

import logging
from typing import Protocol

from bot import request_context

logger = logging.getLogger(__name__)


class RequestCounter(Protocol):
    """Counter of requests that are let through or refused."""

    def count_refused(self, reason: str) -> None: ...

    def count_answered(self, door: str, command: str, status: int, seconds: float) -> None: ...

    def count_error(self, reason: str) -> None: ...


def record_answer(counter: RequestCounter, door: str, status: int, seconds: float) -> None:
    """Count an answer and log it: what was asked for, how that ended and how long it took; no words of anybody."""
    context = request_context.current()
    kind, command, outcome = (context.kind, context.command, context.outcome) if context else ("request", "", "ok")
    if status >= 500 and outcome == request_context.OK:
        outcome = request_context.BROKEN
    counter.count_answered(door, command, status, seconds)
    if outcome != request_context.OK:
        counter.count_error(outcome)
    if logger.isEnabledFor(logging.INFO):
        ms = round(seconds * 1000, 1)
        logger.info(
            "answered %s status=%d outcome=%s ms=%s",
            kind,
            status,
            outcome,
            ms,
            extra={"door": door, "outcome": outcome, "ms": ms},
        )
