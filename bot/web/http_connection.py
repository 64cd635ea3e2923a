"""Talk HTTP/1.1 over one connection. Each part of a request has its time and size; only a whole one gets a thread."""

from __future__ import annotations

import asyncio
import logging
from enum import Enum, auto
from http import HTTPStatus
from typing import Protocol, cast
from wsgiref.types import WSGIEnvironment

import httptools

from bot.frozen import frozen
from bot.web.wsgi_call import BadTarget, Response, build_environ, plain_response

logger = logging.getLogger(__name__)


@frozen
class ConnectionLimits:
    """Limits of what anybody may send before we know who it is. Slack's own requests arrive in milliseconds."""

    head_seconds: float = 2.0  # from the first byte, or from the opening of the connection
    body_seconds: float = 2.0
    idle_seconds: float = 30.0  # between two requests
    linger_seconds: float = 1.0  # for the last answer to be taken
    stop_seconds: float = 0.5  # for a request of which some has come when the server stops
    head_bytes: int = 16 * 1024
    connections: int = 512  # beyond that the one that has kept us waiting longest is closed
    held_bytes: int = 64 << 20  # of all bodies together that are not whole yet


class Phase(Enum):
    """Phase of a connection."""

    HEAD = auto()
    BODY = auto()
    ANSWERING = auto()
    IDLE = auto()
    CLOSING = auto()  # what still comes is thrown away


class ConnectionHost(Protocol):
    """What a connection needs of its server; `held_bytes` are those of all bodies that are not whole yet."""

    limits: ConnectionLimits
    held_bytes: int
    is_stopping: bool
    date_line: bytes

    def add(self, connection: HttpConnection) -> None: ...

    def remove(self, connection: HttpConnection) -> None: ...

    def submit(self, connection: HttpConnection, environ: WSGIEnvironment, body: bytes) -> None: ...

    def body_limit(self, environ: WSGIEnvironment) -> int: ...

    def count_refused(self, reason: str) -> None: ...


class HttpConnection(asyncio.Protocol):
    """A connection, one request at a time. `deadline`: when the loop's time has passed it, `expire` is called."""

    def __init__(self, host: ConnectionHost, loop: asyncio.AbstractEventLoop) -> None:
        self._host = host
        self._now = loop.time
        self._parser = httptools.HttpRequestParser(self)
        self._local = ("", 0)
        self._must_close = False
        self._is_paused = False
        self._limit = 0
        self._reset(Phase.HEAD, host.limits.head_seconds)

    def _reset(self, phase: Phase, seconds: float) -> None:
        self.phase = phase
        self.deadline: float | None = self._now() + seconds
        self._head_size = 0
        self._target = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._environ: WSGIEnvironment = {}
        self._body: list[bytes] = []
        self._body_size = 0

    # --- From the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        self._transport = cast("asyncio.Transport", transport)
        self._local = (transport.get_extra_info("sockname") or ("", 0))[:2]
        self._host.add(self)

    def data_received(self, data: bytes) -> None:
        """Take in what has come."""
        if self.phase is Phase.CLOSING:
            return
        if self.phase is Phase.ANSWERING:  # the next request before the answer to this one: no client of ours does so
            self._stop_reading()
            return
        if self.phase is Phase.IDLE:
            self._reset(Phase.HEAD, self._host.limits.head_seconds)
        if self.phase is Phase.HEAD:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._must_close = True  # answered as if it had not asked for another protocol
        except httptools.HttpParserError:
            self._refuse_noise()
        if self.phase is Phase.HEAD and self._head_size > self._host.limits.head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "head_too_large")

    def eof_received(self) -> bool:
        """Keep a connection that is closed on the other side open for the answer only."""
        self._must_close = True
        return self.phase is Phase.ANSWERING

    def connection_lost(self, _error: Exception | None) -> None:
        """Forget the connection."""
        self._release_body()
        self.phase = Phase.CLOSING
        self._host.remove(self)
        del self._parser  # has methods of ours: the request would stay until Python looks for garbage

    # --- From the parser

    def on_message_begin(self) -> None:
        """Take no second request before the first is answered."""
        if self.phase is Phase.ANSWERING:
            self._stop_reading()

    def on_url(self, part: bytes) -> None:
        """Take a part of the address."""
        if self.phase is Phase.HEAD:
            self._target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those after a body in chunks are dropped."""
        if self.phase is Phase.HEAD:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Decide whether the body is wanted: a request that is refused anyhow is not read on."""
        if self.phase is not Phase.HEAD:
            return
        version = self._parser.get_http_version()
        try:
            self._environ = build_environ(
                self._parser.get_method().decode("latin-1"), self._target, version, self._headers, self._local
            )
        except BadTarget:
            self._refuse(HTTPStatus.BAD_REQUEST, "not_http")
            return
        self._must_close = self._must_close or version != "1.1" or not self._parser.should_keep_alive()
        length = self._declared_length()
        if length == 0:
            self.phase = Phase.BODY  # complete with the next call
            return
        self._limit = self._host.body_limit(self._environ)
        if self._limit == 0:
            self._stop_reading()
            self._submit()
        elif length is not None and length > self._limit:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        else:
            self._expect_body()

    def on_body(self, part: bytes) -> None:
        """Take a part of the body."""
        if self.phase is not Phase.BODY:
            return
        self._body.append(part)
        self._body_size += len(part)
        self._host.held_bytes += len(part)
        if self._body_size > self._limit:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        elif self._host.held_bytes > self._host.limits.held_bytes:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "too_much_at_once")

    def on_message_complete(self) -> None:
        """Hand the whole request to a thread."""
        if self.phase is Phase.BODY:
            self._submit()

    def _declared_length(self) -> int | None:
        """Return the length of the body, None where it comes in chunks; the parser has checked what is declared."""
        if "HTTP_TRANSFER_ENCODING" in self._environ:
            return None
        return int(self._environ.get("CONTENT_LENGTH") or 0)

    def _expect_body(self) -> None:
        self.phase = Phase.BODY
        self.deadline = self._now() + self._host.limits.body_seconds
        if self._environ.get("HTTP_EXPECT", "").lower() == "100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _submit(self) -> None:
        body = b"".join(self._body)
        self._release_body()
        self.phase = Phase.ANSWERING
        self.deadline = None
        self._host.submit(self, self._environ, body)

    def _release_body(self) -> None:
        self._host.held_bytes -= self._body_size
        self._body, self._body_size = [], 0

    # --- Answering and closing

    def answer(self, response: Response) -> None:
        """Send the answer to the request in hand; then wait for the next one, or close."""
        if self._transport.is_closing() or self.phase is Phase.CLOSING:
            return
        is_last = self._must_close or self._host.is_stopping
        self._write(response, is_last=is_last)
        if not is_last:
            self._reset(Phase.IDLE, self._host.limits.idle_seconds)
        elif self._is_paused:
            self._linger()
        else:
            self._close()

    def expire(self) -> None:
        """End what took too long."""
        if self._transport.is_closing() or self.phase is Phase.CLOSING:
            self._transport.abort()
        elif self.phase is Phase.BODY or self._head_size:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "slow")
        else:
            self._close()

    def abort(self) -> None:
        """Drop the connection, and forget it at once."""
        self._transport.abort()
        self._host.remove(self)

    def stop(self) -> None:
        """Take nothing new; a request of which some has come has a moment to come whole."""
        if self.phase is Phase.IDLE:
            self._close()
        elif self.phase is Phase.CLOSING:
            self._transport.abort()
        elif self.phase is not Phase.ANSWERING and self.deadline is not None:
            self.deadline = min(self.deadline, self._now() + self._host.limits.stop_seconds)

    def _stop_reading(self) -> None:
        """Leave what comes from now on with the sender; the answer to the request in hand is the last one."""
        self._must_close = True
        if not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        """Answer what does not become a request, and close."""
        if self.phase is Phase.CLOSING:
            return
        logger.info("refused: %s, at the connection", reason)
        self._host.count_refused(reason)
        self._release_body()
        self._write(plain_response(status, status.phrase.lower()), is_last=True)
        self._linger()

    def _refuse_noise(self) -> None:
        """Refuse what is no HTTP; behind a whole request, that one is answered and nothing else."""
        if self.phase is Phase.ANSWERING:
            self._stop_reading()
        else:
            self._refuse(HTTPStatus.BAD_REQUEST, "not_http")

    def _write(self, response: Response, *, is_last: bool) -> None:
        ending = b"\r\nconnection: close\r\n\r\n" if is_last else b"\r\n\r\n"
        self._transport.write(b"".join((response.head, self._host.date_line, ending, response.body)))

    def _linger(self) -> None:
        """Close our side only: with bytes unread, a full close would take the answer from the sender again."""
        self.phase = Phase.CLOSING
        self.deadline = self._now() + self._host.limits.linger_seconds
        if self._is_paused:
            self._is_paused = False
            self._transport.resume_reading()
        if self._transport.can_write_eof():
            self._transport.write_eof()

    def _close(self) -> None:
        self.phase = Phase.CLOSING
        self.deadline = self._now() + self._host.limits.linger_seconds
        self._transport.close()
