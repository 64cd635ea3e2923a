"""The stream of server-sent events that keeps an open page fresh."""

from __future__ import annotations

import json
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

    def stream(self, draw: Callable[[int], dict[str, Any]], mark: int) -> Iterator[str]:
        """Yield what has changed, as often as something does; `draw` returns that since a mark."""
        changed, told = self._workspace.changed, dict[str, Any]()
        while not self._closed.is_set():
            version = changed.version
            news = draw(mark)
            mark = news["mark"]
            fresh = {name: part for name, part in news.items() if name in _ALWAYS or told.get(name, told) != part}
            told = news
            yield f"data: {json.dumps(fresh)}\n\n"  # though nothing is new: it ends the stream of one who left
            changed.wait(version, HEARTBEAT)
            self._closed.wait(TOGETHER)
