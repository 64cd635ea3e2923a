"""Answer requests that came over a connection, several at a time, each acknowledged once."""

from __future__ import annotations

import json
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from slack_bolt import App, BoltRequest
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.frozen import frozen
from bot.metrics.requests import SOCKET_DOOR, RequestMetrics
from bot.request_context import working_on
from bot.web.access_log import record_answer

logger = logging.getLogger(__name__)

HANDS: Final = 10  # requests answered at the same time
LOOK_SECONDS: Final = 0.25  # at most, in the thread that signals come to


@frozen
class WaitingRequest:
    """Request that waits for its turn, with the way back to where it came from."""

    reply: Callable[[str], None]
    request: SocketModeRequest
    since: float


class Answers:
    """Threads that answer. They are daemons: a handler that hangs does not keep the process."""

    def __init__(self, app: App, monotonic: Callable[[], float], metrics: RequestMetrics) -> None:
        self._app = app
        self._monotonic = monotonic
        self._metrics = metrics
        self._waiting: deque[WaitingRequest] = deque()
        self._unanswered = 0
        self._is_draining = False
        self._change = threading.Condition()
        for number in range(HANDS):
            threading.Thread(target=self._work, name=f"socket-mode-answer-{number}", daemon=True).start()

    def add(self, message: dict[str, Any], reply: Callable[[str], None]) -> None:
        """Take a message; what is no request, such as Slack's hello, is let be."""
        try:
            request = SocketModeRequest.from_dict(message)
        except (ValueError, TypeError):  # a payload that is no object
            request = None
        if request is None or not isinstance(request.envelope_id, str):
            return
        with self._change:
            self._waiting.append(WaitingRequest(reply, request, self._monotonic()))
            self._unanswered += 1
            self._change.notify()

    def longest_wait(self) -> float:
        """Return how many seconds the first request in the row has waited for its turn."""
        with self._change:
            return self._monotonic() - self._waiting[0].since if self._waiting else 0.0

    def drain(self, seconds: float) -> int:
        """Answer what has been taken, then end the threads; return how many requests were left after `seconds`."""
        deadline = self._monotonic() + seconds
        with self._change:
            self._is_draining = True
            self._change.notify_all()
            while self._unanswered and self._monotonic() < deadline:
                self._change.wait(LOOK_SECONDS)
            return self._unanswered

    def _work(self) -> None:
        while (waiting := self._next()) is not None:
            with working_on("socket", is_awaited=True):
                self._answer_logged(waiting)
            with self._change:
                self._unanswered -= 1
                self._change.notify_all()

    def _next(self) -> WaitingRequest | None:
        with self._change:
            while not self._waiting:
                if self._is_draining:
                    return None
                self._change.wait()
            return self._waiting.popleft()

    def _answer_logged(self, waiting: WaitingRequest) -> None:
        status = 500
        try:
            status = self._answer(waiting)
        except Exception as error:  # noqa: BLE001 - its text may hold a person's words; the next is answered anyway
            logger.warning("a request over Socket Mode wasn't answered: %s", type(error).__name__)
        record_answer(self._metrics, SOCKET_DOOR, status, self._monotonic() - waiting.since)

    def _answer(self, waiting: WaitingRequest) -> int:
        """Let Bolt answer; return the status. What it could not answer isn't acknowledged: Slack sends it again."""
        request = waiting.request
        retried = {"x-slack-retry-num": request.retry_attempt, "x-slack-retry-reason": request.retry_reason}
        headers: dict[str, str | Sequence[str]] = {
            name: str(value) for name, value in retried.items() if value is not None
        }
        response = self._app.dispatch(BoltRequest(mode="socket_mode", body=request.payload, headers=headers))
        if response.status != 200:
            logger.info("a request over Socket Mode wasn't answered: status %d", response.status)
            return response.status
        payload: Any = response.body or None
        if payload and response.headers.get("content-type", [""])[0].startswith("application/json"):
            payload = json.loads(payload)
        waiting.reply(json.dumps(SocketModeResponse(request.envelope_id, payload).to_dict()))
        return response.status
