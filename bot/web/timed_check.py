"""Ask something that may hang, and always have an answer in time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Final, Generic, TypeVar

from bot.request_context import carried

ValueT = TypeVar("ValueT")
ANSWER_SECONDS: Final = 2.0
KEPT_SECONDS: Final = 0.2


class NoAnswer(Exception):
    """Raised where no answer came in time."""


class TimedCheck(Generic[ValueT]):
    """A question that is under way once at most, however many ask it; all who ask meanwhile get that answer.

    An answer is good for `kept` seconds: who asks without end costs little more than who asks now and then.
    """

    def __init__(
        self,
        ask: Callable[[], ValueT],
        *,
        monotonic: Callable[[], float],
        seconds: float = ANSWER_SECONDS,
        kept: float = KEPT_SECONDS,
    ) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._seconds = seconds
        self._kept = kept
        self._lock = threading.Lock()
        self._latest: Future[ValueT] | None = None
        self._asked_at = 0.0

    def __call__(self) -> ValueT:
        """Return the answer. Raises NoAnswer after `seconds`, and whatever the asking raised."""
        with self._lock:
            future = self._latest
            if future is None or (future.done() and self._monotonic() - self._asked_at >= self._kept):
                future = self._latest = Future()
                self._asked_at = self._monotonic()
                threading.Thread(target=carried(self._run), args=(future,), name="check", daemon=True).start()
        try:
            return future.result(self._seconds)
        except FutureTimeout:
            if future.done():
                raise  # the asking itself raised it
            raise NoAnswer(f"no answer within {self._seconds:g} s") from None

    def _run(self, future: Future[ValueT]) -> None:
        try:
            future.set_result(self._ask())
        except BaseException as error:  # noqa: BLE001 - who waits gets it
            future.set_exception(error)
