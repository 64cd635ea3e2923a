"""One connection to Slack in a thread of its own, from asking for its address to its end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from websockets import State
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from bot.web.socket_mode.opening import OpeningError, describe_error


class LinkWatcher(Protocol):
    """Who hears of what happens to a link; called in the link's thread."""

    def link_opened(self, link: Link) -> None:
        """Hear that it can be read and written."""

    def link_failed(self, link: Link, error: OpeningError) -> None:
        """Hear that it never opened."""

    def link_ended(self, link: Link, reason: str) -> None:
        """Hear that it was open and is no more."""

    def message_came(self, link: Link, message: str) -> None:
        """Take a message."""


class Link:
    """Connection that is opened, read and pinged by its own thread. All others may ask, send and close."""

    def __init__(
        self,
        open_connection: Callable[[], AbstractContextManager[ClientConnection]],
        watcher: LinkWatcher,
        *,
        ping_seconds: float,
        look_seconds: float,
        monotonic: Callable[[], float],
    ) -> None:
        self._open_connection = open_connection
        self._watcher = watcher
        self._ping_seconds = ping_seconds
        self._look_seconds = look_seconds
        self._monotonic = monotonic
        self._connection: ClientConnection | None = None
        self._stop_reading = threading.Event()
        self._is_read = threading.Event()
        self._close = threading.Event()
        self._last_ping = (monotonic(), threading.Event())
        self._last_ping[1].set()
        self.opened_at: float | None = None
        self.leave_at: float | None = None  # when to close it, once another has taken over
        self.is_leaving = False  # Slack wants another to take over
        self.is_doubted = False  # nothing is sent over it while this is so
        self._thread = threading.Thread(target=self._run, name="socket-mode-link", daemon=True)
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """Tell whether it can be written to, as far as anybody knows."""
        return self._connection is not None and self._connection.state is State.OPEN and not self._close.is_set()

    def unanswered_seconds(self) -> float:
        """Return how long the last ping has waited for its pong; 0 when it came."""
        asked_at, pong = self._last_ping
        return 0.0 if pong.is_set() else self._monotonic() - asked_at

    def send(self, message: str) -> bool:
        """Send a message; False when the connection is gone."""
        if self._connection is None or not self.is_open:
            return False
        try:
            self._connection.send(message)
        except ConnectionClosed:
            return False
        return True

    def stop_reading(self) -> None:
        """Hand over what has arrived, and nothing that comes later."""
        self._stop_reading.set()

    def close(self) -> None:
        """Ask the thread to say goodbye and end; returns at once."""
        self._stop_reading.set()
        self._close.set()

    def wait_until_read(self, seconds: float) -> None:
        """Wait until what had arrived is handed over, after `stop_reading`."""
        self._is_read.wait(max(0.0, seconds))

    def wait_until_ended(self, seconds: float) -> None:
        """Wait for the thread, not for ever: it may hang in a call to the network."""
        self._thread.join(max(0.0, seconds))

    def _run(self) -> None:
        try:
            with self._open_connection() as connection:
                self._connection = connection
                self.opened_at = self._monotonic()
                self._watcher.link_opened(self)
                self._watcher.link_ended(self, self._read(connection))
        except OpeningError as error:
            self._watcher.link_failed(self, error)
        except Exception as error:  # noqa: BLE001 - whatever it was, this connection is over, and another follows
            if self.opened_at is None:
                self._watcher.link_failed(self, OpeningError(type(error).__name__))
            else:
                self._watcher.link_ended(self, type(error).__name__)

    def _read(self, connection: ClientConnection) -> str:
        """Hand messages over until asked to close, or until it ends; return why it ended."""
        try:
            while not self._stop_reading.is_set():
                self._read_some(connection, self._look_seconds)
                self._keep_pinging(connection)
            while self._read_some(connection, 0.0):
                """What has arrived before."""
            self._is_read.set()
            while not self._close.wait(self._look_seconds) and self.is_open:
                """Answers still go out."""
        except ConnectionClosed as closed:
            return _describe_end(closed)
        finally:
            self._is_read.set()
        return "closed by us"

    def _read_some(self, connection: ClientConnection, seconds: float) -> bool:
        try:
            message = connection.recv(timeout=seconds)
        except TimeoutError:
            return False
        if isinstance(message, str):
            self._watcher.message_came(self, message)
        return True

    def _keep_pinging(self, connection: ClientConnection) -> None:
        asked_at, pong = self._last_ping
        now = self._monotonic()
        if pong.is_set() and now - asked_at >= self._ping_seconds:
            self._last_ping = (now, threading.Event())  # sending may hang already
            self._last_ping = (now, connection.ping())


def _describe_end(closed: ConnectionClosed) -> str:
    if closed.rcvd is not None:
        return f"Slack closed it (code {int(closed.rcvd.code)})"
    if closed.sent is not None:
        return f"Slack sent what is no message (code {int(closed.sent.code)})"
    cause = closed.__cause__
    return describe_error(cause) if isinstance(cause, OSError) else "it ended without a goodbye"
