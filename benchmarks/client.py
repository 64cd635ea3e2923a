"""Load a server over raw sockets, from another process, so that neither holds up the other."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import re
import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.report import percentile

ANSWER_TIMEOUT = 10.0  # seconds for one answer
_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


class RequestFailed(Exception):
    """Raised when the server answered with something else than 200, or not as it should."""


@dataclass(frozen=True, slots=True)
class LatencyPercentiles:
    """Measure seconds at one connection."""

    p50: float
    p99: float


def measure_latency(port: int, requests: Sequence[bytes]) -> LatencyPercentiles:
    """Send requests over one connection, one at a time."""
    taken: list[float] = []
    with closing(connect(port)) as line:
        for request in requests:
            start = time.perf_counter()
            line.sendall(request)
            receive(line)
            taken.append(time.perf_counter() - start)
    return LatencyPercentiles(percentile(taken, 50), percentile(taken, 99))


def measure_throughput(port: int, requests: Sequence[bytes], connections: int = 16) -> float:
    """Measure requests a second over several connections, each of which always has one request under way."""
    waiting = iter(requests)
    lines = [_ClientConnection(connect(port)) for _ in range(connections)]
    start = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for line in lines:
            line.socket.setblocking(False)
            selector.register(line.socket, selectors.EVENT_READ, line)
        busy = sum(line.send(next(waiting, None)) for line in lines)
        while busy:
            ready = selector.select(ANSWER_TIMEOUT)
            if not ready:
                raise RequestFailed(f"no answer within {ANSWER_TIMEOUT:.0f} s")
            for key, _ in ready:
                if key.data.is_answered():
                    busy -= not key.data.send(next(waiting, None))
    taken = time.perf_counter() - start
    for line in lines:
        line.socket.close()
    return len(requests) / taken


def measure_burst(port: int, requests: Sequence[bytes]) -> list[float]:
    """Send all at the same moment, each over an open connection of its own; return seconds to each answer, in turn."""
    lines = [_ClientConnection(connect(port)) for _ in requests]
    taken: list[float] = []
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        start = time.perf_counter()
        for line, request in zip(lines, requests, strict=True):
            line.send(request)
        while len(taken) < len(lines):
            ready = selector.select(ANSWER_TIMEOUT)
            if not ready:
                raise RequestFailed(f"no answer within {ANSWER_TIMEOUT:.0f} s")
            taken += [time.perf_counter() - start for key, _ in ready if key.data.is_answered()]
    for line in lines:
        line.socket.close()
    return taken


def send_once(port: int, request: bytes) -> bytes:
    """Send one request over a connection of its own; return the body of the answer."""
    with closing(connect(port)) as line:
        line.sendall(request)
        return receive(line)


def connect(port: int) -> socket.socket:
    """Open a connection that sends at once."""
    line = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_TIMEOUT)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def receive(connection: socket.socket) -> bytes:
    """Read the body of one answer. Raises RequestFailed unless it is a 200."""
    held = bytearray()
    while (body := _complete_body(held)) is None:
        piece = connection.recv(65536)
        if not piece:
            raise RequestFailed("the connection was closed before an answer came")
        held += piece
    return body


@dataclass(slots=True)
class _ClientConnection:
    """One of many connections and what has come in over it."""

    socket: socket.socket
    received: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes | None) -> bool:
        """Send a request, if there is one left."""
        if request is not None:
            self.socket.sendall(request)  # small enough for the socket's buffer
        return request is not None

    def is_answered(self) -> bool:
        """Take in what has come; True once the answer is whole."""
        piece = self.socket.recv(65536)
        if not piece:
            raise RequestFailed("the connection was closed before an answer came")
        self.received += piece
        if _complete_body(self.received) is None:
            return False
        self.received.clear()
        return True


def _complete_body(received: bytearray) -> bytes | None:
    """Return the body once it is whole."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    if not received.startswith(b"HTTP/1.1 200"):
        raise RequestFailed(bytes(received[:end].partition(b"\r\n")[0]).decode())
    length = _CONTENT_LENGTH.search(received, 0, end)
    if length is None:
        raise RequestFailed("an answer without its length")
    whole = end + 4 + int(length[1])
    return bytes(received[end + 4 : whole]) if len(received) >= whole else None


SIGNING_SECRET = "benchmark-signing-secret-00000000"
BENCH_WORKSPACE = "T0BENCH"
BENCH_TOKEN = "xoxb-benchmark"

MAX_BOOKINGS_EACH = (
    40  # bookings of one member: 1 to 40 minutes, 820 in all, stay under the hours at which a day is doubted
)

_serial = itertools.count(1)


def signed_command(name: str, text: str, member: str) -> bytes:
    """Return a slash command with a trigger id of its own, signed now."""
    serial = next(_serial)
    form = {
        "token": "deprecated-token",
        "team_id": BENCH_WORKSPACE,
        "team_domain": "bench",
        "channel_id": "C0LEARNING",
        "channel_name": "learning",
        "user_id": member,
        "user_name": member.lower(),
        "command": name,
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": f"https://hooks.slack.com/commands/{BENCH_WORKSPACE}/{serial}/abcdefghijklmnopqrstuvwx",
        "trigger_id": f"{serial}.{time.time_ns()}.0123456789abcdef0123456789abcdef",
    }
    body = urlencode(form).encode()
    stamp = str(int(time.time()))
    signature = hmac.new(SIGNING_SECRET.encode(), b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Slackbot 1.0\r\nAccept: application/json,*/*\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


def health_request() -> bytes:
    """Return the request that a supervisor sends."""
    return b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


def member_ids(count: int) -> list[str]:
    """Return the ids of so many members."""
    return [f"U{number:06d}" for number in range(count)]


def empty_requests(count: int) -> list[bytes]:
    """Yield requests for the empty handler."""
    return [signed_command("/empty", "", "U000000") for _ in range(count)]


def roadmap_requests(count: int) -> list[bytes]:
    """Yield `/roadmap aws scaling`."""
    return [signed_command("/roadmap", "aws scaling", "U000000") for _ in range(count)]


class LogRequests:
    """Yield `/log 2h networking` by many members, each time with other minutes.

    So no member books twice the same within two minutes, which is asked back, nor more on a day than a day should hold.
    """

    def __init__(self, people: list[str]) -> None:
        self._people = people
        self.made_count = 0

    def make(self, count: int) -> list[bytes]:
        """Return the next requests. Raises IndexError when nobody may book more today."""
        return [self._next() for _ in range(count)]

    def _next(self) -> bytes:
        before, place = divmod(self.made_count, len(self._people))
        if before >= MAX_BOOKINGS_EACH:
            raise IndexError("all members have logged all they can")
        self.made_count += 1
        return signed_command("/log", f"{before + 1}m networking", self._people[place])
