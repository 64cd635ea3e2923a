"""Serve a WSGI app over HTTP/1.1: one thread reads all connections, others answer whole requests."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from queue import SimpleQueue
from typing import Final
from wsgiref.types import WSGIApplication, WSGIEnvironment

from bot.clock import SystemClock
from bot.web.http_connection import ConnectionLimits, HttpConnection, Phase
from bot.web.wsgi_call import call_app

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.2  # between two looks at whose time is up
BACKLOG: Final = 1024
START_SECONDS: Final = 3.0
JOIN_SECONDS: Final = 1.0
BODY_LIMIT: Final = 64 * 1024  # bytes, unless the app says otherwise
Job = tuple[HttpConnection, WSGIEnvironment, bytes]
EVICTED_FIRST: Final = (Phase.CLOSING, Phase.HEAD, Phase.BODY, Phase.IDLE)


class HttpServer:
    """Server in threads of its own, from `start()` to `close()`; no signal is its business.

    A connection that sends no whole request holds no thread, and not for long a place.
    `body_limit` says how many bytes of body a request may have, seen only its head; at 0 the app is asked at once.
    """

    def __init__(
        self,
        app: WSGIApplication,
        listener: socket.socket,
        *,
        threads: int,
        body_limit: Callable[[WSGIEnvironment], int] = lambda _: BODY_LIMIT,
        on_refused: Callable[[str], None] = lambda _: None,
        limits: ConnectionLimits | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.limits = limits or ConnectionLimits()
        self.held_bytes = 0
        self.is_stopping = False
        self.date_line = b""
        self.body_limit = body_limit
        self.count_refused = on_refused
        self._app = app
        self._listener = listener
        self._now = now or SystemClock().now
        self._connections: dict[HttpConnection, None] = {}  # in the order in which they were opened
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._closing = asyncio.Event()
        self._started = threading.Event()
        self._empty = threading.Event()
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)
        self._workers = [
            threading.Thread(target=self._work, name=f"http-{number}", daemon=True) for number in range(threads)
        ]

    def start(self) -> None:
        """Answer from now on. Raises RuntimeError where that does not succeed at once."""
        for thread in (*self._workers, self._thread):
            thread.start()
        if not self._started.wait(START_SECONDS):
            raise RuntimeError("the HTTP server doesn't start")

    def is_alive(self) -> bool:
        """Tell whether it still answers."""
        return self._thread.is_alive()

    def drain(self, seconds: float, is_hurried: Callable[[], bool] = lambda: False) -> bool:
        """Take nothing new and let requests in flight end; returns whether all did within so many seconds."""
        self._loop.call_soon_threadsafe(self._stop_taking)
        clock = SystemClock()
        until = clock.monotonic() + seconds
        while not self._empty.wait(max(0.0, min(LOOK_SECONDS, until - clock.monotonic()))):
            if is_hurried() or clock.monotonic() >= until:
                return False
        return True

    def close(self) -> None:
        """End; what is still under way is dropped."""
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(JOIN_SECONDS)
        for _ in self._workers:
            self._jobs.put(None)

    # --- What connections ask of it, in the loop's thread

    def add(self, connection: HttpConnection) -> None:
        """Take a connection on; where there are too many, one that has kept us waiting gives its place up."""
        self._connections[connection] = None
        if len(self._connections) > self.limits.connections:
            waiting = [each for each in self._connections if each.phase in EVICTED_FIRST]
            min(waiting, key=lambda each: EVICTED_FIRST.index(each.phase)).abort()

    def remove(self, connection: HttpConnection) -> None:
        """Forget a connection that is closed."""
        self._connections.pop(connection, None)
        self._note_empty()

    def submit(self, connection: HttpConnection, environ: WSGIEnvironment, body: bytes) -> None:
        """Have a thread answer a whole request."""
        self._jobs.put((connection, environ, body))

    # --- The threads

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = loop = asyncio.get_running_loop()
        self._write_date()
        self._server = await loop.create_server(
            lambda: HttpConnection(self, loop), sock=self._listener, backlog=BACKLOG
        )
        self._started.set()
        while not self._closing.is_set():
            try:
                await asyncio.wait_for(self._closing.wait(), LOOK_SECONDS)
            except TimeoutError:
                self._expire_connections(loop.time())
                self._write_date()
        self._server.close()
        for connection in list(self._connections):
            connection.abort()
        await asyncio.sleep(0)  # closes what was aborted

    def _expire_connections(self, now: float) -> None:
        for connection in [it for it in self._connections if it.deadline is not None and it.deadline <= now]:
            connection.expire()

    def _write_date(self) -> None:
        self.date_line = b"\r\ndate: " + format_datetime(self._now(), usegmt=True).encode()

    def _stop_taking(self) -> None:
        self.is_stopping = True
        self._server.close()
        for connection in list(self._connections):
            connection.stop()
        self._note_empty()

    def _note_empty(self) -> None:
        if self.is_stopping and not self._connections:
            self._empty.set()

    def _work(self) -> None:
        while self._answer_next():
            pass  # a thread that waits has nothing of the last request left

    def _answer_next(self) -> bool:
        """Answer the next request; False where there will be none."""
        job = self._jobs.get()
        if job is None:
            return False
        connection, environ, body = job
        response = call_app(self._app, environ, body)
        try:
            self._loop.call_soon_threadsafe(connection.answer, response)
        except RuntimeError:  # the loop is closed: nobody waits for this answer
            return False
        return True


def check_port_free(host: str, port: int) -> None:
    """Check that a port can be had. Raises OSError with one clear line."""
    bind_port(host, port).close()


def bind_port(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; who connects waits until somebody answers. Raises OSError with one line."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        reason = "it is already in use" if error.errno == errno.EADDRINUSE else error.strerror
        raise OSError(f"can't listen on {host} port {port}: {reason}") from error
    return listener
