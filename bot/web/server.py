"""Run the HTTP server: granian's threads, in this process."""

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mt import MTServer

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0  # for requests in flight after SIGTERM; most supervisors kill after 30
# Only levels are set, so granian's errors go where our own log goes and no handler of ours is replaced.
GRANIAN_LOGGING: dict[str, Any] = {"incremental": True, "handlers": {}, "formatters": {}, "loggers": {}}


class GranianServer(MTServer):
    """Granian with its worker as a thread of this process: nothing forks, so nothing started before is lost.

    Granian offers this mode where Python has no global lock; with the lock it serves WSGI just as well, for each
    request takes the lock only while Python runs. One process also starts faster and leaves no orphan behind.
    """

    give_up: Callable[[], None]
    drain_seconds: float = DRAIN_SECONDS
    drain_timer: threading.Timer | None = None

    def _check_gil(self) -> None:
        """Accept Python with and without the lock."""

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """Drain; give up after `drain_seconds`, or at the second signal."""
        if self.drain_timer is not None:
            self.give_up()
        self.drain_timer = threading.Timer(self.drain_seconds, self.give_up)
        self.drain_timer.daemon = True
        self.drain_timer.start()
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]


def serve_http(
    build: Callable[[], WSGIApplication],
    *,
    port: int,
    host: str = "0.0.0.0",  # noqa: S104 - a server in a container is reached from outside of it
    threads: int = 16,
    drain_seconds: float = DRAIN_SECONDS,
    on_stopped: Callable[[], None] = lambda: None,
) -> None:
    """Answer until SIGTERM or SIGINT, let requests in flight end, call `on_stopped`, return.

    `build` and `on_stopped` run in this process and thread. Raises OSError with one clear line when the port cannot be
    had, before anything is built, and SystemExit(1) when the server dies by itself. Requests that take longer than
    `drain_seconds` to end are given up, and the process leaves with status 1.
    """
    check_port_free(host, port)
    app = build()
    server = GranianServer(
        "roadmate",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        blocking_threads=threads,
        log_level=LogLevels.error,
        log_dictconfig=GRANIAN_LOGGING,
    )
    server.drain_seconds = drain_seconds
    server.give_up = lambda: exit_now(on_stopped)
    server.on_startup(lambda: logger.info("listening on %s port %d", host, port))
    try:
        server.serve(target_loader=lambda: app, wrap_loader=False)
    finally:
        if server.drain_timer is not None:
            server.drain_timer.cancel()
        server.give_up = lambda: os._exit(1)  # the hook is on its way; never twice
        on_stopped()
    logger.info("stopped")


def check_port_free(host: str, port: int) -> None:
    """Refuse a port that is taken: granian would share it, and each of two servers would get some of the requests."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "it is already in use" if error.errno == errno.EADDRINUSE else error.strerror
            raise OSError(f"cannot listen on {host} port {port}: {reason}") from error


def exit_now(on_stopped: Callable[[], None]) -> None:
    """End now, with requests still in flight: they took too long, or somebody is in a hurry."""
    logger.warning("stopping without waiting for requests in flight")
    try:
        on_stopped()
    finally:
        os._exit(1)
