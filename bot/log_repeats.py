"""Keep a log readable while the same goes wrong again and again: a few lines of each kind, then how many more."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.clock import SystemClock

MAX_ALIKE: Final = 5  # lines of one kind in each window
WINDOW_SECONDS: Final = 60.0
Kind = tuple[str, str]  # a logger, and the text before its values are filled in


@dataclass(slots=True)
class _Window:
    """The lines of one kind since a moment: how many were written, and how many left out."""

    since: float
    written: int = 0
    left_out: int = 0


class RepeatFilter(logging.Filter):
    """Let through `MAX_ALIKE` warnings or errors of one kind a minute; a later line says how many more came."""

    def __init__(
        self,
        monotonic: Callable[[], float] | None = None,
        find_logger: Callable[[str], logging.Logger] = logging.getLogger,
    ) -> None:
        super().__init__()
        self._monotonic = monotonic or SystemClock().monotonic
        self._find_logger = find_logger
        self._lock = threading.Lock()
        self._windows: dict[Kind, _Window] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write a record; first of all, write how many the past minute left out."""
        now = self._monotonic()
        with self._lock:
            ended = self._take_ended(now)
            is_written = record.levelno < logging.WARNING or self._count(record, now)
        for (name, text), past in ended:
            seconds = now - past.since
            self._find_logger(name).warning("%d more like this within %.0f s: %s", past.left_out, seconds, text)
        return is_written

    def _count(self, record: logging.LogRecord, now: float) -> bool:
        window = self._windows.setdefault((record.name, str(record.msg)), _Window(now))
        is_written = window.written < MAX_ALIKE
        window.written += is_written
        window.left_out += not is_written
        return is_written

    def _take_ended(self, now: float) -> list[tuple[Kind, _Window]]:
        """Forget the windows that are over, and return those that left something out."""
        ended = [each for each in self._windows.items() if now - each[1].since >= WINDOW_SECONDS]
        for kind, _ in ended:
            del self._windows[kind]
        return [each for each in ended if each[1].left_out]
