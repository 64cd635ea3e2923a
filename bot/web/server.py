"""Serve HTTP until the process is to stop: Slack on the public port, the status pages on one of their own."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from wsgiref.types import WSGIApplication, WSGIEnvironment

from bot.stop_signal import StopSignal
from bot.web.http_server import BODY_LIMIT, HttpServer, bind_port

logger = logging.getLogger(__name__)

ALL_ADDRESSES: Final = "0.0.0.0"  # noqa: S104 - a server in a container is reached from outside of it
THREADS: Final = 16
STATUS_THREADS: Final = 4
DRAIN_SECONDS: Final = 3.0  # for requests in flight after SIGTERM; Slack itself waits no longer for an answer
LOOK_SECONDS: Final = 1.0


def serve_http(
    build: Callable[[], WSGIApplication],
    *,
    port: int,
    stop: StopSignal,
    host: str = ALL_ADDRESSES,
    threads: int = THREADS,
    drain_seconds: float = DRAIN_SECONDS,
    body_limit: Callable[[WSGIEnvironment], int] = lambda _: BODY_LIMIT,
    on_refused: Callable[[str], None] = lambda _: None,
    on_stopping: Callable[[], None] = lambda: None,
    on_stopped: Callable[[], None] = lambda: None,
) -> None:
    """Answer until `stop` is set, call `on_stopping`, let requests in flight end, call `on_stopped`, return.

    All are called in this thread; `on_stopping` must not wait. Raises OSError with one clear line when the port cannot
    be had, before anything is built. Requests that take longer than `drain_seconds` to end are given up, and the
    process leaves with status 1; at a second signal at once.
    """
    with bind_port(host, port) as listener:
        app = build()
        server = HttpServer(app, listener, threads=threads, body_limit=body_limit, on_refused=on_refused)
        server.start()
        logger.info("listening on %s port %d", host, port)
        while not stop.wait(LOOK_SECONDS) and server.is_alive():
            pass
        on_stopping()
        is_drained = server.is_alive() and server.drain(drain_seconds, stop.hurried.is_set)
        if not is_drained:
            exit_now(on_stopped)
        server.close()
    on_stopped()


def exit_now(on_stopped: Callable[[], None]) -> None:
    """End now, with requests still in flight: they took too long, or somebody is in a hurry."""
    logger.warning("stopping without waiting for requests in flight")
    try:
        on_stopped()
    finally:
        os._exit(1)


@contextmanager
def serving_status(app: WSGIApplication, *, host: str, port: int | None) -> Iterator[None]:
    """Answer with the status pages on a port of their own until the block ends; nothing without a port.

    Raises OSError with one clear line when the port cannot be had.
    """
    if port is None:
        yield
        return
    with bind_port(host, port) as listener:
        server = HttpServer(app, listener, threads=STATUS_THREADS)
        server.start()
        logger.info("status on %s port %d", host, port)
        try:
            yield
        finally:
            server.close()
