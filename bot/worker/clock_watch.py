"""Notice that wall time has jumped: a clock set back or forward, or a machine that slept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.request_context import working_on

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 1.0
TOLERANCE: Final = 1.0  # seconds that wall time may gain or lose before it counts as a jump


class ClockWatch:
    """Looks each second whether wall time still goes with monotonic time, and calls `on_jump` when it does not."""

    def __init__(self, clock: Clock, on_jump: Callable[[], object], look_seconds: float = LOOK_SECONDS) -> None:
        self._clock = clock
        self._on_jump = on_jump
        self._look_seconds = look_seconds
        self._stopping = threading.Event()
        self._seen = self._read()

    def start(self) -> None:
        """Look from now on, in a thread, until `stop()`."""
        self._seen = self._read()
        threading.Thread(target=self._run_loop, name="clock-watch", daemon=True).start()

    def stop(self) -> None:
        """Look no more; safe to call twice."""
        self._stopping.set()

    def look(self) -> bool:
        """Return whether wall time has jumped since the last jump, having called `on_jump` if so."""
        wall, monotonic = self._read()
        jumped = (wall - self._seen[0]).total_seconds() - (monotonic - self._seen[1])
        if abs(jumped) <= TOLERANCE:
            return False
        self._seen = (wall, monotonic)
        log.info("the clock jumped seconds=%+.0f", jumped)
        self._on_jump()
        return True

    def _read(self) -> tuple[datetime, float]:
        return self._clock.now(), self._clock.monotonic()

    def _run_loop(self) -> None:
        while not self._stopping.wait(self._look_seconds):
            with working_on("clock"):
                self._look_guarded()

    def _look_guarded(self) -> None:
        try:
            self.look()
        except Exception:
            log.exception("a look at the clock failed")
