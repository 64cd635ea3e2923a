"""Say what becomes of the connection: one line in the log for each time that something changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

logger = logging.getLogger(__name__)

REMIND_SECONDS: Final = 60.0  # between two lines about attempts that fail


class Outage:
    """Whether Slack reaches us, and since when it does not."""

    def __init__(self, monotonic: Callable[[], float], on_connected: Callable[[bool], None]) -> None:
        self._monotonic = monotonic
        self._on_connected = on_connected
        self._is_connected = False
        self._was_connected = False
        self._since = monotonic()
        self._last_complaint: float | None = None

    @property
    def has_been_connected(self) -> bool:
        """Tell whether there has ever been a connection."""
        return self._was_connected

    def opened(self) -> None:
        """Note that there is a connection."""
        self._last_complaint = None
        if self._is_connected:
            logger.info("moved to a new connection to Slack")
            return
        if self._was_connected:
            logger.info("connected to Slack again after %.1f s", self._monotonic() - self._since)
        else:
            logger.info("connected to Slack")
        self._is_connected = self._was_connected = True
        self._on_connected(True)

    def lost(self, reason: str, *, silent: float = 0.0) -> None:
        """Note that the only connection is gone; `silent` is how many seconds ago it was last heard of."""
        if self._is_connected:
            logger.warning("connection to Slack lost: %s", reason)
            self._is_connected = False
            self._since = self._monotonic() - silent
            self._on_connected(False)

    def failed(self, reason: str) -> None:
        """Note an attempt that failed; said at the first and then once a minute."""
        now = self._monotonic()
        if self._last_complaint is None or now - self._last_complaint >= REMIND_SECONDS:
            self._last_complaint = now
            logger.warning("%s; trying again", reason)

    def end(self) -> None:
        """Note that we leave."""
        if self._is_connected:
            self._is_connected = False
            self._on_connected(False)
