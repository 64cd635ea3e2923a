"""Slack's side of Socket Mode, on real sockets: it hands requests over, keeps the acks, and ends in every bad way."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
TIMEOUT = 10


@dataclass
class Opening:
    """An answer to `apps.connections.open` other than the usual one."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


class Hub:
    """Says where to connect, takes connections, hands envelopes over, keeps the acks."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._sending = threading.Lock()
        self.connections: list[socket.socket] = []
        self.acks: dict[str, dict[str, Any]] = {}
        self.ack_counts: dict[str, int] = {}
        self.acked_over: dict[str, int] = {}
        self.opened = 0
        self.refusal = ""
        self.openings: deque[Opening] = deque()  # the next answers to `apps.connections.open`
        self.handshakes: deque[bytes | float] = deque()  # the next ones: other bytes, or seconds to wait before
        self._silent_before = 0  # connections older than this are not read
        self._unanswered: list[tuple[int, bytes]] = []
        self._closed: set[int] = set()
        self.closing = threading.Event()
        self._http_socket, self._sockets = bind(0), bind(0)
        self._http_port, self._port = (each.getsockname()[1] for each in (self._http_socket, self._sockets))
        self.come_back()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._http_port}/api/"

    # Being there, and being away.

    def come_back(self) -> None:
        """Listen, on the ports of before."""
        self._is_there = True
        hub = self

        class Open(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                hub.opened += 1
                url = f"ws://127.0.0.1:{hub._port}/link?ticket={hub.opened}"
                usual = {"ok": False, "error": hub.refusal} if hub.refusal else {"ok": True, "url": url}
                opening = hub.openings.popleft() if hub.openings else Opening(body=json.dumps(usual))
                hub.closing.wait(opening.seconds)
                body = (opening.body or json.dumps(usual)).encode()
                with contextlib.suppress(OSError):  # who asked has gone
                    self.send_response(opening.status)
                    for name, value in opening.headers.items():
                        self.send_header(name, value)
                    self.send_header("content-length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
                """Says nothing."""

        ThreadingHTTPServer.daemon_threads = True
        self._http = ThreadingHTTPServer(("127.0.0.1", self._http_port), Open, bind_and_activate=False)
        self._http.socket.close()
        self._http.socket = self._http_socket
        self._http.server_activate()
        self._sockets.listen()
        self._threads = [
            threading.Thread(target=self._http.serve_forever, args=(0.02,)),
            threading.Thread(target=self._accept, args=(self._sockets,)),
        ]
        for thread in self._threads:
            thread.start()

    def go_away(self) -> None:
        """Refuse connections, and cut those there are."""
        self._is_there = False
        self._http.shutdown()
        self._http.server_close()
        self._sockets.shutdown(socket.SHUT_RDWR)  # wakes the one that accepts
        for thread in self._threads:
            thread.join()
        self._sockets.close()
        self._http_socket, self._sockets = bind(self._http_port), bind(self._port)  # so that nobody else takes them
        for connection in self.connections:
            cut(connection)

    def close(self) -> None:
        self.closing.set()
        if self._is_there:
            self.go_away()
        for each in (self._http_socket, self._sockets, *self.connections):
            each.close()

    # What a test sends.

    def wait_for_connections(self, number: int, seconds: float = TIMEOUT) -> None:
        with self._change:
            assert self._change.wait_for(lambda: len(self.connections) >= number, seconds)

    def hand(self, envelope: str, kind: str, payload: Any, over: int = -1) -> None:
        """Send one request, over the newest connection unless told otherwise."""
        content = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        self.send(content, over)

    def send(self, message: Any, over: int = -1) -> None:
        self.put(TEXT, json.dumps(message).encode(), over)

    def put(self, opcode: int, data: bytes, over: int = -1) -> None:
        self.put_raw(frame(opcode, data), over)

    def put_raw(self, data: bytes, over: int = -1) -> None:
        with self._sending:
            self.connections[over].sendall(data)

    def ack(self, envelope: str, seconds: float = TIMEOUT) -> dict[str, Any]:
        """Wait for the answer to an envelope."""
        with self._change:
            assert self._change.wait_for(lambda: envelope in self.acks, seconds), f"{envelope} was not acknowledged"
            return self.acks[envelope]

    def wait_until_closed(self, number: int, seconds: float = TIMEOUT) -> bool:
        """Wait for the client to close a connection."""
        with self._change:
            return self._change.wait_for(lambda: number in self._closed, seconds)

    # How a test ends the newest connection.

    def end_with_fin(self) -> None:
        """As a proxy that is restarted: no close frame, and it still reads."""
        self.connections[-1].shutdown(socket.SHUT_WR)

    def end_with_reset(self) -> None:
        reset(self.connections[-1])

    def end_with_close_frame(self) -> None:
        self.put(CLOSE, struct.pack("!H", 1001))

    def end_with_silence(self) -> None:
        """As when the network is gone: nothing is read or sent any more, but for newer connections."""
        self._silent_before = len(self.connections)

    def end_silence(self) -> None:
        """As when the network is back: what was sent meanwhile is read and answered now."""
        self._silent_before = 0
        for number, data in self._unanswered:
            self.put(PONG, data, number)

    # The protocol.

    def _accept(self, sockets: socket.socket) -> None:
        with contextlib.suppress(OSError):  # it is away
            while True:
                connection, _ = sockets.accept()
                threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream, contextlib.suppress(OSError):  # closed on either side
            key = b""
            while (line := stream.readline().strip()) != b"":
                if line.lower().startswith(b"sec-websocket-key:"):
                    key = line.split(b":", 1)[1].strip()
            unusual = self.handshakes.popleft() if self.handshakes else 0.0
            if isinstance(unusual, bytes):
                connection.sendall(unusual)
                return
            self.closing.wait(unusual)
            accept = base64.b64encode(hashlib.sha1(key + MAGIC).digest())
            connection.sendall(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + frame(TEXT, b'{"type": "hello"}')
            )
            with self._change:
                number = len(self.connections)
                self.connections.append(connection)
                self._change.notify_all()
            self._listen(number, stream)
            with self._change:
                self._closed.add(number)
                self._change.notify_all()

    def _listen(self, number: int, stream: Any) -> None:
        while len(head := stream.read(2)) == 2:
            length = head[1] & 127
            if length >= 126:
                length = int.from_bytes(stream.read(2 if length == 126 else 8), "big")
            mask = stream.read(4)
            data = bytes(byte ^ mask[index % 4] for index, byte in enumerate(stream.read(length)))
            if number < self._silent_before:
                self._unanswered.append((number, data))
                continue
            if head[0] & 15 == PING:
                self.put(PONG, data, number)
            elif head[0] & 15 == CLOSE:
                self.put(CLOSE, data, number)
                return
            elif head[0] & 15 == TEXT:
                answer = json.loads(data)
                name = answer["envelope_id"]
                with self._change:
                    self.acks[name] = answer
                    self.ack_counts[name] = self.ack_counts.get(name, 0) + 1
                    self.acked_over[name] = number
                    self._change.notify_all()


def bind(port: int) -> socket.socket:
    """A socket that has a port and does not listen yet: who connects is refused."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def cut(connection: socket.socket) -> None:
    """Close without a word."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def reset(connection: socket.socket) -> None:
    """Close so that the other side gets a reset: what a killed machine's successor sends."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RD)  # the thread that reads wakes, and closes


def frame(opcode: int, data: bytes, *, is_last: bool = True) -> bytes:
    """One frame as a server sends it."""
    size = len(data)
    if size < 126:
        length = bytes([size])
    else:
        length = b"\x7e" + struct.pack("!H", size) if size < 65536 else b"\x7f" + struct.pack("!Q", size)
    return bytes([(128 if is_last else 0) | opcode]) + length + data


def cpu_seconds() -> float:
    """The processor time of this process, all threads together."""
    times = os.times()
    return times.user + times.system


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    deadline = time.monotonic() + TIMEOUT
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
