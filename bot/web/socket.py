"""Run Socket Mode: requests come over a connection that we open. Drains on SIGTERM; leaves when that is dead."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections.abc import Callable
from http.client import HTTPException
from typing import Final

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient

logger = logging.getLogger(__name__)

MAX_DISCONNECTED: Final = 60.0  # seconds, after which the process leaves and its supervisor starts a new one
LOOK_SECONDS: Final = 5.0  # between looks at the connection
JOIN_SECONDS: Final = 0.05  # between looks at the thread that reads


def run_socket_mode(
    app: App, *, app_token: str, on_stopped: Callable[[], None], stop_event: threading.Event | None = None
) -> int:
    """Answer until SIGTERM or SIGINT; return 0 when told to stop, 1 when the connection stayed dead."""
    stopping = stop_event or threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        if stop_event is None and threading.current_thread() is threading.main_thread():
            signal.signal(name, lambda _number, _frame: stopping.set())
    handler = SocketModeHandler(app, app_token)
    try:
        open_connection(handler)
        return 0 if watch_connection(handler.client.is_connected, stopping) else 1
    finally:
        drain_client(handler.client)
        on_stopped()


def open_connection(handler: SocketModeHandler) -> None:
    """Open the connection. Raises ConnectionError, with one line that says why it could not be had."""
    try:
        handler.connect()  # type: ignore[no-untyped-call]
    except SlackApiError as error:
        reason = str(error.response["error"]).partition("\n")[0][:80]
        raise ConnectionError(f"SLACK_APP_TOKEN: Slack gives no connection ({reason})") from error
    except (OSError, HTTPException) as error:
        raise ConnectionError(f"Slack cannot be reached: {error}") from error


def drain_client(client: SocketModeClient) -> None:
    """Take nothing new, answer what has been received, close."""
    client.auto_reconnect_enabled = False
    reader = client.current_session_runner
    reader.event.set()
    while reader.is_alive():
        client.current_session_state.terminated = True  # each time: a session that just began has unset it
        reader.thread.join(JOIN_SECONDS)
    client.closed = True  # what the thread that hands messages to the workers looks at, and waiting for it needs
    client.message_queue.put(None)  # wakes it
    client.message_processor.shutdown()  # type: ignore[no-untyped-call]
    while not client.message_queue.empty():
        with contextlib.suppress(SlackApiError, OSError, ValueError):  # a word about the connection, or no JSON
            client.process_message()  # type: ignore[no-untyped-call]
    client.message_workers.shutdown(wait=True)
    client.close()


def watch_connection(
    is_connected: Callable[[], bool],
    stop_event: threading.Event,
    max_disconnected: float = MAX_DISCONNECTED,
    look_seconds: float = LOOK_SECONDS,
) -> bool:
    """Wait until asked to stop (True), or until there was no connection for `max_disconnected` seconds (False)."""
    disconnected = 0.0
    while not stop_event.wait(look_seconds):
        disconnected = 0.0 if is_connected() else disconnected + look_seconds
        if disconnected >= max_disconnected:
            logger.error("no connection to Slack for %d seconds", disconnected)
            return False
    return True
