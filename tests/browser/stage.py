"""Pages over a real Roadmate, at one address for all tests of a worker; each test has its own workspace behind."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.sandbox.time_travel import Timetable
from bot.sandbox.web_page.app import create_pages
from bot.sandbox.web_page.guide import Guide
from bot.trial import RoadmateTimetable, TrialRun, command_hints

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Site:
    """A server whose pages can be exchanged, and which can be gone for a while."""

    def __init__(self) -> None:
        self._pages: WSGIApplication | None = None
        self._connections: list[socket.socket] = []
        self._server, self._thread = self._serve(0)
        self.port = self._server.port
        self.address = f"http://127.0.0.1:{self.port}"

    def show(self, pages: WSGIApplication | None) -> None:
        """Answer with these pages from now on."""
        self._pages = pages

    @contextmanager
    def being_gone(self) -> Iterator[None]:
        """Be out of reach, and back at the same address afterwards."""
        self.close()
        try:
            yield
        finally:
            self._server, self._thread = self._serve(self.port)

    def close(self) -> None:
        """End the server; connections that are open are cut."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        for connection in self._connections:
            with suppress(OSError):  # most are over by now
                connection.shutdown(socket.SHUT_RDWR)
        self._connections.clear()

    def _serve(self, port: int) -> tuple[BaseWSGIServer, threading.Thread]:
        server = make_server("127.0.0.1", port, self._answer, threaded=True, request_handler=self._handler())
        server.daemon_threads = True  # a stream of changes has no end of its own
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        return server, thread

    def _handler(self) -> type[WSGIRequestHandler]:
        connections = self._connections

        class NotedConnection(WSGIRequestHandler):
            """Notes each connection, and writes no lines of its own."""

            def setup(self) -> None:
                connections.append(self.request)
                super().setup()

            def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
                """Stay quiet."""

        return NotedConnection

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._pages is None:
            start_response("503 Service Unavailable", [])
            return []
        return self._pages(environ, start_response)


def pages_of(trial: TrialRun, timetable: Timetable | None = None, guide: Guide | None = None) -> WSGIApplication:
    """Return the pages of a trial."""
    hints = command_hints(trial.roadmate.deps.settings.slash_command)
    found = timetable or RoadmateTimetable(trial.roadmate)
    return create_pages(trial.delivery, trial.clock, found, commands=hints, guide=guide)
