"""A load client: raw sockets, keep-alive, in another process than the server, so that neither holds up the other."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from benchmarks.report import percentile

PATIENCE = 10.0  # seconds for one answer
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


class Refused(Exception):
    """The server answered with something else than 200, or not as it should."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds at one connection."""

    p50: float
    p99: float


def latency(port: int, requests: Sequence[bytes]) -> Latency:
    """One connection, one request at a time."""
    taken: list[float] = []
    with closing(connect(port)) as line:
        for request in requests:
            start = time.perf_counter()
            line.sendall(request)
            receive(line)
            taken.append(time.perf_counter() - start)
    return Latency(percentile(taken, 50), percentile(taken, 99))


def throughput(port: int, requests: Sequence[bytes], connections: int = 16) -> float:
    """Requests a second over several connections, each of which always has one request under way."""
    waiting = iter(requests)
    lines = [_Line(connect(port)) for _ in range(connections)]
    start = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for line in lines:
            line.link.setblocking(False)
            selector.register(line.link, selectors.EVENT_READ, line)
        busy = sum(line.send(next(waiting, None)) for line in lines)
        while busy:
            ready = selector.select(PATIENCE)
            if not ready:
                raise Refused(f"no answer within {PATIENCE:.0f} s")
            for key, _ in ready:
                if key.data.is_answered():
                    busy -= not key.data.send(next(waiting, None))
    taken = time.perf_counter() - start
    for line in lines:
        line.link.close()
    return len(requests) / taken


def burst(port: int, requests: Sequence[bytes]) -> list[float]:
    """All at the same moment, each on a connection of its own that is open already: seconds to each answer, in turn."""
    lines = [_Line(connect(port)) for _ in requests]
    taken: list[float] = []
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.link, selectors.EVENT_READ, line)
        start = time.perf_counter()
        for line, request in zip(lines, requests, strict=True):
            line.send(request)
        while len(taken) < len(lines):
            ready = selector.select(PATIENCE)
            if not ready:
                raise Refused(f"no answer within {PATIENCE:.0f} s")
            taken += [time.perf_counter() - start for key, _ in ready if key.data.is_answered()]
    for line in lines:
        line.link.close()
    return taken


def once(port: int, request: bytes) -> bytes:
    """One request on a connection of its own; the body of the answer."""
    with closing(connect(port)) as line:
        line.sendall(request)
        return receive(line)


def connect(port: int) -> socket.socket:
    """A connection that sends at once."""
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def receive(line: socket.socket) -> bytes:
    """The body of one answer. Raises Refused unless it is a 200."""
    held = bytearray()
    while (body := _body(held)) is None:
        piece = line.recv(65536)
        if not piece:
            raise Refused("the connection was closed before an answer came")
        held += piece
    return body


@dataclass(slots=True)
class _Line:
    """One of many connections and what has come in on it."""

    link: socket.socket
    held: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes | None) -> bool:
        """Send a request, if there is one left."""
        if request is not None:
            self.link.sendall(request)  # small enough for the socket's buffer
        return request is not None

    def is_answered(self) -> bool:
        """Take in what has come; True once the answer is whole."""
        piece = self.link.recv(65536)
        if not piece:
            raise Refused("the connection was closed before an answer came")
        self.held += piece
        if _body(self.held) is None:
            return False
        self.held.clear()
        return True


def _body(held: bytearray) -> bytes | None:
    """The body once it is whole."""
    end = held.find(b"\r\n\r\n")
    if end < 0:
        return None
    if not held.startswith(b"HTTP/1.1 200"):
        raise Refused(bytes(held[:end].partition(b"\r\n")[0]).decode())
    length = _LENGTH.search(held, 0, end)
    if length is None:
        raise Refused("an answer without its length")
    whole = end + 4 + int(length[1])
    return bytes(held[end + 4 : whole]) if len(held) >= whole else None
