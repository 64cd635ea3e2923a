"""The newest exchanges between the app and the stand-in, in both directions, as they went over the line."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bot.sandbox.slack_api.change_signal import ChangeSignal
from bot.sandbox.validation.error_words import explain_refusal

KEPT_EXCHANGES: Final = 500


class Direction(StrEnum):
    """Who asked whom."""

    TO_SLACK = "to_slack"
    TO_APP = "to_app"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; `status` is 0 where no answer arrived."""

    number: int
    at: datetime
    direction: Direction
    method: str
    request: Any  # JSON
    answer_text: str
    status: int
    milliseconds: float
    refused: str = ""  # Slack's name for what is wrong
    why: str = ""  # the same in a sentence
    fault: str = ""  # which was switched on

    @property
    def answer(self) -> Any:
        """The answer as JSON, or as the text that it is."""
        try:
            return json.loads(self.answer_text)
        except ValueError:
            return self.answer_text


class Traffic:
    """The last exchanges; threads may share it."""

    def __init__(self, changed: ChangeSignal) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._kept: deque[Exchange] = deque(maxlen=KEPT_EXCHANGES)
        self._count = 0
        self._of_thread = threading.local()

    def add(
        self,
        *,
        at: datetime,
        direction: Direction,
        method: str,
        request: Any,
        answer_text: str,
        status: int,
        milliseconds: float,
        refused: str = "",
        details: Sequence[str] = (),
        fault: str = "",
    ) -> None:
        """Write down one exchange; `details` are Slack's explaining lines of a refusal."""
        why = explain_refusal(refused, details) if refused else ""
        with self._lock:
            self._count += 1
            self._kept.append(
                Exchange(
                    self._count, at, direction, method, request, answer_text, status, milliseconds, refused, why, fault
                )
            )
            if direction is Direction.TO_APP:
                self._of_thread.newest = self._count
        self._changed.touch()

    def refuse_answer(self, error: str, details: Sequence[str]) -> None:
        """Write down that Slack would refuse what the app last answered in this thread."""
        number = getattr(self._of_thread, "newest", 0)
        with self._lock:
            for place, one in enumerate(self._kept):
                if one.number == number:
                    self._kept[place] = replace(one, refused=error, why=explain_refusal(error, details))
        self._changed.touch()

    def newest_first(self) -> list[Exchange]:
        """Return what is kept."""
        with self._lock:
            return list(reversed(self._kept))

    def find(self, number: int) -> Exchange | None:
        """Return the exchange with this number, while it is kept."""
        with self._lock:
            return next((one for one in self._kept if one.number == number), None)

    def clear(self) -> None:
        """Forget all exchanges; numbers go on."""
        with self._lock:
            self._kept.clear()
        self._changed.touch()
