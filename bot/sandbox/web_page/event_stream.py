"""The stream of server-sent events that keeps an open page fresh."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

from bot.sandbox.slack_api.workspace import SlackWorkspace

HEARTBEAT: Final = 5.0  # seconds after which the clock is looked at though nothing happened
_ALWAYS: Final = frozenset({"boot", "serial", "mark"})
TOGETHER: Final = 0.02  # seconds in which changes are gathered, so that a burst is drawn once


class EventStreams:
    """Makes the streams of one server; all end once it is closed."""

    def __init__(self, workspace: SlackWorkspace) -> None:
        self._workspace = workspace
        self._closed = threading.Event()

    def close(self) -> None:
        """End all streams."""
        self._closed.set()
        self._workspace.changed.touch()

    def stream(
        self, draw: Callable[[int], dict[str, Any]], mark: int, is_heard: Callable[[], bool] = lambda: True
    ) -> Iterator[str]:
        """Yield what has changed, as often as something does, while it is heard; `draw` returns that since a mark."""
        changed, told = self._workspace.changed, dict[str, Any]()
        while is_heard() and not self._closed.is_set():
            version = changed.version
            news = draw(mark)
            mark = news["mark"]
            fresh = {name: part for name, part in news.items() if name in _ALWAYS or told.get(name, told) != part}
            told = news
            yield f"data: {json.dumps(fresh)}\n\n"
            changed.wait(version, HEARTBEAT)
            self._closed.wait(TOGETHER)


def is_connected(connection: socket.socket | None) -> bool:
    """Return whether the other side of a connection is still there; without one to look at, it is taken to be."""
    if connection is None:
        return True
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:  # nothing to read: it listens
        return True
    except OSError:
        return False
