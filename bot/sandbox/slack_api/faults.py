"""Faults of Slack that one can switch on: too many calls, a broken server, slow answers, lost answers."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.sandbox.slack_api.change_signal import ChangeSignal

ANY_METHOD: Final = "*"
LONGEST_WAIT: Final = 60.0


class FaultKind(StrEnum):
    """The ways in which Slack fails."""

    RATE_LIMITED = "rate_limited"  # 429 with Retry-After; nothing is done
    SERVER_ERROR = "server_error"  # 500 with an empty body; nothing is done
    SLOW = "slow"  # the answer comes after a while
    LOST = "lost"  # it is done, and the connection closes without an answer


@dataclass(frozen=True, slots=True)
class SwitchedFault:
    """A fault that is on: for one method or any, for so many calls more or, without a number, until it is off."""

    number: int
    kind: FaultKind
    method: str = ANY_METHOD
    seconds: float = 0.0  # of Retry-After, or of the wait
    calls: int | None = None

    def fits(self, method: str) -> bool:
        """Return whether a call of this method meets it."""
        return self.method in (ANY_METHOD, method)


class Faults:
    """The faults that are on; threads may share it."""

    def __init__(self, changed: ChangeSignal) -> None:
        self._changed = changed
        self._lock = threading.Lock()
        self._on: list[SwitchedFault] = []
        self._count = 0

    @property
    def on(self) -> tuple[SwitchedFault, ...]:
        """The faults that are on now, oldest first."""
        with self._lock:
            return tuple(self._on)

    def switch_on(
        self, kind: FaultKind, method: str = ANY_METHOD, *, seconds: float = 1.0, calls: int | None = None
    ) -> SwitchedFault:
        """Switch on a fault. Raises ValueError for a number of calls below 1, or for seconds that nobody waits."""
        if calls is not None and calls < 1:
            raise ValueError("A fault needs at least one call.")
        if not 0 <= seconds <= LONGEST_WAIT:
            raise ValueError(f"Seconds go from 0 to {LONGEST_WAIT:.0f}.")
        with self._lock:
            self._count += 1
            fault = SwitchedFault(self._count, kind, method.strip() or ANY_METHOD, seconds, calls)
            self._on.append(fault)
        self._changed.touch()
        return fault

    def switch_off(self, number: int | None = None) -> None:
        """Switch off the fault of this number, or all."""
        with self._lock:
            self._on = [one for one in self._on if number is not None and one.number != number]
        self._changed.touch()

    def take(self, method: str) -> SwitchedFault | None:
        """Return the fault that a call of this method meets, the oldest first, and count the call."""
        if not self._on:
            return None
        with self._lock:
            for place, fault in enumerate(self._on):
                if fault.fits(method):
                    if fault.calls == 1:
                        del self._on[place]
                    elif fault.calls is not None:
                        self._on[place] = replace(fault, calls=fault.calls - 1)
                    return fault
        return None
