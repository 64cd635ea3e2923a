"""Run work in threads that never keep the process from leaving: what hangs in one ends with the process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures import wait as wait_for
from typing import Any, ParamSpec, TypeVar

from bot.request_context import carried

P = ParamSpec("P")
T = TypeVar("T")


class DaemonThreads(Executor):
    """Run each submitted call in a daemon thread of its own; the caller limits how many there are.

    The standard library's pool joins its threads when Python ends, so that a call which hangs would hold a stop.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._running: set[Future[Any]] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start the call and return its future; it belongs to the work that the caller is at."""
        future: Future[T] = Future()
        with self._lock:
            self._running.add(future)
        future.add_done_callback(self._forget)
        run = carried(_run)
        threading.Thread(target=run, args=(future, fn, args, kwargs), name=self._name, daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - nothing is queued
        """Wait for the calls that run, if asked to."""
        with self._lock:
            running = list(self._running)
        if wait:
            wait_for(running)

    def _forget(self, future: Future[Any]) -> None:
        with self._lock:
            self._running.discard(future)


def _run(future: Future[Any], call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call(*args, **kwargs)
    except BaseException as error:  # noqa: BLE001 - it is the future's, as in the standard library
        future.set_exception(error)
    else:
        future.set_result(result)
