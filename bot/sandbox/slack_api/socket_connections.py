"""Slack's side of Socket Mode: the connections that an app opens, and the requests that go over them."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from bot.sandbox.slack_api.fixtures import APP_ID

MOST_CONNECTIONS: Final = 10
LIFE_SECONDS: Final = 3600
_SILENT: Final = logging.getLogger(f"{__name__}.websockets")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


class NoConnectionError(Exception):
    """The app has no connection open."""


@dataclass(slots=True)
class _Line:
    """One open connection; no request goes over one that was asked to leave."""

    connection: ServerConnection
    is_leaving: bool = False


class SocketConnections:
    """All connections of one app; threads may share it. It listens once the app has asked where to connect."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._lines: list[_Line] = []
        self._tickets: set[str] = set()
        self._acknowledged: dict[str, Any] = {}
        self._awaited: set[str] = set()
        self._server: Server | None = None
        self._turn = 0

    @property
    def count(self) -> int:
        """How many connections take requests."""
        with self._change:
            return len(self._usable())

    def issue_url(self) -> str:
        """Return an address at which the app can connect, once."""
        with self._change:
            if self._server is None:
                self._server = serve(
                    self._serve, "127.0.0.1", 0, process_request=self._check_ticket, compression=None, logger=_SILENT
                )
                threading.Thread(target=self._server.serve_forever, name="sandbox-sockets", daemon=True).start()
            ticket = str(uuid4())
            self._tickets.add(ticket)
            port = self._server.socket.getsockname()[1]
        return f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id={APP_ID}"

    def wait_for_connections(self, count: int, seconds: float) -> bool:
        """Wait until so many connections take requests; return whether they do."""
        with self._change:
            return self._change.wait_for(lambda: len(self._usable()) >= count, seconds)

    def wait_until_none(self, seconds: float) -> bool:
        """Wait until no connection is left open; return whether that is so. The app may have ended before."""
        with self._change:
            return self._change.wait_for(lambda: not self._lines, seconds)

    def request(
        self, kind: str, payload: Mapping[str, Any], *, seconds: float, accepts_answer: bool, retry: int, reason: str
    ) -> Any:
        """Send a request over one of the connections and return what the acknowledgement carries, None for nothing.

        Raises NoConnectionError, and TimeoutError where no acknowledgement comes in time.
        """
        envelope: dict[str, Any] = {
            "envelope_id": str(uuid4()),
            "payload": dict(payload),
            "type": kind,
            "accepts_response_payload": accepts_answer,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        name = envelope["envelope_id"]
        with self._change:
            self._awaited.add(name)
        try:
            self._send(json.dumps(envelope), seconds)
            with self._change:
                if not self._change.wait_for(lambda: name in self._acknowledged, seconds):
                    raise TimeoutError
                return self._acknowledged[name]
        finally:
            with self._change:
                self._awaited.discard(name)
                self._acknowledged.pop(name, None)

    def ask_to_leave(self, reason: str = "refresh_requested") -> int:
        """Tell every connection that it ends soon (`warning`, `refresh_requested`); return how many were told.

        None of them gets requests any more; an app is to open a new one first and close the old one then.
        """
        with self._change:
            leaving = self._usable()
            for line in leaving:
                line.is_leaving = reason != "warning"
            self._change.notify_all()
        for line in leaving:
            self._tell(line.connection, {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
        return len(leaving)

    def close(self) -> None:
        """Close all connections and stop listening; safe to call twice."""
        with self._change:
            server, self._server = self._server, None
            lines = list(self._lines)
        for line in lines:
            line.connection.close()
        if server is not None:
            server.shutdown()

    def _usable(self) -> list[_Line]:
        return [line for line in self._lines if not line.is_leaving]

    def _send(self, message: str, seconds: float) -> None:
        """Send over the next connection in turn; while an app only has one that it is to leave, wait for another."""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._usable() or not self._lines, seconds)
                usable = self._usable()
                if not usable:
                    raise NoConnectionError
                self._turn += 1
                line = usable[self._turn % len(usable)]
            try:
                line.connection.send(message)
            except ConnectionClosed:
                self._forget(line)
            else:
                return

    def _check_ticket(self, connection: ServerConnection, request: Request) -> Response | None:
        ticket = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        with self._change:
            if ticket in self._tickets:
                self._tickets.discard(ticket)
                return None
        return connection.respond(HTTPStatus.FORBIDDEN, "This ticket was used, or never given out.\n")

    def _serve(self, connection: ServerConnection) -> None:
        """Say hello on a new connection, then take acknowledgements until it ends."""
        line = _Line(connection)
        with self._change:
            number = len(self._lines) + 1
        if number > MOST_CONNECTIONS:
            self._tell(connection, {"type": "disconnect", "reason": "too_many_websockets"})
            return
        self._tell(connection, _hello(number))
        with self._change:
            self._lines.append(line)
            self._change.notify_all()
        try:
            for message in connection:
                self._take(message)
        except ConnectionClosed:
            """It ended without a goodbye."""
        finally:
            self._forget(line)

    def _take(self, message: str | bytes) -> None:
        """Take an acknowledgement; anything else is left alone, as with Slack."""
        try:
            content = json.loads(message)
        except (ValueError, RecursionError):
            return
        name = content.get("envelope_id") if isinstance(content, dict) else None
        with self._change:
            if isinstance(name, str) and name in self._awaited:
                self._acknowledged.setdefault(name, content.get("payload"))
                self._change.notify_all()

    def _forget(self, line: _Line) -> None:
        with self._change:
            self._lines = [one for one in self._lines if one is not line]
            self._change.notify_all()

    @staticmethod
    def _tell(connection: ServerConnection, message: Mapping[str, Any]) -> None:
        try:
            connection.send(json.dumps(message))
        except ConnectionClosed:
            """It is gone, and so needs no word."""


def _hello(number: int) -> dict[str, Any]:
    return {
        "type": "hello",
        "num_connections": number,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": LIFE_SECONDS},
        "connection_info": {"app_id": APP_ID},
    }
