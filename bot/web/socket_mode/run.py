"""Run Socket Mode until told to stop: keep a connection to Slack, answer what comes over it, drain at the end."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from typing import Final

from slack_bolt import App

from bot.clock import SystemClock
from bot.metrics.requests import RequestMetrics
from bot.web.socket_mode.answers import Answers
from bot.web.socket_mode.connections import Connections
from bot.web.socket_mode.link import Link, LinkWatcher
from bot.web.socket_mode.opening import OpeningError, connected_to, fetch_url
from bot.web.socket_mode.timing import Timing

logger = logging.getLogger(__name__)

END_SECONDS: Final = 0.4  # to take what has arrived, and again to say goodbye


def run_socket_mode(
    app: App,
    *,
    app_token: str,
    on_stopped: Callable[[], None],
    stop_event: threading.Event | None = None,
    on_connected: Callable[[bool], None] = lambda _is_connected: None,
    on_reconnect: Callable[[], None] = lambda: None,
    metrics: RequestMetrics | None = None,
    timing: Timing = Timing(),  # noqa: B008 - frozen
) -> int:
    """Answer until `stop_event` is set; return 0, or 1 when requests were left unanswered or none could be any more.

    Without a `stop_event` SIGTERM and SIGINT stop it. While Slack is away it waits and tries again. Raises
    ConnectionError with one line when Slack refuses the token.
    """
    stopping = stop_event or _stop_at_signals()
    monotonic = SystemClock().monotonic
    answers = Answers(app, monotonic, metrics or RequestMetrics())
    connections = Connections(
        lambda watcher: _open_link(app, app_token, watcher, timing, monotonic),
        take=answers.add,
        on_connected=on_connected,
        on_reconnect=on_reconnect,
        timing=timing,
        monotonic=monotonic,
    )
    is_in_order = False
    try:
        is_in_order = _answer_until(stopping, connections, answers, timing.stuck)
    except OpeningError as error:
        raise ConnectionError(f"SLACK_APP_TOKEN: {error}") from error
    finally:
        is_in_order &= _drain(connections, answers, timing.drain)
        on_stopped()
    return 0 if is_in_order else 1


def _stop_at_signals() -> threading.Event:
    stopping = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda _number, _frame: stopping.set())
    return stopping


def _open_link(app: App, app_token: str, watcher: LinkWatcher, timing: Timing, monotonic: Callable[[], float]) -> Link:
    return Link(
        lambda: connected_to(fetch_url(app.client, app_token, timing.attempt), app.client, timing.attempt),
        watcher,
        ping_seconds=timing.ping,
        look_seconds=timing.look,
        monotonic=monotonic,
    )


def _answer_until(stopping: threading.Event, connections: Connections, answers: Answers, max_wait: float) -> bool:
    """Return True when told to stop, False when nobody answers any more: a new process is the way out of that."""
    while not stopping.is_set():
        connections.look()
        if (waited := answers.longest_wait()) > max_wait:
            logger.error("a request has waited for its turn for %d s: leaving", waited)
            return False
    return True


def _drain(connections: Connections, answers: Answers, seconds: float) -> bool:
    """Take nothing new, answer what has been received, close; False if something was left unanswered."""
    connections.stop_reading(END_SECONDS)
    left = answers.drain(seconds)
    if left:
        logger.warning("stopping without having answered %d requests", left)
    connections.close(END_SECONDS)
    return not left
