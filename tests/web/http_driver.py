"""A server of ours in this process, and raw connections to it that send what they like."""

from __future__ import annotations

import hmac
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.web.guard import Guard
from bot.web.http_connection import ConnectionLimits
from bot.web.http_server import HttpServer, bind_port
from bot.web.site import alive_page, build_site

SECRET = "secret"
FORM = b"content-type: application/x-www-form-urlencoded\r\n"
SIGNED_HEAD = FORM + b"x-slack-request-timestamp: %d\r\nx-slack-signature: v0=%b\r\n"


class HttpDriver:
    """The server with the real guard; `seen` are the environments that reached the app behind it, with their bodies."""

    def __init__(self, *, threads: int = 2, **limits: Any) -> None:
        self.refused: list[str] = []
        self.statuses: list[int] = []
        self.seen: list[tuple[dict[str, Any], bytes]] = []
        self.go_on = threading.Event()
        self.go_on.set()
        now = SystemClock().now
        self.guard = Guard(self.behind, secret=SECRET, now=now, monotonic=SystemClock().monotonic, counter=self)
        site = build_site(self.guard, pages={"/healthz": alive_page}, on_refused=self.count_refused)
        self.listener = bind_port("127.0.0.1", 0)
        self.port = int(self.listener.getsockname()[1])
        self.server = HttpServer(
            site,
            self.listener,
            threads=threads,
            body_limit=self.guard.body_limit,
            on_refused=self.count_refused,
            limits=ConnectionLimits(**limits),
        )
        self.server.start()

    def count_refused(self, reason: str) -> None:
        self.refused.append(reason)

    def count_error(self, reason: str) -> None:
        pass

    def count_answered(self, door: str, command: str, status: int, seconds: float) -> None:
        self.statuses.append(status)

    def behind(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.seen.append((environ, environ["wsgi.input"].read()))
        assert self.go_on.wait(20)
        start_response("200 OK", [("content-type", "text/plain")])
        return [b"booked"]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def send(self, *parts: bytes) -> bytes:
        """All that comes back for these bytes until the server closes, or an answer is whole."""
        with closing(self.connect()) as line:
            for part in parts:
                line.sendall(part)
            return read_answer(line)

    def close(self) -> None:
        self.go_on.set()
        self.server.close()
        self.listener.close()


def read_answer(line: socket.socket) -> bytes:
    held = b""
    while not is_whole(held):
        piece = line.recv(65536)
        if not piece:
            break
        held += piece
    return held


def is_whole(held: bytes) -> bool:
    head, found, body = held.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: (\d+)", head)
    return bool(found and length and len(body) >= int(length[1]))


def read_all(line: socket.socket) -> bytes:
    """What comes until the server closes."""
    held = b""
    while True:
        try:
            piece = line.recv(65536)
        except ConnectionResetError:
            return held
        if not piece:
            return held
        held += piece


def signed_head(body: bytes, *, length: bytes | None = None, extra: bytes = b"") -> bytes:
    now = int(time.time())
    signature = hmac.new(SECRET.encode(), b"v0:%d:%b" % (now, body), "sha256").hexdigest().encode()
    framing = b"content-length: %d\r\n" % len(body) if length is None else length
    return b"POST /slack/events HTTP/1.1\r\nhost: x\r\n" + SIGNED_HEAD % (now, signature) + extra + framing + b"\r\n"


def signed(body: bytes) -> bytes:
    return signed_head(body) + body


HEALTH = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"


@pytest.fixture
def new_http() -> Iterator[Callable[..., HttpDriver]]:
    begun: list[HttpDriver] = []

    def begin(**settings: Any) -> HttpDriver:
        begun.append(HttpDriver(**settings))
        return begun[-1]

    yield begin
    for driver in begun:
        driver.close()


@pytest.fixture
def http(new_http: Callable[..., HttpDriver]) -> HttpDriver:
    return new_http()
