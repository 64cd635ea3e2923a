"""A way to a server that can be made slow: what the server answers comes later."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

P = TypeVar("P", bound="SlowProxy")


@dataclass
class SlowProxy:
    """Passes connections on from a port of loopback to a socket in the file system."""

    goal: str
    listener: socket.socket
    delay: float = 0.0
    lines: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    @contextmanager
    def slowed(self, delay: float) -> Iterator[None]:
        """Let every answer come so many seconds later until the block ends."""
        self.delay = delay
        yield
        self.delay = 0.0

    def accept(self) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.goal)
            self.lines += [line, server]
            for source, target, is_answer in ((line, server, False), (server, line, True)):
                threading.Thread(target=self._pass_on, args=(source, target, is_answer), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while (piece := source.recv(65536)) and not self._is_lost(piece, source, target, is_answer):
                if is_answer and self.delay:
                    time.sleep(self.delay)
                target.sendall(piece)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _is_lost(self, piece: bytes, source: socket.socket, target: socket.socket, is_answer: bool) -> bool:
        """Return whether nothing is passed on from here on; nothing gets lost on a line that is only slow."""
        return False


@dataclass
class LosingProxy(SlowProxy):
    """Cuts a connection once these words have been sent over it, the last of them passed on or not."""

    words: list[bytes] = field(default_factory=list)
    is_last_passed_on: bool = True
    delay_instead: float = 0.0  # seconds, by which all answers are late from then on, and nothing is cut
    cut: socket.socket | None = None

    def _is_lost(self, piece: bytes, source: socket.socket, target: socket.socket, is_answer: bool) -> bool:
        if is_answer:
            return self.cut is target
        while self.words and self.words[0] in piece:
            if len(self.words) == 1 and self.delay_instead:
                self.delay = self.delay_instead
            elif len(self.words) == 1:
                self.cut = source
            self.words.pop(0)
        return self.cut is source and not self.is_last_passed_on


@contextmanager
def slow_proxy(goal: str, make: type[P] = SlowProxy) -> Iterator[P]:  # type: ignore[assignment]
    """Run a proxy to this socket until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = make(goal, listener)
        threading.Thread(target=proxy.accept, name="proxy", daemon=True).start()
        yield proxy
    for line in proxy.lines:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)  # to close it alone ends nothing while a thread waits for what comes
        line.close()
